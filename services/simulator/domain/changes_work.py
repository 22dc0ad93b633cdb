"""Changes that end work, for a time or for good: retirement, studies, leave; jobs stand in `changes_jobs`. Each gives the household as it is from that
day on, and what it assumed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from services.simulator.domain.changes import (
    ParentalLeave,
    Retire,
    SickLeave,
    Studies,
)
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.changes_series import (
    ended,
    month_of,
    paid_from,
    unknown,
    with_person,
)
from services.simulator.domain.household import Household, Leave, Person, Series
from services.simulator.domain.unemployment import age_on
from services.simulator.domain.vocabulary import Activity, LeaveKind, Resource, Role, SchoolLevel
from services.simulator.domain.wages import WageRates

Changed = tuple[Household, tuple[str, ...]]

_WORKING_AGE = 16
_EARLIEST_RETIREMENT = 50
_PARENTAL_LEAVE_UNTIL = 3
_EARNED = (Resource.WAGE, Resource.INTERNSHIP, Resource.SELF_EMPLOYED_PROFIT, Resource.FARM_PROFIT)
LASTING_LEAVE = "Le congé est à temps plein et dure pendant tous les mois montrés."
LASTING_SICKNESS = "L'arrêt dure pendant tous les mois montrés."
IN_PLACE_OF_WAGES = (Resource.UNEMPLOYMENT, Resource.DAILY_ALLOWANCE)


@dataclass(frozen=True, slots=True)
class Estimates:
    """What other models tell, in cents a month; None: they cannot.

    `wages`: from one notion of a wage to another. `pension`: (household, person's key, day of retirement) → net pension, or Impossible where none may begin yet. `daily_allowances`: (household, person's key, day) → a full month's
    daily allowances of the Sécurité sociale. `unemployment`: (household, the same where the job has begun and the person still seeks one, key, day) →
    unemployment benefit month after month, with what is left of it beside the wage.
    """

    wages: WageRates
    pension: Callable[[Household, str, date], int | None]
    daily_allowances: Callable[[Household, str, date], int | None]
    unemployment: Callable[[Household, Household, str, date], Series | None]


def retire(household: Household, what: Retire, day: date, estimates: Estimates) -> Changed:
    """Wages, unemployment benefit and disability pension end; the retirement pension begins."""
    person = _adult(household, what.person)
    if age_on(person.birth_date, day) < _EARLIEST_RETIREMENT:
        raise Impossible("person", "À cette date, cette personne est trop jeune pour une retraite.")
    pension = what.pension_cents
    said = []
    if pension is None:
        pension = estimates.pension(household, person.key, day)
        said.append(
            "La pension est une estimation de ce simulateur."
            if pension is not None
            else "La pension ne peut pas être estimée sans la carrière : ce qui en dépend n'est pas calculé."
        )
    household = ended(household, person.key, (*_EARNED, *IN_PLACE_OF_WAGES, Resource.DISABILITY_PENSION), day)
    household = active(without_contract_end(household, person.key), person.key, Activity.RETIRED)
    if pension is None:
        return unknown(household, person.key, Resource.RETIREMENT_PENSION), tuple(said)
    household = paid_from(household, (person.key, Resource.RETIREMENT_PENSION), day, pension)
    return household, (
        *said,
        "Toute activité s'arrête ce jour-là, et la pension est versée dès ce jour, sans délai.",
        "La pension de base et la complémentaire sont montrées ensemble.",
    )


def studies(household: Household, what: Studies, day: date) -> Changed:
    """Wages and unemployment benefit end; the person is a student."""
    person = worker(household, what.person, day)
    if what.school is SchoolLevel.NONE:
        raise Impossible("school", "Indiquez les études suivies.")
    household = ended(household, person.key, (*_EARNED, *IN_PLACE_OF_WAGES), day)
    student = replace(
        _without_career_end(person), activity=Activity.STUDENT, school=what.school, scholarship=what.scholarship
    )
    said = ["Salaire et allocation chômage s'arrêtent ce jour-là."]
    if what.scholarship:
        said.append("Le montant de la bourse n'est pas compté.")
    return with_person(household, student), tuple(said)


def parental_leave(household: Household, what: ParentalLeave, day: date) -> Changed:
    """A full parental leave: wages end as long as it lasts."""
    person = _adult(household, what.person)
    if not any(_needs_care(child, day) for child in household.children):
        raise Impossible("person", "Un congé parental demande un enfant de moins de trois ans à cette date.")
    household = ended(household, person.key, (*_EARNED, *IN_PLACE_OF_WAGES), day)
    household = active(without_contract_end(household, person.key), person.key, Activity.PARENTAL_LEAVE)
    taken = Leave(LeaveKind.PARENTAL, start_date=day, work_percent=0)
    household = with_person(household, replace(household.person(person.key), leave=taken))
    return household, (
        LASTING_LEAVE,
        "La prestation partagée d'éducation de l'enfant est estimée pour un arrêt complet, si huit trimestres sont validés.",
    )


def sick_leave(household: Household, what: SickLeave, day: date, estimates: Estimates) -> Changed:
    """The wage ends, daily allowances begin."""
    person = worker(household, what.person, day)
    if not wage_cents(household, person.key, day):
        raise Impossible(
            "person",
            "Cette personne n'a pas de salaire connu à cette date : ses indemnités ne peuvent pas être calculées.",
        )
    allowance = what.monthly_cents
    said = [LASTING_SICKNESS]
    if allowance is None:
        allowance = estimates.daily_allowances(household, person.key, day)
        said.append(
            "Les indemnités journalières sont estimées à la moitié du salaire brut, dans la limite légale, "
            "sans complément de l'employeur. Les trois jours de carence ne sont pas retirés."
        )
    household = ended(household, person.key, _EARNED, day)
    household = active(household, person.key, Activity.SICK_LEAVE)
    if allowance is None:
        return unknown(household, person.key, Resource.DAILY_ALLOWANCE), tuple(said)
    return paid_from(household, (person.key, Resource.DAILY_ALLOWANCE), day, allowance), tuple(said)


def wage_at(household: Household, key: str, day: date) -> Series | None:
    """The wage that the day ends or changes, as a series of one month; None: not known, or nil."""
    series = household.resources.get((key, Resource.WAGE))
    cents = series.at(month_of(day)) if series else None
    return Series(month_of(day), (cents,), basis=series.basis) if series and cents else None


def wage_cents(household: Household, key: str, day: date) -> int:
    """The wage that the day ends or changes, as it is told; 0 when there is none."""
    series = wage_at(household, key, day)
    return series.amounts_cents[0] if series else 0


def active(household: Household, key: str, activity: Activity) -> Household:
    """The household where somebody does this."""
    return with_person(household, replace(household.person(key), activity=activity))


def without_contract_end(household: Household, key: str) -> Household:
    """The household where the end of somebody's last contract is forgotten."""
    return with_person(household, _without_career_end(household.person(key)))


