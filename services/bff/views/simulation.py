"""What a household could have: every benefit of every domain, in words. What is not known is asked; it is never 0."""

from collections.abc import Iterable, Mapping, Sequence

from mesdroits.simulator.v1 import household_pb2, result_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.bff.household.fields import field_text, month_text, person_text
from services.bff.shapes import code, iso_date
from services.bff.views.base import View
from services.bff.views.catalogue import ManagerView
from services.bff.views.french import counted, euros
from services.bff.views.household import QuestionView, question_views, theme_of
from services.bff.views.potentials import Simulated
from services.bff.views.simulated_benefits import METHODS, PERIODS, SimulatedBenefitView
from services.bff.views.vocabulary import DOMAINS

_STATES = {
    "eligible": "Vous pourriez y avoir droit",
    "not_eligible": "D'après ces informations, vous n'y avez pas droit",
    "unknown": "Nous ne pouvons pas encore le dire",
    "received": "Vous le recevez déjà",
}
_ORDER = ("received", "eligible", "unknown", "not_eligible")


class OutcomeView(View):
    """One benefit. `amount_cents` is absent when nothing can be said, or when there is no amount."""

    benefit: str
    name: str
    person: str | None
    person_text: str | None
    eligibility: str
    eligibility_text: str
    amount_cents: int | None
    amount_text: str | None
    low_cents: int | None
    high_cents: int | None
    computed_cents: int | None
    difference: str | None
    missing: tuple[str, ...]
    missing_text: str | None
    reason: str
    method: str
    method_text: str
    limits: str | None
    legal_reference: str
    pieces: tuple[str, ...]
    managers: tuple[ManagerView, ...]


class DomainOutcomesView(View):
    """One domain, what is received first, what is not due last."""

    domain: str
    name: str
    text: str
    outcomes: tuple[OutcomeView, ...]


class RemarkView(View):
    """Something surprising in what was told, to be looked at again. `theme`: the page that asks for it."""

    question: str
    field_text: str
    text: str
    theme: str


class SimulationView(View):
    """One month."""

    month: str
    month_text: str
    domains: tuple[DomainOutcomesView, ...]
    questions: tuple[QuestionView, ...]
    disposable_cents: int
    disposable_text: str
    text: str
    remarks: tuple[RemarkView, ...] = ()


Known = Mapping[str, SimulatedBenefitView]


def simulation_view(answer: pb.SimulateResponse, household: household_pb2.Household, known: Known) -> SimulationView:
    """Every benefit of one month."""
    month, outcomes = answer.month, [outcome_view(one, household, known) for one in answer.month.results]
    return SimulationView(
        month=iso_date(month.month),
        month_text=month_text(month.month),
        domains=by_domain(outcomes, known),
        questions=question_views(answer.questions, household),
        disposable_cents=month.disposable_cents,
        disposable_text=euros(month.disposable_cents),
        text=_text(outcomes),
        remarks=tuple(_remark(one, household) for one in answer.remarks),
    )


def _remark(one: result_pb2.Remark, household: household_pb2.Household) -> RemarkView:
    return RemarkView(
        question=one.question,
        field_text=field_text(one.question, household),
        text=one.text,
        theme=theme_of(one.question, {person.person: "" for person in household.persons}),
    )


def outcome_view(result: result_pb2.BenefitResult, household: household_pb2.Household, known: Known) -> OutcomeView:
    """One benefit, in words."""
    benefit = known.get(result.benefit)
    person = next((one for one in household.persons if one.person == result.person), None)
    ranged = result.HasField("range")
    method = code(result_pb2.Method.DESCRIPTOR, result.method)
    state = state_of(result)
    amount = amount_of(result)
    return OutcomeView(
        benefit=result.benefit,
        name=benefit.name if benefit else result.benefit,
        person=result.person or None,
        person_text=person_text(person) if person and len(household.persons) > 1 else None,
        eligibility=state,
        eligibility_text=_STATES[state],
        amount_cents=amount,
        amount_text=amount_text(result),
        low_cents=result.range.low_cents if ranged else None,
        high_cents=result.range.high_cents if ranged else None,
        computed_cents=result.computed_cents if result.HasField("computed_cents") else None,
        difference=result.difference or None,
        missing=tuple(result.missing),
        missing_text=missing_text(result, household),
        reason=result.reason,
        method=method,
        method_text=METHODS.get(method, ""),
        limits=benefit.limits if benefit else None,
        legal_reference=benefit.legal_reference if benefit else "",
        pieces=benefit.pieces if benefit else (),
        managers=benefit.managers if benefit else (),
    )


