"""PrefillRequest into what the domain understands. What the person said of others' names serves to tell children apart, and goes no further."""

from collections.abc import Iterable
from datetime import UTC, date
from typing import cast

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as gateway_pb
from mesdroits.rights.v1 import benefit_pb2, view_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb
from mesdroits.situation.v1 import ledger_pb2

from chassis.errors import InvalidInput, Violation
from services.simulator.domain.prefill import Fact, Known, Payment, RightHeld

_MOST = 2000
_DATE = date_pb2.Date.DESCRIPTOR.full_name


def known_of(request: pb.PrefillRequest, today: date) -> Known:
    """What the suite knows. Raises InvalidInput when it is too much, or of a month or a birth date that cannot be."""
    faults = list(_faults(request, today))
    if faults:
        raise InvalidInput(faults)
    views = list(request.domains)
    return Known(
        month=_day(request.month) or today.replace(day=1),
        birth_date=_day(request.birth_date) if request.HasField("birth_date") else None,
        facts=tuple(fact for version in request.facts if (fact := _fact(version)) is not None),
        rights=tuple(_right(right) for view in views for right in view.rights),
        payments=tuple(one for message in request.payments if (one := _payment(message)) is not None),
        silent=frozenset(organisme for view in views for organisme in view.unanswered),
        complete=frozenset(_domain(view) for view in views if _is_complete(view)),
        asked=bool(views),
        hidden=any(view.hidden_by_assurance for view in views),
    )


def _faults(request: pb.PrefillRequest, today: date) -> Iterable[Violation]:
    month = _day(request.month)
    if month is None or month.day != 1 or abs((month.year - today.year) * 12 + month.month - today.month) > 24:
        yield Violation("month", "Choisissez un mois, à deux ans au plus d'aujourd'hui.")
    if request.HasField("birth_date"):
        born = _day(request.birth_date)
        if born is None or not 0 <= today.year - born.year <= 120 or born > today:
            yield Violation("birth_date", "Cette date de naissance n'est pas possible.")
    for name in ("facts", "domains", "payments"):
        if len(getattr(request, name)) > _MOST:
            yield Violation(name, "Il y a trop d'informations à lire.")


def _fact(version: ledger_pb2.FactVersion) -> Fact | None:
    """The fact; None when it was annulled, says nothing, or has no day from which it is true."""
    name, start = version.content.WhichOneof("content"), _day(version.validity.start_date)
    if version.verb == ledger_pb2.VERB_ANNULLED or name is None or start is None:
        return None
    end = _day(version.validity.end_date) if version.validity.HasField("end_date") else None
    content: Message = getattr(version.content, name)
    return Fact(name.upper(), _content(content), start, end, _instant(version.known_time) or start)


def _content(message: Message) -> dict[str, object]:
    return {field.name: _value(value) for field, value in message.ListFields()}


def _value(value: object) -> object:
    if isinstance(value, date_pb2.Date):
        return _day(value)
    if isinstance(value, str | int | bool):
        return value
    # The contract has words, numbers, dates and lines.
    return tuple(_content(line) for line in cast(Iterable[Message], value))


def _right(right: view_pb2.Right) -> RightHeld:
    period = right.period
    return RightHeld(
        benefit=right.benefit,
        organisme=right.organisme,
        organisme_name=right.organisme_name,
        open=right.state == gateway_pb.RIGHT_STATE_OPEN,
        start=_day(period.start_date) if period.HasField("start_date") else None,
        end=_day(period.end_date) if period.HasField("end_date") else None,
        amount_cents=right.amount_cents if right.HasField("amount_cents") else None,
        known=_instant(right.data_time) if right.HasField("data_time") else None,
        stale=right.stale,
        cover=right.without_amount,
        name=right.benefit_name or right.benefit,
    )


def _payment(payment: view_pb2.Payment) -> Payment | None:
    day = _day(payment.payment_date)
    if day is None or payment.amount_cents < 0:
        return None
    return Payment(payment.benefit, payment.organisme, payment.organisme_name, day, payment.amount_cents)


def _is_complete(view: view_pb2.DomainView) -> bool:
    """Everybody answered, everything is shown, and no right is of a state that nobody can tell."""
    answered = view.paid not in (view_pb2.PAID_ANSWER_UNSPECIFIED, view_pb2.PAID_ANSWER_UNKNOWN)
    shown = view.exposure.level > benefit_pb2.EXPOSURE_LEVEL_NONE
    return answered and shown and not view.unanswered and not view.hidden_by_assurance


def _domain(view: view_pb2.DomainView) -> str:
    value = benefit_pb2.Domain.DESCRIPTOR.values_by_number.get(view.domain)
    return value.name.removeprefix("DOMAIN_") if value else ""


def _day(message: date_pb2.Date) -> date | None:
    """The day; None when it does not exist."""
    try:
        return date(message.year, message.month, message.day)
    except ValueError:
        return None


def _instant(message: Timestamp) -> date | None:
    try:
        return message.ToDatetime(UTC).date() if message.seconds else None
    except (ValueError, OverflowError):
        return None
