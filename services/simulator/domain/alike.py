"""Variants of a household are nearly the same household: a result is worked out again only where something that it is worked out from differs.

What each result of the first household is worked out from is noted while it is: what was read of the household, the person, and the
values of the law as code. Rules are pure: where all that was read is equal, so is the result.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Self

from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.eligibility import Line, Situation, lines_of, result_of, settled
from services.simulator.domain.household import Household, Person
from services.simulator.domain.results import BenefitResult, Values

_FIELDS = tuple(one.name for one in fields(Household))
# What a household tells of itself in a word is read as such: a rent that changes moves nobody overseas.
_PROPERTIES = frozenset(name for name, one in vars(Household).items() if isinstance(one, property))
_TOLD = {name: f"told.{name}" for name in (*_FIELDS, *_PROPERTIES)}
_WIRED = {name: f"wired.{name}" for name in (*_FIELDS, *_PROPERTIES)}
_note: Callable[..., None] = object.__setattr__

Names = Mapping[str, str]
# A benefit and whose it is; its result (None: nothing worth a line); what that was worked out from.
Found = tuple[Line, BenefitResult | None, frozenset[str]]


class Noted(Household):
    """A household that notes what is read of it, by the names given; so does what it is changed into."""

    __slots__ = ("_names", "_notes", "_plain")
    _plain: Household
    _names: Names
    _notes: set[str]

    @classmethod
    def of(cls, household: Household, names: Names, notes: set[str]) -> Self:
        """The household, noted in `notes`."""
        made = cls(*(getattr(household, name) for name in _FIELDS))
        _note(made, "_plain", household)
        _note(made, "_names", names)
        _note(made, "_notes", notes)
        return made

    def __getattribute__(self, name: str) -> Any:
        if name in _TOLD:
            object.__getattribute__(self, "_notes").add(object.__getattribute__(self, "_names")[name])
        return getattr(self._plain, name) if name in _PROPERTIES else object.__getattribute__(self, name)

    def changed(self, **changes: object) -> Self:
        """Noted as this one is."""
        return self.of(self._plain.changed(**changes), self._names, self._notes)


def unlike(one: Situation, other: Situation) -> frozenset[str]:
    """What of two households of one month is not equal, in the words of the notes."""
    pairs = ((one.told, other.told, _TOLD), (one.wired, other.wired, _WIRED))
    differ = {
        names[name]
        for was, now, names in pairs
        if was is not now
        for name in names
        if getattr(was, name) != getattr(now, name)
    }
    return frozenset(differ | {_named(person) for person in other.told.persons if person not in one.told.persons})


def _noted(plain: Situation, notes: set[str]) -> Situation:
    """The situation, that notes what is read of it; every value that a benefit reads is named by the benefit."""
    told, present = (Noted.of(one, _TOLD, notes) for one in (plain.told, plain.present))
    return Situation(told, Noted.of(plain.wired, _WIRED, notes), plain.month, plain.values, present)


def _named(person: Person) -> str:
    return f"person.{person.key}"


def _unequal(one: Values, other: Values) -> set[str]:
    return {variable for variable, value in one.items() if other[variable] != value}


class First:
    """A month of the household that variants are compared with: its results, and what each was worked out from."""

    def __init__(self, situation: Situation, benefits: Sequence[Benefit], catalogue: Catalogue) -> None:
        self._situation, self._benefits, self._catalogue = situation, benefits, catalogue
        notes = set[str]()
        noted = _noted(situation, notes)
        self._lines = [self._found(line, noted, notes) for line in lines_of(benefits, situation.told)]
        self._known = {(benefit.id, person.key): (result, reads) for (benefit, person), result, reads in self._lines}
        notes.clear()
        self.results = settled((result for _, result, _ in self._lines), noted, catalogue)
        self._reads = frozenset(notes).union(*(reads for _, _, reads in self._lines))

    def _found(self, line: Line, noted: Situation, notes: set[str]) -> Found:
        benefit, person = line
        notes.clear()
        result = result_of(benefit, noted, person, self._catalogue)
        return line, result, frozenset((*notes, *benefit.variables, _named(person)))

    def variant(self, situation: Situation, differ: frozenset[str]) -> tuple[BenefitResult, ...]:
        """The results of another household in the same month; `differ`: what `unlike` says of the two."""
        differ = differ | _unequal(self._situation.values, situation.values)
        alike = _TOLD["persons"] not in differ
        if alike and self._reads.isdisjoint(differ):
            return self.results
        lines = self._lines if alike else self._of(situation.told)
        found = [
            result if reads.isdisjoint(differ) else result_of(benefit, situation, person, self._catalogue)
            for (benefit, person), result, reads in lines
        ]
        return settled(found, situation, self._catalogue)

    def _of(self, household: Household) -> Iterator[Found]:
        """The lines of other persons, with what is known of them."""
        for benefit, person in lines_of(self._benefits, household):
            # Somebody new is always unlike.
            new = None, frozenset((_named(person),))
            yield (benefit, person), *self._known.get((benefit.id, person.key), new)