def simulated_states(
    results: Iterable[result_pb2.BenefitResult], household: household_pb2.Household
) -> dict[str, Simulated]:
    """What is said of each benefit, the best of its persons' where it is of one person."""
    found: dict[str, Simulated] = {}
    ranked = sorted(results, key=lambda one: _ORDER.index(state_of(one)), reverse=True)
    for one in ranked:
        found[one.benefit] = Simulated(
            state=state_of(one),
            state_text=_STATES[state_of(one)],
            amount_text=amount_text(one),
            missing_text=missing_text(one, household),
        )
    return found


def state_of(result: result_pb2.BenefitResult) -> str:
    """eligible, not_eligible, unknown or received."""
    return code(result_pb2.Eligibility.DESCRIPTOR, result.eligibility) or "unknown"


def missing_text(result: result_pb2.BenefitResult, household: household_pb2.Household) -> str | None:
    """What would settle it, in the words of the form."""
    missing = ", ".join(dict.fromkeys(_within(field_text(one, household)) for one in result.missing))
    return f"Pour le savoir, dites-nous : {missing}." if missing else None


def _within(label: str) -> str:
    """A label, `Salaire (Votre conjoint)`, inside a sentence: without its capitals, save those of its acronyms."""
    return " (".join(part[:1].lower() + part[1:] for part in label.split(" ("))


def by_domain(outcomes: Sequence[OutcomeView], known: Known) -> tuple[DomainOutcomesView, ...]:
    """The six domains, in the order of the portal; one about which nothing is simulated is left out."""
    found = []
    for domain, name in DOMAINS.items():
        inside = [one for one in outcomes if (benefit := known.get(one.benefit)) and benefit.domain == domain]
        inside.sort(key=lambda one: (_ORDER.index(one.eligibility), -(one.amount_cents or 0)))
        if inside:
            found.append(DomainOutcomesView(domain=domain, name=name, text=_text(inside), outcomes=tuple(inside)))
    return tuple(found)


def amount_of(result: result_pb2.BenefitResult) -> int | None:
    """The amount, where there is one to tell."""
    told = result.eligibility in (result_pb2.ELIGIBILITY_ELIGIBLE, result_pb2.ELIGIBILITY_RECEIVED)
    return result.amount_cents if told and result.periodicity and result.amount_cents else None


def amount_text(result: result_pb2.BenefitResult) -> str | None:
    """`429,44 € par mois`, `de 120,00 € à 340,00 € par mois`; None where there is no amount to tell."""
    period = PERIODS.get(code(result_pb2.Periodicity.DESCRIPTOR, result.periodicity))
    if period is None or result.eligibility not in (
        result_pb2.ELIGIBILITY_ELIGIBLE,
        result_pb2.ELIGIBILITY_RECEIVED,
    ):
        return None
    low, high = (result.range.low_cents, result.range.high_cents) if result.HasField("range") else (0, 0)
    if high > low:
        return f"de {euros(low)} à {euros(high)} {period}"
    return f"{euros(result.amount_cents)} {period}" if result.amount_cents else None


def _text(outcomes: Iterable[OutcomeView]) -> str:
    states = [one.eligibility for one in outcomes]
    counts = (
        ("received", "aide déjà reçue", "aides déjà reçues"),
        ("eligible", "aide possible", "aides possibles"),
        ("unknown", "aide à préciser", "aides à préciser"),
    )
    said = [counted(states.count(state), one, many) for state, one, many in counts if state in states]
    return f"{', '.join(said)}." if said else "Aucune aide d'après ces informations."
