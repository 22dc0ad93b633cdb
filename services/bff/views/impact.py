"""What a change would do to the rights, before it is told: computed, or said not to be, with the reason. It never stands in the way of telling."""

from collections.abc import Mapping, Sequence

from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.bff.household.facts_tried import Tried
from services.bff.household.fields import month_text
from services.bff.shapes import iso_date
from services.bff.views.base import Link, View
from services.bff.views.french import euros
from services.bff.views.simulation import Known

_TRY = Link(text="Compléter ma simulation", href="/simulation")
_NOTHING = "D'après ce que nous savons, aucun de vos droits ne changerait d'ici {month}."
_LATE = (
    "Nous n'avons pas pu calculer à temps ce que cela changerait pour vos droits. Vous pouvez le déclarer quand même."
)
_INCOMPLETE = (
    "Nous ne pouvons pas dire ce que cela changerait pour vos droits : il manque des informations sur votre foyer."
)


class ImpactLineView(View):
    """One right, before and after. The two amounts are the same when the change's effect is known exactly."""

    benefit: str
    name: str
    before_cents: int
    before_text: str
    after_low_cents: int
    after_high_cents: int
    after_text: str
    difference_text: str


class ImpactView(View):
    """`state` is computed, unknown (something is missing) or away (the simulator did not answer in time)."""

    state: str
    text: str
    month: str | None = None
    lines: tuple[ImpactLineView, ...] = ()
    assumptions: tuple[str, ...] = ()
    link: Link | None = _TRY


def late() -> ImpactView:
    """The simulator is away, or slow."""
    return ImpactView(state="away", text=_LATE, link=None)


def untold(why: str = "") -> ImpactView:
    """Something is missing."""
    return ImpactView(state="unknown", text=why or _INCOMPLETE)


def impact_view(answer: pb.CompareResponse, attempt: Tried, known: Known) -> ImpactView:
    """The last month that was computed, without the change and with it; a span where several cases are possible."""
    last = answer.baseline[-1].month
    cases = [{one.benefit: one for one in outcome.differences if one.month == last} for outcome in answer.outcomes]
    changed = dict.fromkeys(benefit for case in cases for benefit in case)
    lines = tuple(_line(benefit, cases, known) for benefit in changed)
    assumptions = (*attempt.assumptions, *(text for outcome in answer.outcomes[:1] for text in outcome.assumptions))
    single = answer.outcomes[0].summary if len(answer.outcomes) == 1 else ""
    text = single or f"Voici ce qui changerait en {month_text(last)}."
    return ImpactView(
        state="computed",
        text=text if lines else _NOTHING.format(month=month_text(last)),
        month=iso_date(last),
        lines=lines,
        assumptions=tuple(dict.fromkeys(assumptions)),
    )


def _line(benefit: str, cases: Sequence[Mapping[str, change_pb2.Difference]], known: Known) -> ImpactLineView:
    before = next(case[benefit].before_cents for case in cases if benefit in case)
    after = [case[benefit].after_cents if benefit in case else before for case in cases]
    low, high = min(after), max(after)
    return ImpactLineView(
        benefit=benefit,
        name=known[benefit].name if benefit in known else benefit,
        before_cents=before,
        before_text=_amount(before),
        after_low_cents=low,
        after_high_cents=high,
        after_text=_amount(low) if low == high else f"de {euros(low)} à {euros(high)}",
        difference_text=_differs(low - before, high - before),
    )


def _amount(cents: int) -> str:
    return euros(cents) if cents else "rien"


def _differs(low: int, high: int) -> str:
    if low == high:
        return f"{euros(abs(low))} de {'plus' if low > 0 else 'moins'}" if low else "sans changement de montant"
    return f"entre {euros(low)} et {euros(high)}"
