"""A document of the person answers an expected piece: deposited here, then received by the organisme, or given back."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.domain.timeline import fold
from services.requests_tracking.domain.vocabulary import StepKind
from services.requests_tracking.store import claims, steps
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.record import Line, say


class Progress(StrEnum):
    """Where the document stands, as far as the claim is concerned."""

    DEPOSITED = "DEPOSITED"
    DELIVERED = "DELIVERED"
    GIVEN_BACK = "GIVEN_BACK"


@dataclass(frozen=True, slots=True)
class PieceMoved:
    """What became of a document that answers an expected piece."""

    person_id: str
    document_id: str
    expected_piece_id: str
    progress: Progress


_LINES = {
    Progress.DEPOSITED: (StepKind.PIECE_DEPOSITED, "Vous avez déposé la pièce attendue."),
    Progress.DELIVERED: (StepKind.PIECE_RECEIVED, "L'organisme a reçu la pièce attendue."),
    Progress.GIVEN_BACK: (
        StepKind.PIECE_RETURNED,
        "Le document déposé ne peut pas être accepté. La pièce est toujours attendue.",
    ),
}


async def move_piece(session: AsyncSession, tracking: Tracking, moved: PieceMoved) -> None:
    """Write it in the claim's story, if it changes it. A piece of somebody else, or of no claim, is passed over."""
    claim_id = await steps.claim_of_piece(session, moved.expected_piece_id)
    claim = await claims.find(session, moved.person_id, claim_id, lock=True) if claim_id else None
    if claim is None:
        return
    kind, text = _LINES[moved.progress]
    listed = (await steps.of_claims(session, tracking.vault, [claim.claim_id]))[claim.claim_id]
    story = fold(listed, tracking.catalogue.mapping_of(claim.organisme))
    piece = next((piece for piece in story.pieces if piece.piece_id == moved.expected_piece_id), None)
    same = any(step.kind is kind and step.document_id == moved.document_id for step in listed)
    if piece is None or same:
        return
    await say(session, tracking, claim, Line(kind, text, piece_id=piece.piece_id, document_id=moved.document_id))
