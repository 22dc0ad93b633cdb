"""Why unemployment benefit does not open in a month, and what would open it, in plain French. The figures are those of the rules."""

from datetime import date, timedelta

from services.simulator.domain.household import Household, Person, months_after
from services.simulator.domain.unemployment import UnemploymentRight, affiliation, is_given, unemployment_right
from services.simulator.domain.unemployment_rules import UnemploymentRules
from services.simulator.domain.vocabulary import ContractEnd, Resource
from services.simulator.domain.wording import NO_RIGHT, day

_NO_WAGE = "Aucun salaire n'est connu avant la fin du contrat : sans salaire, il n'y a pas d'allocation."
_GIVEN = "D'après ce que nous savons, elle ne vous est pas payée."
_STILL_TIME = " Le contrat a pris fin il y a moins d'un an : si vous ne l'avez pas encore demandée, inscrivez-vous à France Travail."
# One registers within twelve months of the contract's end (règlement d'assurance chômage, article 7).
_MONTHS_TO_REGISTER = 12
_BESIDE = "Ce mois-ci, le salaire de l'activité reprise ne laisse rien de l'allocation : les jours sont reportés."


def why_not(household: Household, person: Person, month: date, rules: UnemploymentRules) -> str:
    """Why somebody who seeks a job has no benefit in a month. `household`: as it is told."""
    right = unemployment_right(household, person, rules)
    if right is not None:
        return _not_this_month(right, month, household, person)
    career = person.career
    if career is None or career.contract_end_date is None or career.contract_end is None:
        return NO_RIGHT
    if career.contract_end is ContractEnd.RESIGNATION:
        return _resigned(career.contract_end_date, rules)
    worked, months = affiliation(household, person, rules)
    told = career.days_worked is not None or (person.key, Resource.WAGE) in household.resources
    if told and worked.days < rules.days_needed:
        return _too_short(worked.days, months, rules)
    if not is_given(household, person):
        return _NO_WAGE
    return _GIVEN + _STILL_TIME * (months_after(career.contract_end_date, _MONTHS_TO_REGISTER) > month)


def _resigned(end: date, rules: UnemploymentRules) -> str:
    again = day(end + timedelta(days=1 + rules.days_to_review))
    return (
        "Une démission n'ouvre pas cette allocation, sauf motif légitime (suivre son conjoint, salaires impayés, violences…) ou "
        f"projet de reconversion reconnu avant de démissionner. Sinon, France Travail peut réexaminer votre situation à partir "
        f"du {again}, après {rules.days_to_review} jours sans emploi ; un nouvel emploi d'au moins {rules.days_after_resignation} jours, perdu "
        "malgré vous, peut aussi l'ouvrir."
    )


def _too_short(days: int, months: int, rules: UnemploymentRules) -> str:
    lacking = rules.days_needed - days
    counted = "aucun" if not days else str(days)
    return (
        f"Il faut {rules.days_needed} jours travaillés (environ six mois) dans les {months} mois d'avant la fin du contrat ; nous en "
        f"comptons {counted}. Il en manque {lacking} : un nouveau contrat les apporterait. Un travail saisonnier en demande "
        f"{rules.days_needed_of_seasonal}."
    )


def _not_this_month(right: UnemploymentRight, month: date, household: Household, person: Person) -> str:
    if month < right.start.replace(day=1):
        return f"Elle serait payée à partir du {day(right.start)}, après la fin du contrat et les jours d'attente."
    wages = household.resources.get((person.key, Resource.WAGE))
    if wages is not None and wages.at(month):
        return _BESIDE
    return f"Les {right.days} jours de ce droit, ouvert le {day(right.start)}, seraient épuisés avant ce mois."