def _without_career_end(person: Person) -> Person:
    # A contract that ended long ago would otherwise open a right to unemployment benefit again.
    career = person.career and replace(person.career, contract_end_date=None, contract_end=None)
    return replace(person, career=career)


def person_named(household: Household, key: str, field: str = "person") -> Person:
    """The person of a key; Impossible if the household has none."""
    found = next((one for one in household.persons if one.key == key), None)
    if found is None:
        raise Impossible(field, "Cette personne ne fait pas partie du foyer.")
    return found


def check_born(person: Person, day: date) -> None:
    """Impossible for a day before somebody's birth."""
    if day < person.birth_date:
        raise Impossible("date", "À cette date, cette personne n'était pas encore née.")


def _adult(household: Household, key: str) -> Person:
    person = person_named(household, key)
    if person.role is Role.CHILD:
        raise Impossible("person", "Ce changement concerne un adulte du foyer, pas un enfant à charge.")
    return person


def worker(household: Household, key: str, day: date) -> Person:
    """Somebody old enough to work; Impossible for anybody else."""
    person = person_named(household, key)
    if age_on(person.birth_date, day) < _WORKING_AGE:
        raise Impossible("person", "À cette date, cette personne a moins de seize ans.")
    return person


def _needs_care(child: Person, day: date) -> bool:
    return child.birth_date <= day and age_on(child.birth_date, day) < _PARENTAL_LEAVE_UNTIL
