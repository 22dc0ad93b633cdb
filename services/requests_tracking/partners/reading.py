"""What gateways and events say of claims, read into the words of this service."""

from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.organisme.v1 import claims_pb2

from services.requests_tracking.domain.steps import Decision, PieceNews, Step
from services.requests_tracking.domain.vocabulary import StepKind, WaitingFor

_OWED_BY = {
    "": WaitingFor.PERSON,
    "person": WaitingFor.PERSON,
    "employer": WaitingFor.EMPLOYER,
    "doctor": WaitingFor.DOCTOR,
    "bailleur": WaitingFor.BAILLEUR,
}
_PIECES = frozenset({StepKind.PIECE_EXPECTED, StepKind.PIECE_RECEIVED, StepKind.PIECE_LOST})
_LONGEST, _LONGEST_NAME = 4000, 100
_MOST = 2**31 - 1
# What a calendar of the next centuries holds is a mistake, and would leave it when a day is added.
_LAST_DAY = date(2200, 1, 1)


class UnreadableStep(ValueError):
    """What an organisme says of a claim means nothing; the message says why, in plain French."""


def step_of(organisme: str, message: claims_pb2.ClaimStep, now: datetime) -> Step:
    """A step as its organisme tells it. Raises UnreadableStep."""
    kind = claims_pb2.ClaimStepKind.DESCRIPTOR.values_by_number.get(message.kind)
    name = kind.name.removeprefix("CLAIM_STEP_KIND_") if kind else "UNSPECIFIED"
    if name == "UNSPECIFIED" or not 1 <= message.number <= _MOST or not message.HasField("step_time"):
        raise UnreadableStep("L'étape n'a pas de nature, de numéro ou de date.")
    read = StepKind(name)
    if (read is StepKind.STATE and not message.state) or (read in _PIECES and not message.piece_type):
        raise UnreadableStep("L'étape ne dit pas l'état, ou la pièce.")
    return Step(
        source=organisme,
        number=message.number,
        kind=read,
        # No clock may run ahead of ours: nothing has happened tomorrow.
        time=min(instant_of(message.step_time), now),
        known_time=now,
        word=message.state,
        text=message.text[:_LONGEST],
        piece=_piece(message) if read in _PIECES else None,
        decision=_decision(message.decision) if message.HasField("decision") else None,
        corrects=message.corrects_number,
    )


def reference_of(text: str) -> str:
    """An organisme's own reference, or its name for a person. Raises UnreadableStep where no database could hold it."""
    if not text or len(text) > _LONGEST or "\0" in text:
        raise UnreadableStep("La référence est vide, ou illisible.")
    return text


def optional_reference(text: str) -> str:
    """A reference that may be absent. Raises UnreadableStep."""
    return reference_of(text) if text else ""


def name_of(text: str) -> str:
    """A name of the contract's catalogues, known here or not, as a database can hold it."""
    return text.replace("\0", "")[:_LONGEST_NAME]


def instant_of(message: Timestamp) -> datetime:
    """An instant. Raises UnreadableStep."""
    try:
        return message.ToDatetime(UTC)
    except (ValueError, OverflowError):
        raise UnreadableStep("Cet instant n'existe pas.") from None


def _piece(message: claims_pb2.ClaimStep) -> PieceNews:
    due = day_of(message.piece_due_date) if message.HasField("piece_due_date") else None
    return PieceNews(message.piece_type, _OWED_BY.get(message.piece_owed_by, WaitingFor.PERSON), due)


def _decision(message: claims_pb2.OrganismeDecision) -> Decision:
    amount = message.amount_cents if message.HasField("amount_cents") else None
    return Decision(message.granted, message.reason[:_LONGEST], day_of(message.decision_date), amount)


def day_of(message: date_pb2.Date) -> date:
    """A day. Raises UnreadableStep."""
    try:
        return min(date(message.year, message.month, message.day), _LAST_DAY)
    except ValueError:
        raise UnreadableStep("Cette date n'existe pas.") from None
