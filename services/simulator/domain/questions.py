"""What is not known of a household, as questions, each with plausible answers.

An answer turns the household into another one. Answers are laid out from the poorest to the richest, or from the one that opens the
most rights, so that all the first ones together, and all the last ones, are the corners between which the truth most likely lies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from services.simulator.domain import past
from services.simulator.domain.catalogue import Aspect
from services.simulator.domain.household import Assets, Home, Household, Person, Series, months_after
from services.simulator.domain.questions_of_persons import (
    Answer,
    children_answers,
    disability_answers,
    other_parent_answers,
    partner_answers,
)
from services.simulator.domain.unemployment import age_on, unemployment_missing
from services.simulator.domain.vocabulary import Activity, Basis, Nationality, Occupancy, Resource, Role

TENANTS = frozenset({Occupancy.SOCIAL_TENANT, Occupancy.TENANT, Occupancy.FURNISHED_TENANT, Occupancy.RESIDENCE})
_OTHER = (Resource.ALIMONY_RECEIVED, Resource.CAPITAL_INCOME, Resource.RENTAL_INCOME)
_PENSION_AGE = 62
_MONTHS_BACK = 36

# Hypotheses, in cents a month, from low to high; the third of each is the likeliest. Close enough where covers and grants begin and end.
_AMOUNTS = {
    Resource.WAGE: (30_000, 95_000, 150_000, 300_000, 600_000),
    Resource.UNEMPLOYMENT: (0, 60_000, 100_000, 180_000, 400_000),
    Resource.RETIREMENT_PENSION: (30_000, 95_000, 140_000, 220_000, 450_000),
    Resource.SELF_EMPLOYED_PROFIT: (0, 90_000, 150_000, 250_000, 500_000),
    Resource.FARM_PROFIT: (0, 60_000, 120_000, 250_000, 500_000),
    Resource.DISABILITY_PENSION: (40_000, 70_000, 100_000, 160_000, 250_000),
    Resource.DAILY_ALLOWANCE: (30_000, 60_000, 90_000, 125_000, 200_000),
}
_LIKELIEST = 2
_KIND_OF = {
    Activity.EMPLOYEE: Resource.WAGE,
    Activity.APPRENTICE: Resource.WAGE,
    Activity.SELF_EMPLOYED: Resource.SELF_EMPLOYED_PROFIT,
    Activity.FARMER: Resource.FARM_PROFIT,
    Activity.RETIRED: Resource.RETIREMENT_PENSION,
    Activity.DISABLED: Resource.DISABILITY_PENSION,
    Activity.SICK_LEAVE: Resource.WAGE,
    Activity.JOB_SEEKER: Resource.UNEMPLOYMENT,
}
_RENTS = (30_000, 60_000, 90_000, 150_000)
# Ébreuil (zone 3), Clermont-Ferrand (zone 2), Paris 15e (zone 1).
_COMMUNES = ("03107", "63113", "75115")
_OTHER_MONTHLY = (0, 30_000)
_YEAR_BEFORE_LAST = (0, 500_000)
_SAVINGS = (0, 4_000_000)
_MONTHS_ALONE = (3, 60)
_PERMIT_YEARS = (2, 12)


@dataclass(frozen=True, slots=True)
class Open:
    """A question that is open: its id, what it is about, of whom, and its answers. `plausible` is the rank of the most likely one; `variant` picks the
    text among those of the aspect."""

    id: str
    aspect: Aspect
    answers: tuple[Answer, ...]
    plausible: int
    person: str = ""
    variant: str = "default"


def open_questions(household: Household) -> tuple[Open, ...]:
    """Everything that is not known and that some benefit looks at, household first."""
    return (
        *_of_persons(household),
        *_of_household(household),
        *(q for person in household.persons for q in _of_person(household, person)),
    )


def filled(household: Household, questions: tuple[Open, ...]) -> Household:
    """The household with the most plausible answer to each open question, and the untold past as it most likely was."""
    for question in questions:
        household = question.answers[question.plausible](household)
    return past.as_taxed(household)


def _of_persons(household: Household) -> Iterator[Open]:
    if household.partner_unknown:
        answers, plausible = partner_answers(household)
        yield Open("union", Aspect.PARTNER, answers, plausible, variant="who" if household.union else "default")
    if household.children_unknown:
        answers, plausible = children_answers()
        yield Open("children", Aspect.CHILDREN, answers, plausible)
    me = household.applicant
    if household.disability_unknown and me.disability is None:
        answers, plausible = disability_answers()
        yield Open(f"{me.key}.disability.incapacity_rate", Aspect.DISABILITY, answers, plausible, me.key)
    for child in _of_one_parent(household):
        answers, plausible = other_parent_answers(child.key)
        yield Open(f"{child.key}.other_parent_absent", Aspect.OTHER_PARENT, answers, plausible, child.key)


def _of_one_parent(household: Household) -> tuple[Person, ...]:
    """The children of somebody alone of whose other parent nothing is told."""
    couple = household.partner is not None or household.union is not None
    if couple or household.knows(household.applicant.key, Resource.ALIMONY_RECEIVED):
        return ()
    return tuple(one for one in household.children if one.other_parent_absent is None and not one.alternating_custody)


def _of_household(household: Household) -> Iterator[Open]:
    home = household.home or Home()
    if home.occupancy is None:
        places = (Occupancy.TENANT, Occupancy.SOCIAL_TENANT, Occupancy.HOSTED, Occupancy.OWNER)
        yield Open("home.occupancy", Aspect.HOME_OCCUPANCY, tuple(partial(_home, occupancy=p) for p in places), 0)
    if home.occupancy in (None, *TENANTS):
        if home.rent_cents is None:
            yield Open("home.rent", Aspect.HOME_RENT, tuple(partial(_home, rent_cents=r) for r in _RENTS), 1)
        if not home.commune_code:
            yield Open("home.commune", Aspect.HOME_COMMUNE, tuple(partial(_home, commune_code=c) for c in _COMMUNES), 1)
    if any(past.untold(household)) and all(year != past.tax_year(household) for year, _ in household.tax_incomes):
        nothing, much = (partial(past.with_income_that_year, monthly_cents=m) for m in _YEAR_BEFORE_LAST)
        yield Open("tax_incomes", Aspect.TAX_INCOME, (nothing, past.as_now, much), 1)
    if household.partner is None and household.children and household.alone_since_date is None:
        since = tuple(partial(_alone_since, months=m) for m in _MONTHS_ALONE)
        yield Open("alone_since", Aspect.ALONE_SINCE, since, 1)
    if household.assets is None:
        yield Open("assets", Aspect.ASSETS, tuple(partial(_savings, cents=c) for c in _SAVINGS), 0)


def _of_person(household: Household, person: Person) -> Iterator[Open]:
    if person.role is Role.CHILD:
        return
    if person.activity is None:
        activities = _activities(person, household.month)
        answers = tuple(partial(_activity, key=person.key, activity=a) for a in activities)
        yield Open(f"{person.key}.activity", Aspect.ACTIVITY, answers, len(answers) - 1, person.key)
    yield from _resources(household, person)
    if person.nationality is Nationality.OTHER and person.permit_since_date is None:
        since = tuple(partial(_permit_since, key=person.key, years=y) for y in _PERMIT_YEARS)
        yield Open(f"{person.key}.permit_since_date", Aspect.PERMIT_SINCE, since, 1, person.key)


def _activities(person: Person, month: date) -> tuple[Activity, ...]:
    if age_on(person.birth_date, month) >= _PENSION_AGE:
        return Activity.NONE, Activity.EMPLOYEE, Activity.RETIRED
    return Activity.NONE, Activity.JOB_SEEKER, Activity.EMPLOYEE


def _resources(household: Household, person: Person) -> Iterator[Open]:
    kind = _KIND_OF.get(person.activity) if person.activity else Resource.WAGE
    # A right that the career tells is no question.
    told = kind is Resource.UNEMPLOYMENT and person.career is not None and not unemployment_missing(household, person)
    if kind is not None and not told and not household.knows(person.key, kind):
        amounts = _AMOUNTS[kind]
        if kind is Resource.WAGE and person.activity is None:
            amounts = (0, *amounts[1:])
        answers = tuple(partial(_monthly, key=person.key, kind=kind, cents=c) for c in amounts)
        yield Open(f"{person.key}.resources.{kind.name}", Aspect.RESOURCES, answers, _LIKELIEST, person.key, kind.name)
    if any(not household.knows(person.key, each) for each in _OTHER):
        answers = tuple(partial(_others, key=person.key, cents=c) for c in _OTHER_MONTHLY)
        yield Open(f"{person.key}.resources", Aspect.OTHER_RESOURCES, answers, 0, person.key)


def _home(household: Household, **known: object) -> Household:
    return household.changed(home=replace(household.home or Home(), **known))  # type: ignore[arg-type]  # fields of Home


def _alone_since(household: Household, months: int) -> Household:
    return household.changed(alone_since_date=months_after(household.month, -months))


def _savings(household: Household, cents: int) -> Household:
    return household.changed(assets=Assets(cents, 0, 0, 0, 0))


def _person(household: Household, key: str, **known: object) -> Household:
    persons = tuple(
        replace(person, **known) if person.key == key else person  # type: ignore[arg-type]  # fields of Person
        for person in household.persons
    )
    return household.changed(persons=persons)


def _activity(household: Household, key: str, activity: Activity) -> Household:
    return _person(household, key, activity=activity)


def _permit_since(household: Household, key: str, years: int) -> Household:
    return _person(household, key, permit_since_date=months_after(household.month, -12 * years))


def _others(household: Household, key: str, cents: int) -> Household:
    """Nothing else, or so much of one kind that is not known."""
    unknown = [kind for kind in _OTHER if not household.knows(key, kind)]
    told = household.changed(without=household.without | {(key, kind) for kind in unknown})
    return _monthly(told, key, unknown[0], cents) if cents and unknown else told


def _monthly(household: Household, key: str, kind: Resource, cents: int) -> Household:
    series = Series(months_after(household.month, -_MONTHS_BACK), (cents,), continues=True, basis=Basis.NET)
    return household.changed(resources={**household.resources, (key, kind): series})
