"""Why an amount is what it is, when to retire, and which law is computed."""

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import household_pb2, legislation_pb2, result_pb2, retirement_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.bff.household.fields import month_text
from services.bff.shapes import iso_date
from services.bff.views.base import View
from services.bff.views.french import counted, day, euros
from services.bff.views.household import QuestionView, question_views
from services.bff.views.simulation import Known, OutcomeView, outcome_view

SOURCE_URL = "https://github.com/openfisca/openfisca-france"


class StepView(View):
    """A line of the chain; `depth` is 0 for the result."""

    label: str
    value: str
    depth: int
    source_text: str | None


class InfluenceView(View):
    """Something that mattered."""

    question: str
    label: str
    value: str
    text: str | None


class ExplanationView(View):
    """Why a benefit amounts to what it does."""

    outcome: OutcomeView
    steps: tuple[StepView, ...]
    inputs: tuple[InfluenceView, ...]
    ways_in: tuple[str, ...]


class RetirementEstimateView(View):
    """A pension from one age on."""

    label: str
    start_date: str
    start_text: str
    age_text: str
    title_text: str
    quarters: int
    monthly_cents: int
    monthly_text: str
    low_cents: int
    high_cents: int
    range_text: str
    rate_text: str
    reference: str


class RetirementView(View):
    """When, and how much."""

    estimates: tuple[RetirementEstimateView, ...]
    assumptions: tuple[str, ...]
    questions: tuple[QuestionView, ...]


class StaleView(View):
    """A parameter that may be out of date."""

    parameter: str
    label: str
    text: str
    benefits: tuple[str, ...]


class OverrideView(View):
    """A value of ours in the place of the engine's."""

    parameter: str
    from_date: str
    value: float
    reference: str
    confidence: str
    last_checked: str


class PackageView(View):
    """A package of the engine."""

    name: str
    version: str


class LegislationView(View):
    """The law that is computed, and where its source code is (AGPL, section 13)."""

    packages: tuple[PackageView, ...]
    overrides: tuple[OverrideView, ...]
    stale: tuple[StaleView, ...]
    watched_parameters: int
    parameters: int
    text: str
    source_url: str


def explanation_view(answer: pb.ExplainResponse, household: household_pb2.Household, known: Known) -> ExplanationView:
    """The chain of rules, what mattered, and what would change it."""
    return ExplanationView(
        outcome=outcome_view(answer.result, household, known),
        steps=tuple(_step(one) for one in answer.steps),
        inputs=tuple(
            InfluenceView(question=one.question, label=one.label, value=one.value, text=_moves(one.cents_per_euro))
            for one in answer.inputs
        ),
        ways_in=tuple(one.text for one in answer.ways_in),
    )


def retirement_view(answer: pb.EstimateRetirementResponse, household: household_pb2.Household) -> RetirementView:
    """One line per remarkable age, with everything that was assumed."""
    return RetirementView(
        estimates=tuple(_estimate(one) for one in answer.estimates),
        assumptions=tuple(answer.assumptions),
        questions=question_views(answer.questions, household),
    )


def legislation_view(answer: pb.GetLegislationResponse) -> LegislationView:
    """Versions, our own values, and what may be out of date."""
    stale = tuple(_stale(one) for one in answer.stale)
    return LegislationView(
        packages=tuple(PackageView(name=one.name, version=one.version) for one in answer.packages),
        overrides=tuple(_override(one) for one in answer.overrides),
        stale=stale,
        watched_parameters=answer.watched_parameters,
        parameters=answer.parameters,
        text=f"{counted(len(stale), 'valeur peut être dépassée', 'valeurs peuvent être dépassées')}, "
        f"sur {answer.watched_parameters} surveillées.",
        source_url=SOURCE_URL,
    )


def _step(one: result_pb2.ExplanationStep) -> StepView:
    since = f"en vigueur depuis le {day(one.in_force_since)}" if one.HasField("in_force_since") else ""
    said = [word for word in (_period_text(one.period), since, one.reference) if word]
    return StepView(label=one.label, value=one.value, depth=one.depth, source_text=", ".join(said) or None)


def _period_text(period: str) -> str:
    """`2026-11` as `novembre 2026`; a year as it is."""
    year, dash, month = period.partition("-")
    return month_text(Date(year=int(year), month=int(month))) if dash else period


def _moves(cents: int) -> str | None:
    if not cents:
        return None
    return f"Pour 100 € de plus, l'aide {'augmente' if cents > 0 else 'baisse'} d'environ {euros(abs(cents) * 100)}."


def _estimate(one: retirement_pb2.RetirementEstimate) -> RetirementEstimateView:
    months = f" et {one.age_months} mois" if one.age_months else ""
    return RetirementEstimateView(
        label=one.label,
        start_date=iso_date(one.start_date),
        start_text=day(one.start_date),
        age_text=f"{one.age_years} ans{months}",
        title_text=f"{one.label[:1].upper()}{one.label[1:]} : {one.age_years} ans{months}",
        quarters=one.quarters,
        monthly_cents=one.monthly_cents,
        monthly_text=f"{euros(one.monthly_cents)} brut par mois",
        low_cents=one.range.low_cents,
        high_cents=one.range.high_cents,
        range_text=f"entre {euros(one.range.low_cents)} et {euros(one.range.high_cents)}",
        rate_text=f"{one.rate_ten_thousandths / 100:.2f} %".replace(".", ","),
        reference=one.reference,
    )


def _stale(one: legislation_pb2.StaleParameter) -> StaleView:
    since = f"valeur du {day(one.in_force_since)}" if one.HasField("in_force_since") else "date inconnue"
    checked = f", vérifiée jusqu'au {day(one.checked_until)}" if one.HasField("checked_until") else ""
    return StaleView(
        parameter=one.parameter, label=one.label or one.parameter, text=since + checked, benefits=tuple(one.benefits)
    )


def _override(one: legislation_pb2.ParameterOverride) -> OverrideView:
    return OverrideView(
        parameter=one.parameter,
        from_date=iso_date(one.from_date),
        value=one.value,
        reference=one.reference,
        confidence=one.confidence,
        last_checked=iso_date(one.last_checked),
    )
