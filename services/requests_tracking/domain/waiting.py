"""Whom a claim waits for, since when, and for what."""

from dataclasses import dataclass
from datetime import datetime

from services.requests_tracking.domain.steps import Piece
from services.requests_tracking.domain.timeline import Story
from services.requests_tracking.domain.vocabulary import OPEN, ClaimState, PieceState, WaitingFor

_UNSAID = "L'organisme attend des pièces, sans dire encore lesquelles."
_EXAMINES = "L'organisme examine votre demande."
_HAS_PIECES = "L'organisme doit prendre en compte les pièces envoyées."
_SENT = "L'organisme doit confirmer qu'il a reçu votre demande."


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom, since when, and for what in plain French."""

    who: WaitingFor
    since: datetime
    reason: str


def waiting_of(story: Story, labels: dict[str, str]) -> Waiting | None:
    """Whom the claim waits for; None when it is over, or a draft. `labels`: type of document → its name in plain French."""
    if story.state not in OPEN or story.since is None:
        return None
    owed = [piece for piece in story.pieces if piece.state == PieceState.EXPECTED]
    if owed:
        # What the person can do comes first: it is the only part that they hold.
        piece = min(owed, key=lambda piece: (piece.news.owed_by is not WaitingFor.PERSON, piece.moved or piece.asked))
        return Waiting(piece.news.owed_by, piece.moved or piece.asked, _piece_reason(piece, labels))
    if story.state is ClaimState.INCOMPLETE and not story.pieces:
        return Waiting(WaitingFor.PERSON, story.since, _UNSAID)
    return _organisme(story, story.since)


def _piece_reason(piece: Piece, labels: dict[str, str]) -> str:
    name = labels.get(piece.news.type, piece.news.type)
    again = "L'organisme a perdu cette pièce et la redemande" if piece.lost else "Pièce attendue"
    return f"{again} : {name}."


def _organisme(story: Story, since: datetime) -> Waiting:
    moved = [piece.moved for piece in story.pieces if piece.moved and piece.state != PieceState.CANCELLED]
    if story.state is ClaimState.SUBMITTED:
        return Waiting(WaitingFor.ORGANISME, since, _SENT)
    if story.state is ClaimState.INCOMPLETE and moved:
        return Waiting(WaitingFor.ORGANISME, max(moved), _HAS_PIECES)
    return Waiting(WaitingFor.ORGANISME, since, _EXAMINES)
