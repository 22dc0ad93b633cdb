"""What can be said of a benefit that has no chain of rules in the law as code: our own models, and benefits that an organisme decides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.simulator.domain.catalogue import Benefit
from services.simulator.domain.explanation import ExplanationStep, Unit
from services.simulator.domain.explanation_words import day_name, euros, written
from services.simulator.domain.household import Household, Person
from services.simulator.domain.pension_rules import RetirementRules
from services.simulator.domain.results import BenefitResult, Eligibility, Method, Periodicity, Question
from services.simulator.domain.retirement import RetirementEstimate, estimate_retirement
from services.simulator.domain.unemployment import UnemploymentRight, unemployment_right
from services.simulator.domain.unemployment_rules import UnemploymentRules

_PERIODS = {Periodicity.MONTHLY: " par mois", Periodicity.YEARLY: " par an"}
_AGREED_REFERENCE = "Loi n° 2026-470 du 11 juin 2026 ; avenant du 25 février 2026 à la convention du 15 novembre 2024"
UNANSWERED = "Nous ne pouvons pas encore le montrer : il dépend de réponses que nous n'avons pas."
_STATES = {
    Eligibility.ELIGIBLE: "vous pourriez y avoir droit",
    Eligibility.NOT_ELIGIBLE: "vous n'y avez pas droit d'après ces informations",
    Eligibility.UNKNOWN: "il manque des informations pour le dire",
    Eligibility.RECEIVED: "vous la recevez",
}


def headline(benefit: Benefit, result: BenefitResult) -> ExplanationStep:
    """The result itself, by its name."""
    has_amount = result.amount_cents and result.eligibility in (Eligibility.ELIGIBLE, Eligibility.RECEIVED)
    amount = euros(result.amount_cents / 100) + _PERIODS.get(result.periodicity, "")
    return ExplanationStep(benefit.name, amount if has_amount else _STATES[result.eligibility], 0)


def paid(benefit: Benefit, result: BenefitResult) -> tuple[ExplanationStep, ...]:
    """What is really paid, before what the rules give; and why both differ, where they do."""
    first = ExplanationStep("Ce qui vous est versé", headline(benefit, result).value, 0)
    why = ExplanationStep("Pourquoi le calcul peut donner autre chose", result.difference, 1)
    return (first, why) if result.difference else (first,)


def corrected(
    benefit: Benefit, result: BenefitResult, steps: tuple[ExplanationStep, ...]
) -> tuple[ExplanationStep, ...]:
    """The result that is shown, why it is not what the chain of rules alone gives, and that chain below it."""
    why = ExplanationStep("Pourquoi", result.reason, 1)
    return (headline(benefit, result), why, *(replace(step, depth=step.depth + 1) for step in steps))


def conditions(benefit: Benefit, result: BenefitResult) -> tuple[ExplanationStep, ...]:
    """The result, why, what the method leaves out, and the text that founds the benefit."""
    why = ExplanationStep("Pourquoi", result.reason, 1, reference=benefit.legal_reference)
    decided = (
        "l'organisme décide du montant" if benefit.method is Method.CONDITIONS else "une estimation, pas une décision"
    )
    how = ExplanationStep("Comment", decided, 1)
    left_out = ExplanationStep("À savoir", benefit.limits, 1)
    return (headline(benefit, result), *(step for step in (why, how, left_out) if step.value))


def unanswered(benefit: Benefit, result: BenefitResult, asked: tuple[Question, ...]) -> tuple[ExplanationStep, ...]:
    """What is sure, and the questions without whose answers a computation would be that of somebody else."""
    first, *others = conditions(benefit, result)
    if result.eligibility is Eligibility.RECEIVED:
        first = paid(benefit, result)[0]
    questions = (ExplanationStep("À répondre", one.text, 2) for one in asked)
    return (first, *others, ExplanationStep("Le calcul", UNANSWERED, 1), *questions)


def unemployment(household: Household, person: Person, rules: UnemploymentRules) -> tuple[ExplanationStep, ...]:
    """How unemployment benefit comes about, below its headline; nothing where no right can be told."""
    right = unemployment_right(household, person, rules)
    end = person.career.contract_end_date if person.career else None
    if right is None or end is None or person.career is None:
        return ()
    since = rules.mutual_agreement.start
    agreed = household.has_agreed_end(person.career) and end >= since
    return (*_unemployment(right, end, rules), *(_agreed(since) if agreed else ()))


def _unemployment(right: UnemploymentRight, end: date, rules: UnemploymentRules) -> Iterator[ExplanationStep]:
    values = rules.at(end)
    fixed_since, least_since = _since(rules, end, "fixed_part_cents"), _since(rules, end, "minimum_cents")
    yield ExplanationStep("Montant brut par jour", euros(right.daily_cents / 100), 1)
    share, fixed = percent(rules.proportional_rate), euros(values.fixed_part_cents / 100)
    either = f"{share} du salaire journalier de référence, plus {fixed}"
    yield ExplanationStep("Le plus favorable des deux calculs", either, 2, in_force_since=fixed_since)
    yield ExplanationStep("Ou", f"{percent(rules.floor_rate)} du salaire journalier de référence", 2)
    yield ExplanationStep("Sans dépasser", f"{percent(rules.ceiling_rate)} du salaire journalier de référence", 2)
    minimum = euros(values.minimum_cents / 100)
    yield ExplanationStep("Montant minimal par jour", minimum, 2, in_force_since=least_since)
    yield ExplanationStep("Montant net par jour", euros(right.daily_net_cents / 100), 1)
    yield ExplanationStep("Jours payés par mois", str(rules.days_a_paid_month), 1)
    first = f"le {day_name(right.start)}, après {rules.waiting_days} jours d'attente"
    yield ExplanationStep("Premier jour payé", first, 1)
    yield ExplanationStep("Durée la plus longue", f"{right.days} jours", 1)
    if right.lowered_net_cents < right.daily_net_cents:
        lowered = f"{euros(right.lowered_net_cents / 100)} par jour"
        yield ExplanationStep(f"Montant net après {right.lowered_after_days} jours", lowered, 1)


def _agreed(since: date) -> Iterator[ExplanationStep]:
    """What a rupture conventionnelle changes, and how sure we are of it."""
    shorter = "quinze mois au plus avant 55 ans, vingt mois et demi ensuite, au lieu de dix-huit à vingt-sept"
    yield ExplanationStep(
        "Après une rupture conventionnelle", shorter, 2, in_force_since=since, reference=_AGREED_REFERENCE
    )
    said = "nous n'avons lu ni la loi ni ce qui l'applique, seulement la presse et d'autres simulateurs : France Travail vous dira la durée exacte"
    yield ExplanationStep("À vérifier", said, 2)
    yield ExplanationStep("À partir de 55 ans", "une prolongation peut être demandée à France Travail", 2)


def retirement(household: Household, person: Person, rules: RetirementRules) -> tuple[ExplanationStep, ...]:
    """What the estimate of a pension rests on, below its headline: one part per remarkable age, then all that was assumed."""
    found = estimate_retirement(household, person, rules)
    ages = (step for one in found.estimates for step in _retirement(one))
    return (*ages, *(ExplanationStep("Ce qui est supposé", text, 1) for text in found.assumptions))


def _retirement(one: RetirementEstimate) -> Iterator[ExplanationStep]:
    amount = f"{euros(one.monthly_cents / 100)} brut par mois"
    label = f"À partir du {day_name(one.start_date)} ({one.label})"
    yield ExplanationStep(label, amount, 1, reference=one.reference)
    yield ExplanationStep("Entre", f"{euros(one.low_cents / 100)} et {euros(one.high_cents / 100)}", 2)
    yield ExplanationStep("Trimestres validés à cette date", str(one.quarters), 2)
    yield ExplanationStep("Taux de la pension de base", percent(one.rate), 2)
    if one.complementary_cents:
        yield ExplanationStep("Dont retraite complémentaire", euros(one.complementary_cents / 100), 2)


def _since(rules: UnemploymentRules, day: date, field: str) -> date:
    """Since when a value is what it is on a day: rows repeat what did not change."""
    held = [row for row in rules.values if row.start <= day] or [rules.values[0]]
    since = held[-1].start
    for row in reversed(held):
        if getattr(row, field) != getattr(held[-1], field):
            break
        since = row.start
    return since


def percent(ten_thousandths: int) -> str:
    """`40,4 %`."""
    return written(ten_thousandths / 10_000, Unit.PERCENT)
