"""The pieces that an organisme asks for, its decision, and the ways of appeal."""

from mesdroits.requests_tracking.v1 import claim_pb2 as pb

from services.bff.facts import iso_date
from services.bff.shapes import code
from services.bff.views.base import View
from services.bff.views.claim_story import UNKNOWN, WHO
from services.bff.views.french import day, euros, instant, moment

_PIECES = {
    "expected": "À envoyer",
    "deposited": "Envoyée, en cours de vérification",
    "received": "Reçue par l'organisme",
    "cancelled": "Plus demandée",
}


class ExpectedPieceView(View):
    """What an organisme asks for. `to_deposit`: the person still has to send it."""

    expected_piece_id: str
    type: str
    label: str
    owed_by: str
    owed_by_text: str
    state: str
    state_text: str
    ask_time: str
    asked_text: str
    due_date: str | None
    due_text: str | None
    consequence: str
    document_id: str | None
    to_deposit: bool


class AppealPathView(View):
    """A way of appeal, with its last day. `here`: it can be started here."""

    path: str
    label: str
    due_date: str | None
    due_text: str | None
    legal_reference: str
    instruction: str
    here: bool


class DecisionView(View):
    """A decision, written or by silence."""

    granted: bool
    text: str
    reason: str
    decision_date: str
    date_text: str
    amount_cents: int | None
    amount_text: str | None
    appeal_paths: tuple[AppealPathView, ...]


def piece_view(piece: pb.ExpectedPiece) -> ExpectedPieceView:
    """A piece that was asked for."""
    owed, state = code(pb.WaitingFor.DESCRIPTOR, piece.owed_by), code(pb.PieceState.DESCRIPTOR, piece.state)
    due = piece.due_date if piece.HasField("due_date") else None
    mine = owed == "person" or not owed
    said = "Attendue" if state == "expected" and not mine else _PIECES.get(state, UNKNOWN)
    return ExpectedPieceView(
        expected_piece_id=piece.expected_piece_id,
        type=piece.type,
        label=piece.label,
        owed_by=owed or "person",
        owed_by_text=WHO.get(owed, WHO["person"]),
        state=state or "unknown",
        state_text=said,
        ask_time=instant(piece.ask_time),
        asked_text=f"Demandée {moment(piece.ask_time)}",
        due_date=iso_date(due) if due else None,
        due_text=f"À envoyer au plus tard le {day(due)}" if due else None,
        consequence=piece.consequence,
        document_id=piece.document_id or None,
        to_deposit=mine and state == "expected",
    )


def decision_view(claim: pb.Claim, *, silent: bool) -> DecisionView | None:
    """The decision; None while there is none. `silent`: the organisme did not answer, which counts as one."""
    if not claim.HasField("decision"):
        return None
    decision = claim.decision
    word = "acceptée" if decision.granted else "refusée"
    text = f"Réputée {word}, sans réponse de l'organisme" if silent else f"Demande {word}"
    paid = decision.amount_cents if decision.HasField("amount_cents") and decision.amount_cents else None
    return DecisionView(
        granted=decision.granted,
        text=text,
        reason=decision.reason,
        decision_date=iso_date(decision.decision_date),
        date_text=f"Décision du {day(decision.decision_date)}",
        amount_cents=paid,
        amount_text=euros(paid) if paid else None,
        appeal_paths=tuple(_path(path) for path in decision.appeal_paths),
    )


def _path(path: pb.AppealPath) -> AppealPathView:
    due = path.due_date if path.HasField("due_date") else None
    return AppealPathView(
        path=path.path,
        label=path.label,
        due_date=iso_date(due) if due else None,
        due_text=f"Au plus tard le {day(due)}" if due else None,
        legal_reference=path.legal_reference,
        instruction=path.instruction,
        here=path.here,
    )
