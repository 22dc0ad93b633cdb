"""The dated lexicon: one concept, several official names over time; 2017, 2019 and 2026 all run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.rights.domain.dated import DatedName, name_on
from services.rights.domain.errors import UnknownTermError


@dataclass(frozen=True, slots=True)
class Term:
    """A concept, its names in order of time, and what it means in plain French."""

    id: str
    names: tuple[DatedName, ...]
    meaning: str

    def spellings(self) -> frozenset[str]:
        """Every name and usual spelling, folded for look-up, with the id."""
        return frozenset({fold(self.id), *(fold(s) for n in self.names for s in (n.name, *n.also))})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All concepts; no spelling belongs to two of them (the loader refuses it)."""

    terms: tuple[Term, ...]

    def term(self, spelling: str) -> Term:
        """The concept behind any of its names. Raises UnknownTermError."""
        wanted = fold(spelling)
        for term in self.terms:
            if wanted in term.spellings():
                return term
        raise UnknownTermError(spelling)

    def name_at(self, term: str, on: date) -> str:
        """The official name that day of what `term` designates, in whatever period. Raises UnknownTermError."""
        return name_on(self.term(term).names, on)


def fold(spelling: str) -> str:
    """The form two spellings are compared in: case, hyphens and outer spaces set aside."""
    return " ".join(spelling.casefold().replace("-", " ").replace("’", "'").split())


def shared_spelling(terms: Iterable[Term]) -> str | None:
    """A spelling claimed by two concepts, None when the lexicon is sound."""
    seen: set[str] = set()
    for term in terms:
        if clash := seen & term.spellings():
            return min(clash)
        seen |= term.spellings()
    return None
