"""Why unemployment benefit does not open in a month, or cannot be told, and what would open it, in plain French. The figures are those of the rules.

As long as one may register, that nothing is paid refuses nothing.
"""

from datetime import date, timedelta

from services.simulator.domain.household import Career, Household, Person, months_after
from services.simulator.domain.registering import MOST_MONTHS, is_late, last_month_to_register
from services.simulator.domain.unemployment import (
    UnemploymentRight,
    affiliation,
    contract_missing,
    is_given,
    right_of_contract,
    unemployment_right,
)
from services.simulator.domain.unemployment_rules import UnemploymentRules
from services.simulator.domain.vocabulary import ContractEnd, Resource
from services.simulator.domain.wording import NO_RIGHT, UNKNOWN, day, euros, in_month

_NO_WAGE = "Aucun salaire n'est connu avant la fin du contrat : sans salaire, il n'y a pas d'allocation."
_GIVEN = "D'après ce que nous savons, elle ne vous est pas payée."
_TOO_LATE = (
    " Il faut s'inscrire à France Travail dans les douze mois de la fin du contrat ; un arrêt maladie, une maternité ou une invalidité "
    "allongent ce délai : s'il y en a eu, demandez à France Travail."
)
_STOPPED = (
    "Elle vous a été payée jusqu'{until}, et ne l'est plus : nous ne pouvons pas dire s'il vous reste des jours. France Travail le sait. Une reprise "
    "d'activité, un arrêt maladie ou une actualisation oubliée peuvent l'avoir arrêtée."
)
_FEWER = (
    "Nous comptons {days} jours travaillés. Il en faut {ordinary} (environ six mois) en général, et {fewer} (environ cinq mois) pour un travail "
    "saisonnier{first}. Nous ne pouvons pas dire si c'est votre cas : demandez à France Travail, l'inscription se fait dans l'année."
)
_FIRST_RIGHT = ", ou si vous n'avez pas eu droit à cette allocation dans les vingt dernières années"
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
    if is_late(household, person):
        return NO_RIGHT + _TOO_LATE
    worked, months = affiliation(household, person, rules)
    told = career.days_worked is not None or (person.key, Resource.WAGE) in household.resources
    if told and worked.days < rules.days_needed:
        return _too_short(worked.days, months, rules)
    return _given(household, person, career.contract_end_date, month) if is_given(household, person) else _NO_WAGE


def _given(household: Household, person: Person, end: date, month: date) -> str:
    registered = person.career is not None and person.career.registration_date is not None
    late = (
        last_month_to_register(household, person, end) < month
        and not registered
        and not _months_paid(household, person, end)
    )
    return _GIVEN + _TOO_LATE * late


def untold(
    household: Household, person: Person, month: date, rules: UnemploymentRules
) -> tuple[str, tuple[str, ...]] | None:
    """(why it cannot be told, the fields of the career that would tell), where nothing is paid and a right may be there all the same: the person may
    have registered since, or still may. None where the rules refuse."""
    career, told = person.career, household.resources.get((person.key, Resource.UNEMPLOYMENT))
    end = career.contract_end_date if career else None
    # A series says what it is: paid as another right, or at its end.
    said = told is not None and (end is None or bool(told.at(month)))
    if not said and (nearly := _nearly(household, person, rules)):
        return nearly, ()
    if said or not is_given(household, person) or (career and career.contract_end is ContractEnd.RESIGNATION):
        return None
    missing = contract_missing(household, person)
    return (UNKNOWN, missing) if end is None else _after(household, person, (end, month), missing, rules)


def _nearly(household: Household, person: Person, rules: UnemploymentRules) -> str:
    """What to ask when the days worked are too few by the ordinary rule and enough by that of seasonal work or of a first right; empty otherwise."""
    career = person.career
    if career is None or career.contract_end_date is None or career.contract_end in (None, ContractEnd.RESIGNATION):
        return ""
    worked, _ = affiliation(household, person, rules)
    first = career.contract_end_date >= rules.first_right_from
    least = min(rules.days_needed_of_seasonal, rules.days_needed_of_first_right if first else rules.days_needed)
    if not least <= worked.days < rules.days_needed or is_late(household, person):
        return ""
    return _FEWER.format(days=worked.days, ordinary=rules.days_needed, fewer=least, first=_FIRST_RIGHT if first else "")


def _after(
    household: Household, person: Person, dates: tuple[date, date], missing: tuple[str, ...], rules: UnemploymentRules
) -> tuple[str, tuple[str, ...]] | None:
    """The same, of a contract whose end is known; `dates`: that end, and the month."""
    end, month = dates
    right, paid = right_of_contract(household, person, rules), _months_paid(household, person, end)
    if paid:
        left = right is not None and len(paid) * rules.days_a_paid_month < right.days
        return (_STOPPED.format(until=in_month(paid[-1])), ()) if left else None
    registered, last = (person.career or Career()).registration_date, last_month_to_register(household, person, end)
    if is_late(household, person) or (registered is None and last < month):
        return None
    if missing:
        return UNKNOWN, missing
    if right is None or month > right.start + timedelta(days=right.days):
        return None
    if registered is not None:
        return _registered(right, registered, rules), ()
    return _registered_or_not(right, last, rules), ("career.registration_date",)


def _months_paid(household: Household, person: Person, end: date) -> list[date]:
    """The months in which the benefit is told to be paid since the contract ended."""
    told = household.resources.get((person.key, Resource.UNEMPLOYMENT))
    months = (months_after(end, n) for n in range(MOST_MONTHS))
    return [month for month in months if month <= household.month and told is not None and told.at(month)]


def _registered_or_not(right: UnemploymentRight, last: date, rules: UnemploymentRules) -> str:
    """What to do, by whether one registered: that nothing is paid does not tell."""
    monthly = euros(right.daily_net_cents * rules.days_a_paid_month // 100 * 100)
    return (
        "Rien ne vous est payé, mais cela ne veut pas dire que vous n'y avez pas droit. Si vous n'êtes pas inscrit ou inscrite à France Travail depuis la "
        f"fin du contrat, vous pouvez encore l'être, au plus tard {in_month(last)} : elle serait d'environ {monthly} par mois. Si vous l'êtes, France "
        "Travail peut dire pourquoi rien n'est payé : dossier à compléter, délais d'attente, ou droit déjà utilisé."
    )


def _registered(right: UnemploymentRight, registered: date, rules: UnemploymentRules) -> str:
    """What to do when one registered in time and nothing is paid."""
    monthly = euros(right.daily_net_cents * rules.days_a_paid_month // 100 * 100)
    return (
        f"Vous êtes inscrit ou inscrite à France Travail depuis le {day(registered)} : cette allocation serait d'environ {monthly} par mois, à partir du "
        f"{day(right.start)} au plus tôt. Rien ne vous est payé : France Travail peut dire pourquoi (dossier à compléter, délais d'attente, ou droit déjà "
        "utilisé)."
    )


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
