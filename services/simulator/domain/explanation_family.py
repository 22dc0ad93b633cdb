"""How childcare, parental leave, birth leaves and the presumed cover come about, line by line, with figures, dates and references."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from services.simulator.domain.birth_leave import ALLOWANCES, EMPLOYED, birth_leave, daily_allowance
from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.childcare import CareAid, Income, care_aids, income_of
from services.simulator.domain.explanation import ExplanationStep
from services.simulator.domain.explanation_plain import percent
from services.simulator.domain.explanation_words import day_name, euros, month_name, number, person_name
from services.simulator.domain.household import Household, Person
from services.simulator.domain.parental import parental_right
from services.simulator.domain.presumption import holder_of
from services.simulator.domain.vocabulary import ChildcareKind, LeaveKind

_MILLION = 1_000_000
# From so many children on, a parent may choose more for less long.
_LARGE = 3
_CARE = {
    ChildcareKind.CHILDMINDER: "Garde par une assistante maternelle",
    ChildcareKind.HOME_EMPLOYEE: "Garde à domicile",
}
_Steps = Callable[[Household, Person, Catalogue], Iterator[ExplanationStep]]


def family_steps(
    benefit: str, household: Household, person: Person, catalogue: Catalogue
) -> tuple[ExplanationStep, ...]:
    """The lines of one of these benefits, below its headline, in the household's month; none where nothing can be told."""
    made = _STEPS.get(benefit)
    return tuple(made(household, person, catalogue)) if made is not None else ()


def _childcare(household: Household, person: Person, catalogue: Catalogue) -> Iterator[ExplanationStep]:
    del person  # It is the household's.
    rules = catalogue.childcare
    values, income = rules.at(household.month), income_of(household, rules)
    aids = care_aids(household, rules)
    if values is None or income is None or not aids:
        return
    for aid in aids:
        yield from _of_child(aid, household, income, (rules.values[0].start, values.start))
    yield ExplanationStep("Revenu de la famille retenu", f"{euros(income.cents / 100)} par mois", 1)
    said = "d'après l'avis d'impôt" if income.noticed else "d'après les ressources indiquées"
    yield ExplanationStep(
        f"Revenu de {income.year}, {said}", f"{euros(income.told_cents / 100)} par mois", 2, period=str(income.year)
    )
    bounds = f"entre {euros(values.floor_cents / 100)} et {euros(values.ceiling_cents / 100)} par mois"
    yield ExplanationStep("Bornes du barème", bounds, 2, in_force_since=values.start, reference=rules.legal_reference)
    if income.year != household.month.year - 2:
        wanted = (
            f"l'avis sur les revenus de {household.month.year - 2} n'est pas connu : le dernier connu en tient lieu"
        )
        yield ExplanationStep("À savoir", wanted, 2)


def _of_child(
    aid: CareAid, household: Household, income: Income, since: tuple[date, date]
) -> Iterator[ExplanationStep]:
    """`since`: when the scale began, and when its values were last raised."""
    began, raised = since
    whose = person_name(household, household.person(aid.child))
    yield ExplanationStep(f"{_CARE[aid.kind]} ({whose})", f"{euros(aid.amount_cents / 100)} par mois", 1)
    counted = (
        ""
        if aid.counted_cents == aid.cost_cents
        else f", dont {euros(aid.counted_cents / 100)} retenus (plafond horaire)"
    )
    yield ExplanationStep("Coût de la garde", f"{euros(aid.cost_cents / 100)} pour {aid.hours} heures{counted}", 2)
    hourly = income.cents * aid.rate / _MILLION / 100
    children = "1 enfant à charge" if aid.children == 1 else f"{aid.children} enfants à charge"
    yield ExplanationStep(
        "Taux d'effort par heure", f"{number(aid.rate / 10_000, 4)} % du revenu ({children})", 2, in_force_since=began
    )
    yield ExplanationStep("Ce que la famille paie d'une heure au tarif de référence", euros(hourly), 2)
    yield ExplanationStep("Tarif horaire de référence", euros(aid.reference_cents / 100), 2, in_force_since=raised)
    share = max(0.0, 1 - hourly * 100 / aid.reference_cents)
    yield ExplanationStep("Part du coût prise en charge", f"{number(share * 100)} %", 2)


