"""What a change would do: each right, month after month, before and after, with the sudden losses."""

from collections.abc import Iterable, Mapping

from mesdroits.simulator.v1 import change_pb2, household_pb2, result_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.bff.household.fields import month_text, person_text
from services.bff.shapes import code, iso_date
from services.bff.views.base import View
from services.bff.views.french import euros, listed
from services.bff.views.simulation import Known

_THERE = (result_pb2.ELIGIBILITY_ELIGIBLE, result_pb2.ELIGIBILITY_RECEIVED)
_AMOUNTLESS = {
    "eligible": "droit possible",
    "not_eligible": "pas de droit",
    "unknown": "à préciser",
    "received": "reçu",
}


class ChangeQuestionView(View):
    """A question of a change."""

    field: str
    text: str
    required: bool


class ChangeKindView(View):
    """A change that can be tried."""

    kind: str
    label: str
    questions: tuple[ChangeQuestionView, ...]


class ChangeKindsView(View):
    """Every change that can be tried."""

    changes: tuple[ChangeKindView, ...]


class DifferenceView(View):
    """One right in one month. `trend` is up, down or same: it is said in words too."""

    benefit: str
    name: str
    person: str | None
    person_text: str | None
    month: str
    month_text: str
    before_cents: int
    after_cents: int
    before_text: str
    after_text: str
    difference_text: str
    trend: str


class CliffView(View):
    """A month in which the household loses suddenly."""

    month: str
    month_text: str
    loss_cents: int
    loss_text: str
    benefits: tuple[str, ...]
    text: str


class MonthView(View):
    """What the household has in a month, without and with the change."""

    month: str
    month_text: str
    before_cents: int
    after_cents: int
    before_text: str
    after_text: str
    difference_text: str


class UnchangedView(View):
    """A right that is there, and that does not change in any month."""

    benefit: str
    name: str
    person: str | None
    person_text: str | None
    amount_text: str


class OutcomeOfChangeView(View):
    """What one change does, or several that were tried together."""

    change: str
    summary: str
    months: tuple[MonthView, ...]
    differences: tuple[DifferenceView, ...]
    cliffs: tuple[CliffView, ...]
    assumptions: tuple[str, ...]
    unchanged: tuple[UnchangedView, ...] = ()


class ComparisonView(View):
    """What was tried: the changes that were tried alone, then the combinations."""

    outcomes: tuple[OutcomeOfChangeView, ...]


def change_kinds_view(answer: pb.DescribeChangesResponse) -> ChangeKindsView:
    """The changes, in the order in which they are shown."""
    return ChangeKindsView(
        changes=tuple(
            ChangeKindView(
                kind=one.kind,
                label=one.label,
                questions=tuple(
                    ChangeQuestionView(field=asked.field, text=asked.text, required=asked.required)
                    for asked in one.questions
                ),
            )
            for one in answer.changes
        )
    )


def comparison_view(answer: pb.CompareResponse, household: household_pb2.Household, known: Known) -> ComparisonView:
    """Each change, beside the same months without it."""
    persons = {one.person: person_text(one) for one in household.persons}
    return ComparisonView(
        outcomes=tuple(
            OutcomeOfChangeView(
                change=one.change,
                summary=one.summary,
                months=tuple(_month(*pair) for pair in zip(answer.baseline, one.months, strict=False)),
                differences=tuple(_difference(each, persons, known) for each in one.differences),
                cliffs=tuple(_cliff(each, known) for each in one.cliffs),
                assumptions=tuple(one.assumptions),
                unchanged=_unchanged(answer.baseline, one, persons, known),
            )
            for one in answer.outcomes
        )
    )


def _month(before: result_pb2.MonthResult, after: result_pb2.MonthResult) -> MonthView:
    return MonthView(
        month=iso_date(before.month),
        month_text=month_text(before.month),
        before_cents=before.disposable_cents,
        after_cents=after.disposable_cents,
        before_text=euros(before.disposable_cents),
        after_text=euros(after.disposable_cents),
        difference_text=difference_text(after.disposable_cents - before.disposable_cents),
    )


def _difference(one: change_pb2.Difference, persons: Mapping[str, str], known: Known) -> DifferenceView:
    gained = one.after_cents - one.before_cents
    return DifferenceView(
        benefit=one.benefit,
        name=_name(one.benefit, known),
        person=one.person or None,
        person_text=persons.get(one.person) if len(persons) > 1 else None,
        month=iso_date(one.month),
        month_text=month_text(one.month),
        before_cents=one.before_cents,
        after_cents=one.after_cents,
        before_text=_state_text(one.before, one.before_cents),
        after_text=_state_text(one.after, one.after_cents),
        difference_text=difference_text(gained) if gained else _gained_text(one),
        trend="up" if gained > 0 else "down" if gained < 0 else "same",
    )


def _gained_text(one: change_pb2.Difference) -> str:
    """What differs without an amount: a cover that opens, or ends."""
    before, after = (state in _THERE for state in (one.before, one.after))
    if result_pb2.ELIGIBILITY_UNKNOWN in (one.before, one.after) or before == after:
        return "à préciser"
    return "un droit de plus" if after else "un droit de moins"


def _unchanged(
    baseline: Iterable[result_pb2.MonthResult],
    outcome: change_pb2.ChangeOutcome,
    persons: Mapping[str, str],
    known: Known,
) -> tuple[UnchangedView, ...]:
    """The rights that are there in a month at least, and differ in none."""
    differ = {(one.benefit, one.person) for one in outcome.differences}
    there: dict[tuple[str, str], result_pb2.BenefitResult] = {}
    for one in (result for month in baseline for result in month.results if result.eligibility in _THERE):
        there.setdefault((one.benefit, one.person), one)
    return tuple(
        UnchangedView(
            benefit=benefit,
            name=_name(benefit, known),
            person=person or None,
            person_text=persons.get(person) if len(persons) > 1 else None,
            amount_text=_state_text(one.eligibility, one.amount_cents),
        )
        for (benefit, person), one in there.items()
        if (benefit, person) not in differ
    )


def _cliff(one: change_pb2.Cliff, known: Known) -> CliffView:
    names = [_name(benefit, known) for benefit in one.benefits]
    return CliffView(
        month=iso_date(one.month),
        month_text=month_text(one.month),
        loss_cents=one.loss_cents,
        loss_text=euros(one.loss_cents),
        benefits=tuple(one.benefits),
        text=one.text or f"En {month_text(one.month)}, {euros(one.loss_cents)} de moins : {listed(names)}.",
    )


def difference_text(cents: int) -> str:
    """`34,00 € de moins`, `120,00 € de plus`, `pas de différence`."""
    if not cents:
        return "pas de différence"
    return f"{euros(abs(cents))} de {'plus' if cents > 0 else 'moins'}"


def _state_text(state: result_pb2.Eligibility.ValueType, cents: int) -> str:
    if cents:
        return euros(cents)
    return _AMOUNTLESS.get(code(result_pb2.Eligibility.DESCRIPTOR, state), "à préciser")


def _name(benefit: str, known: Known) -> str:
    return known[benefit].name if benefit in known else benefit
