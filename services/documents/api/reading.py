"""What requests say, in the words of the domain. Raises InvalidInput on what means nothing."""

from dataclasses import fields
from datetime import UTC, date, datetime

from mesdroits.common.v1 import date_pb2
from mesdroits.documents.v1 import admissibility_pb2, document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.db import is_identifier
from chassis.errors import InvalidInput, Violation
from chassis.pages import decode_token
from services.documents.domain.admissibility import Asked, Purpose
from services.documents.domain.verdicts import Outcome, RefusalReason
from services.documents.mapping.documents import purpose_of
from services.documents.usecases.appending import Part
from services.documents.usecases.reviews import Judgement
from services.documents.usecases.verifying import Produced

_OUTCOMES: dict[int, Outcome] = {document_pb2.Outcome.Value(f"OUTCOME_{outcome}"): outcome for outcome in Outcome}
_REASONS: dict[int, RefusalReason] = {
    admissibility_pb2.RefusalReason.Value(f"REFUSAL_REASON_{reason}"): reason for reason in RefusalReason
}
_LONGEST_NAME = 100
_STALE_PAGE = "Cette page n'existe plus. Revenez à la première page."


def asked_of(request: pb.CheckAdmissibilityRequest | pb.StartDepositRequest) -> Asked:
    """What the person wants to deposit."""
    told = _day(request.document_date) if request.HasField("document_date") else None
    return Asked(request.type, purpose_said(request.purpose), told)


def purpose_said(message: document_pb2.Purpose) -> Purpose:
    """What it is for, in words that may be kept."""
    purpose = purpose_of(message)
    violations = [
        Violation(f"purpose.{each.name}", "Cette information n'est pas valable.")
        for each in fields(purpose)
        if not _is_short(getattr(purpose, each.name))
    ]
    if violations:
        raise InvalidInput(violations)
    return purpose


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and text.isprintable()


def part_of(request: pb.AppendChunkRequest) -> Part:
    """What came of a file."""
    return Part(request.upload_id, request.offset, request.content, request.sha256)


def produced_of(request: pb.KeepProducedRequest) -> Produced:
    """What the suite made for a person."""
    return Produced(request.person_id, request.type, request.content, request.media_type, request.code)


def judgement_of(request: pb.GiveVerdictRequest) -> Judgement:
    """What an agent decides. An outcome that is none of the contract's is refused like one that is not said."""
    outcome = _OUTCOMES.get(request.outcome)
    if outcome is None:
        raise InvalidInput([Violation("outcome", "Dites si le document est accepté ou refusé.")])
    reason = _REASONS.get(request.reason)
    return Judgement(request.document_id, outcome, request.explanation, reason, request.agent)


def before(token: str) -> str | None:
    """The id of the last document of the page before."""
    key = decode_token(token, 1)
    if key is None:
        return None
    if not is_identifier(key[0]):
        raise InvalidInput([Violation("page_token", _STALE_PAGE)])
    return key[0]


def place(token: str) -> tuple[datetime, str] | None:
    """The moment and the id of the last document of the page before."""
    key = decode_token(token, 2)
    if key is None:
        return None
    try:
        instant = datetime.fromisoformat(key[0])
        if instant.tzinfo is None or not is_identifier(key[1]):
            raise ValueError(key[0])
        return instant.astimezone(UTC), key[1]
    except (ValueError, OverflowError):
        raise InvalidInput([Violation("page_token", _STALE_PAGE)]) from None


def first_after(token: str, most: int) -> int:
    """How many items of a list that does not change were shown before."""
    key = decode_token(token, 1)
    if key is None:
        return 0
    if not key[0].isascii() or not key[0].isdigit() or len(key[0]) > 6 or int(key[0]) > most:
        raise InvalidInput([Violation("page_token", _STALE_PAGE)])
    return int(key[0])


def _day(message: date_pb2.Date) -> date:
    try:
        return date(message.year, message.month, message.day)
    except ValueError:
        raise InvalidInput([Violation("document_date", "Cette date n'existe pas.")]) from None
