"""Who may live there besides those told: a partner or children of whom nothing is known turn nearly every benefit."""

from collections.abc import Callable, Iterator
from functools import partial

from services.simulator.domain.household import Household, Person, Series, months_after
from services.simulator.domain.vocabulary import Activity, Basis, Resource, Role, Union

Answer = Callable[[Household], Household]

_MONTHS_BACK = 36
_MINIMUM_WAGE_CENTS = 150_000
# Ages in years. The first opens the most rights, the last is the likeliest of somebody who told of no child.
_CHILDREN = ((1, 5, 9), (2,), (7, 12), (16,), ())


def partner_answers(household: Household) -> tuple[tuple[Answer, ...], int]:
    """The answers to "do you live as a couple?", and the rank of the likeliest."""
    with_partner = tuple(partial(_with_partner, monthly_cents=cents) for cents in (0, _MINIMUM_WAGE_CENTS))
    # A couple was told of: only the partner is not known.
    return (with_partner, 1) if household.union else ((with_partner[0], alone, with_partner[1]), 1)


def children_answers() -> tuple[tuple[Answer, ...], int]:
    """The answers to "how many children live with you?", and the rank of the likeliest."""
    return tuple(partial(_with_children, ages=ages) for ages in _CHILDREN), len(_CHILDREN) - 1


def alone(household: Household) -> Household:
    """Nobody shares the applicant's life."""
    return household.changed(partner_unknown=False)


def _with_partner(household: Household, monthly_cents: int) -> Household:
    key = _free(household, "conjoint")
    activity = Activity.EMPLOYEE if monthly_cents else Activity.NONE
    person = Person(key, Role.PARTNER, household.applicant.birth_date, activity)
    told = household.changed(
        partner_unknown=False,
        persons=(*household.persons, person),
        union=household.union or Union.COHABITATION,
        without=household.without | {(key, None)},
    )
    if not monthly_cents:
        return told
    wage = Series(months_after(household.month, -_MONTHS_BACK), (monthly_cents,), continues=True, basis=Basis.NET)
    return told.changed(resources={**told.resources, (key, Resource.WAGE): wage})


def _with_children(household: Household, ages: tuple[int, ...]) -> Household:
    keys = _free_keys(household, "enfant_", len(ages))
    born = (months_after(household.month, -12 * age) for age in ages)
    children = tuple(Person(key, Role.CHILD, day) for key, day in zip(keys, born, strict=True))
    return household.changed(children_unknown=False, persons=(*household.persons, *children))


def _free(household: Household, key: str) -> str:
    taken = {person.key for person in household.persons}
    return key if key not in taken else next(_free_keys(household, f"{key}_", 1))


def _free_keys(household: Household, stem: str, count: int) -> Iterator[str]:
    taken = {person.key for person in household.persons}
    free = (key for rank in range(1, len(taken) + count + 1) if (key := f"{stem}{rank}") not in taken)
    return (key for key, _ in zip(free, range(count), strict=False))
