"""What a gateway said, in the words of the domain. A line that contradicts itself is told as doubtful, never repaired in silence."""

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, date
from typing import TYPE_CHECKING

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb

from services.rights.domain.errors import InvalidRightError
from services.rights.domain.papers import Attestation, Statement
from services.rights.domain.questions import Question, Said
from services.rights.domain.rights import Duty, DutyKind, Payment, RightLine, RightState
from services.rights.domain.vocabulary import Organisme

if TYPE_CHECKING:
    from mesdroits.common.v1.date_pb2 import Date

_log = logging.getLogger(__name__)
_DOUBTFUL = "L'organisme a transmis des informations qui se contredisent sur ce droit. Contactez-le."
_STATES = {
    pb.RIGHT_STATE_REQUESTED: RightState.REQUESTED,
    pb.RIGHT_STATE_OPEN: RightState.OPEN,
    pb.RIGHT_STATE_SUSPENDED: RightState.SUSPENDED,
    pb.RIGHT_STATE_ENDED: RightState.ENDED,
}
_DUTIES = {
    pb.DUTY_KIND_DECLARATION: DutyKind.DECLARATION,
    pb.DUTY_KIND_RENEWAL: DutyKind.RENEWAL,
    pb.DUTY_KIND_CONFIRMATION: DutyKind.CONFIRMATION,
}


def rights(organisme: Organisme, said: Said) -> tuple[RightLine, ...]:
    """Every right of the answer."""
    return tuple(_right(organisme, each) for each in pb.ListRightsResponse.FromString(said.encoded).rights)


def payments(organisme: Organisme, said: Said) -> tuple[Payment, ...]:
    """The payments of the answer; one without a day or with a negative amount is left out, and logged."""
    return tuple(_readable_payments(organisme, pb.ListPaymentsResponse.FromString(said.encoded).payments))


def statements(organisme: Organisme, said: Said) -> tuple[Statement, ...]:
    """The statements of the answer; one without a date is left out, and logged."""
    return tuple(_readable_statements(organisme, pb.ListStatementsResponse.FromString(said.encoded).statements))


def attestations(organisme: Organisme, said: Said) -> tuple[Attestation, ...]:
    """The attestations of the answer; one without a date is left out, and logged."""
    return tuple(_readable_attestations(organisme, pb.ListAttestationsResponse.FromString(said.encoded).attestations))


def _right(organisme: Organisme, said: pb.OrganismeRight) -> RightLine:
    try:
        return RightLine(
            said.benefit, organisme, _STATES.get(said.state, RightState.UNKNOWN),
            start=_optional(said.period.start_date), end=_optional(said.period.end_date),
            amount_cents=said.amount_cents if said.HasField("amount_cents") else None,
            decided_by=said.decided_by or None, decided_on=_optional(said.decision_date), reason=said.reason or None,
            duties=tuple(_duties(organisme, said.duties)),
        )  # fmt: skip
    except (InvalidRightError, ValueError) as contradiction:
        _warn(organisme, Question.RIGHTS, contradiction)
        return RightLine(said.benefit, organisme, RightState.UNKNOWN, reason=_DOUBTFUL)


def _duties(organisme: Organisme, said: Iterable[pb.Duty]) -> Iterator[Duty]:
    """The duties that can be read; one of a kind that nobody here knows, or without a last day, is left out, and logged."""
    for each in said:
        try:
            yield Duty(
                _DUTIES[each.kind], _date(each.due_date), _optional(each.open_date),
                each.done_time.ToDatetime(UTC) if each.HasField("done_time") else None,
                tuple(_date(month) for month in each.reference_months),
            )  # fmt: skip
        except (KeyError, ValueError) as unreadable:
            _warn(organisme, Question.RIGHTS, unreadable)


def _readable_payments(organisme: Organisme, lines: Iterable[pb.OrganismePayment]) -> Iterator[Payment]:
    for said in lines:
        expected = said.expected_cents if said.HasField("expected_cents") else None
        try:
            yield Payment(
                said.benefit, organisme, _date(said.payment_date), said.amount_cents, expected, said.recovered_cents, said.reason or None,
            )  # fmt: skip
        except (InvalidRightError, ValueError) as contradiction:
            _warn(organisme, Question.PAYMENTS, contradiction)


def _readable_statements(organisme: Organisme, lines: Iterable[pb.OrganismeStatement]) -> Iterator[Statement]:
    for said in lines:
        amount = said.amount_cents if said.HasField("amount_cents") else None
        try:
            dated = _date(said.statement_date)
        except ValueError as contradiction:
            _warn(organisme, Question.STATEMENTS, contradiction)
            continue
        yield Statement(said.statement_id, organisme, dated, said.title, amount, said.health)


def _readable_attestations(organisme: Organisme, lines: Iterable[pb.OrganismeAttestation]) -> Iterator[Attestation]:
    for said in lines:
        try:
            issued, expires = _date(said.issue_date), _optional(said.expiry_date)
        except ValueError as contradiction:
            _warn(organisme, Question.ATTESTATIONS, contradiction)
            continue
        yield Attestation(said.attestation_id, organisme, said.title, said.statement, issued, expires, said.health)


def _warn(organisme: Organisme, question: Question, contradiction: Exception) -> None:
    extra = {"organisme": organisme, "question": question, "reason": type(contradiction).__name__}
    _log.warning("unreadable line of an organisme", extra=extra)


def _date(said: "Date") -> date:
    return date(said.year, said.month, said.day)


def _optional(said: "Date") -> date | None:
    return _date(said) if said.year or said.month or said.day else None
