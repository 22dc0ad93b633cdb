"""Facts of health that nobody has to tell: somebody who tells nothing of a disability or of a pregnancy was not asked, and denied nothing."""

from collections.abc import Iterable

from services.simulator.domain import wording
from services.simulator.domain.facts_told import Missing, Subject, Told
from services.simulator.domain.household import Person
from services.simulator.domain.vocabulary import Role

# Who may expect a child, by age: nobody else is asked.
_MAY_EXPECT_FROM, _MAY_EXPECT_BEFORE = 15, 52
# The rate from which somebody at home opens the allowance of who cares for them (the bound of the catalogue).
_HEAVY = 80
DISABILITY_QUESTION = "disability.incapacity_rate"


def _rate(person: Person) -> int | Missing:
    """The rate as told, 0 included; somebody of whom nothing is told was not asked."""
    return (
        Missing(f"{person.key}.{DISABILITY_QUESTION}")
        if person.disability is None
        else person.disability.incapacity_rate
    )


def incapacity(of: Subject) -> Told:
    """Of a child of whom nothing is told there is none: the help for disabled children is asked for by another way."""
    return 0 if of.person.role is Role.CHILD and of.person.disability is None else _rate(of.person)


def _highest(persons: Iterable[Person]) -> int | Missing:
    """The highest rate; not known while it is that of one of them."""
    rates = [_rate(person) for person in persons]
    known = max([rate for rate in rates if isinstance(rate, int)], default=0)
    return known or next((rate for rate in rates if isinstance(rate, Missing)), 0)


def incapacity_at_home(of: Subject) -> Told:
    """Of those who live there; whether somebody is cared for elsewhere cannot be told."""
    found = _highest(other for other in of.household.persons if other.key != of.person.key)
    return found if isinstance(found, Missing) or found >= _HEAVY else Missing("", wording.RELATIVE_ELSEWHERE)


def child_incapacity(of: Subject) -> Told:
    """The highest rate of the children."""
    return _highest(of.household.children)


def expecting(of: Subject) -> Told:
    """Not known of who may be pregnant and was not asked: a birth that is not told of is no birth denied."""
    if expects(of):
        return 1
    if of.person.expecting is not None:
        return int(of.person.expecting)
    may = _MAY_EXPECT_FROM <= of.age < _MAY_EXPECT_BEFORE
    return Missing(f"{of.person.key}.expecting") if may else 0


def expects(of: Subject) -> int:
    """1 where a birth is told of."""
    return int(of.person.expected_birth_date is not None and of.person.expected_birth_date >= of.household.month)
