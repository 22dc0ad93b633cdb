"""What use cases answer, in the terms of the contract. Amounts stay in cents; a month stays its first day."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import result_pb2 as pb

from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity, Question

_PERIODICITY = {
    Periodicity.COVER: pb.PERIODICITY_UNSPECIFIED,
    Periodicity.MONTHLY: pb.PERIODICITY_MONTHLY,
    Periodicity.YEARLY: pb.PERIODICITY_YEARLY,
    Periodicity.ONCE: pb.PERIODICITY_ONCE,
}
_ELIGIBILITY = {one: pb.Eligibility.Value(f"ELIGIBILITY_{one.name}") for one in Eligibility}
_METHOD = {one: pb.Method.Value(f"METHOD_{one.name}") for one in Method}


def day(value: date) -> Date:
    """A calendar date."""
    return Date(year=value.year, month=value.month, day=value.day)


def eligibility(value: Eligibility) -> pb.Eligibility.ValueType:
    """What can be said."""
    return _ELIGIBILITY[value]


def periodicity(value: Periodicity) -> pb.Periodicity.ValueType:
    """How often; a cover has no amount."""
    return _PERIODICITY[value]


def method(value: Method) -> pb.Method.ValueType:
    """Where a figure comes from."""
    return _METHOD[value]


def named(enum: Any, prefix: str, value: StrEnum | None) -> Any:
    """The value of an enum of the contract that bears the same name; 0 for what is not known."""
    return enum.Value(f"{prefix}_{value.name}") if value is not None else 0


def benefit_result(value: BenefitResult) -> pb.BenefitResult:
    """One benefit for one month."""
    made = pb.BenefitResult(
        benefit=value.benefit,
        eligibility=_ELIGIBILITY[value.eligibility],
        amount_cents=value.amount_cents,
        periodicity=_PERIODICITY[value.periodicity],
        method=_METHOD[value.method],
        reason=value.reason,
    )
    # A year of variants has a thousand results, and most have nothing of what follows.
    if value.person:
        made.person = value.person
    if value.computed_cents is not None:
        made.computed_cents = value.computed_cents
    if value.difference:
        made.difference = value.difference
    if value.missing:
        made.missing.extend(value.missing)
    if value.low_cents is not None and value.high_cents is not None:
        made.range.low_cents, made.range.high_cents = value.low_cents, value.high_cents
    return made


def month_result(value: MonthResult) -> pb.MonthResult:
    """One month."""
    results = [benefit_result(result) for result in value.results]
    return pb.MonthResult(month=day(value.month), results=results, disposable_cents=value.disposable_cents)


def questions(values: Iterable[Question]) -> list[pb.Question]:
    """What is left to ask, in the order given."""
    return [
        pb.Question(
            question=each.question,
            person=each.person,
            text=each.text,
            settles=each.settles,
            benefits=each.benefits,
        )
        for each in values
    ]
