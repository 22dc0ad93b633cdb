"""Who may live there besides those told: a partner or children of whom nothing is known turn nearly every benefit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from services.simulator.domain.household import Disability, Household, Person, Series, months_after
from services.simulator.domain.vocabulary import Activity, Basis, Resource, Role, Union

Answer = Callable[[Household], Household]

_MONTHS_BACK = 36
_MINIMUM_WAGE_CENTS = 150_000
_ALIMONY_CENTS = 15_000
_INVALIDITY_CENTS = 40_000
_RECOGNISED = Disability(incapacity_rate=80)


@dataclass(frozen=True, slots=True)
class _Children:
    """Children that may be there, of these ages in years; `hard`: somebody alone raises them without help, and the eldest is disabled."""

    ages: tuple[int, ...]
    hard: bool = False


# The first opens the most rights, the last is the likeliest of somebody who told of no child. Three who are all three or more, for the complément
# familial; without the other parent, for the allocation de soutien familial; one disabled, for the allocation d'éducation.
_CHILDREN = (
    _Children((1, 5, 9)), _Children((12, 8, 4), hard=True), _Children((2,)), _Children((7, 12)), _Children((16,)), _Children(()),
)  # fmt: skip


def partner_answers(household: Household) -> tuple[tuple[Answer, ...], int]:
    """The answers to "do you live as a couple?", and the rank of the likeliest."""
    with_partner = tuple(partial(_with_partner, monthly_cents=cents) for cents in (0, _MINIMUM_WAGE_CENTS))
    # A couple was told of: only the partner is not known.
    return (with_partner, 1) if household.union else ((with_partner[0], alone, with_partner[1]), 1)


def children_answers() -> tuple[tuple[Answer, ...], int]:
    """The answers to "how many children live with you?", and the rank of the likeliest."""
    return tuple(partial(_with_children, more=more) for more in _CHILDREN), len(_CHILDREN) - 1


def other_parent_answers(child: str) -> tuple[tuple[Answer, ...], int]:
    """The answers to "does the other parent of this child pay?", and the rank of the likeliest."""
    return (partial(_without_other_parent, child=child), _with_alimony), 1


def disability_answers() -> tuple[tuple[Answer, ...], int]:
    """The answers to "are you disabled?" of the applicant, and the rank of the likeliest."""
    half = Disability(incapacity_rate=50, work_restriction=True)
    return (
        _invalid,
        partial(_disabled, how=_RECOGNISED),
        partial(_disabled, how=half),
        partial(_disabled, how=None),
    ), 3


def _disabled(household: Household, how: Disability | None) -> Household:
    persons = (replace(one, disability=how) if one.role is Role.APPLICANT else one for one in household.persons)
    return household.changed(disability_unknown=False, persons=tuple(persons))


def _invalid(household: Household) -> Household:
    """Disabled, with a pension that tops up to the allowances where it is not known that there is none."""
    key = household.applicant.key, Resource.DISABILITY_PENSION
    disabled = _disabled(household, _RECOGNISED)
    if household.knows(*key):
        return disabled
    first = months_after(household.month, -_MONTHS_BACK)
    pension = Series(first, (_INVALIDITY_CENTS,), continues=True, basis=Basis.NET)
    return disabled.changed(resources={**disabled.resources, key: pension})


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


def _without_other_parent(household: Household, child: str) -> Household:
    persons = (replace(one, other_parent_absent=True) if one.key == child else one for one in household.persons)
    return household.changed(persons=tuple(persons))


def _with_alimony(household: Household) -> Household:
    """So much for one more child."""
    key = household.applicant.key, Resource.ALIMONY_RECEIVED
    paid = household.resources.get(key)
    cents = _ALIMONY_CENTS + (paid.amounts_cents[-1] if paid else 0)
    first = months_after(household.month, -_MONTHS_BACK)
    series = Series(first, (cents,), continues=True, basis=Basis.NET)
    return household.changed(resources={**household.resources, key: series})


def _with_children(household: Household, more: _Children) -> Household:
    keys = _free_keys(household, "enfant_", len(more.ages))
    born = (months_after(household.month, -12 * age) for age in more.ages)
    alone = more.hard and household.partner is None
    children = tuple(
        Person(
            key, Role.CHILD, day, other_parent_absent=alone, disability=_RECOGNISED if more.hard and not rank else None
        )
        for rank, (key, day) in enumerate(zip(keys, born, strict=True))
    )
    return household.changed(children_unknown=False, persons=(*household.persons, *children))


def _free(household: Household, key: str) -> str:
    taken = {person.key for person in household.persons}
    return key if key not in taken else next(_free_keys(household, f"{key}_", 1))


def _free_keys(household: Household, stem: str, count: int) -> Iterator[str]:
    taken = {person.key for person in household.persons}
    free = (key for rank in range(1, len(taken) + count + 1) if (key := f"{stem}{rank}") not in taken)
    return (key for key, _ in zip(free, range(count), strict=False))