def _parental(household: Household, person: Person, catalogue: Catalogue) -> Iterator[ExplanationStep]:
    rules = catalogue.parental
    right = parental_right(household, person, rules)
    if right is None:
        return
    values = rules.at(household.month)
    kept = "arrêt complet" if not right.work_percent else f"{right.work_percent} % d'un temps plein gardés"
    yield ExplanationStep(
        "Montant pour ce congé",
        f"{euros(right.whole_cents / 100)} par mois ({kept})",
        1,
        reference=rules.legal_reference,
    )
    share = f"{percent(rules.rate(right.work_percent))} de {euros(values.base_cents / 100)}, moins la CRDS"
    yield ExplanationStep("Part de la base des prestations familiales", share, 2, in_force_since=values.start)
    if right.other_cents:
        most = f"{euros(rules.net(household.month, rules.full_rate) / 100)} par mois pour les deux parents"
        yield ExplanationStep("Au plus", most, 2)
    yield ExplanationStep("Dernier mois possible", month_name(right.last_month), 1)
    if right.children >= _LARGE and not right.work_percent:
        increased = f"{euros(rules.net(household.month, rules.increased_rate) / 100)} par mois, moins longtemps"
        yield ExplanationStep("Version majorée, au choix et définitive", increased, 1)


def _birth_leave(household: Household, person: Person, catalogue: Catalogue) -> Iterator[ExplanationStep]:
    rules = catalogue.birth_leave
    leave = birth_leave(household, person, rules)
    if leave is None or person.activity not in EMPLOYED:
        return
    daily = daily_allowance(household, person, leave.start, rules)
    yield ExplanationStep("Congé", f"du {day_name(leave.start)} au {day_name(leave.end)}", 1)
    days = leave.days_in(household.month)
    if days:
        yield ExplanationStep("Jours de congé ce mois-ci", str(days), 1)
    if daily is None:
        return
    yield ExplanationStep("Montant net par jour", euros(daily.net_cents / 100), 1)
    yield ExplanationStep(
        "Montant par jour avant CSG et CRDS", euros(daily.gross_cents / 100), 2, reference=rules.legal_reference
    )
    counted = f"{euros(daily.wages_cents / 100)} pour {rules.wage_months} mois, avant le {day_name(leave.start)}"
    yield ExplanationStep("Salaires bruts retenus", counted, 2)
    most = f"{euros(daily.ceiling_cents / 100)} par mois"
    yield ExplanationStep("Dans la limite de", most, 2, in_force_since=daily.since)
    yield ExplanationStep(
        "Moins", f"{percent(rules.deducted_rate)}, puis divisé par {number(rules.wage_days_hundredths / 100)} jours", 2
    )
    yield ExplanationStep("CSG et CRDS", percent(rules.contribution_rate), 2)


def _presumed(household: Household, person: Person, catalogue: Catalogue) -> Iterator[ExplanationStep]:
    del person  # It is the household's.
    holder = holder_of(household, catalogue.presumption)
    if holder is None:
        return
    name = catalogue.benefits[holder.benefit].name
    reference = catalogue.presumption.legal_reference
    yield ExplanationStep(
        "Sans déclarer de ressources",
        f"parce que vous recevez : {name}",
        1,
        in_force_since=holder.start,
        reference=reference,
    )
    idle = f"aucun salaire ni revenu d'activité depuis {catalogue.presumption.idle_months} mois"
    yield ExplanationStep("À condition de ne pas travailler", idle, 2)
    if holder.alone:
        yield ExplanationStep("Et de vivre seul, sans enfant à charge", "oui, d'après ce qui est indiqué", 2)


_STEPS: Mapping[str, _Steps] = {
    "cmg": _childcare,
    "prepare": _parental,
    ALLOWANCES[LeaveKind.MATERNITY]: _birth_leave,
    ALLOWANCES[LeaveKind.PATERNITY]: _birth_leave,
    "c2s-participation": _presumed,
}
