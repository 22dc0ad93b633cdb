"""What no single file can check: ids point at something, names do not overlap, levels only rise."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from services.rights.domain.catalogue import Benefit, Catalogue, Manager, OrganismeCard
from services.rights.domain.dated import first_overlap
from services.rights.domain.exposure import Level, first_decrease
from services.rights.domain.lexicon import Term, shared_spelling
from services.rights.domain.vocabulary import Domain, Organisme, Regime


class CatalogueError(Exception):
    """The catalogue contradicts itself or its schema; the message names the entry."""


def check(catalogue: Catalogue) -> None:
    """Raises CatalogueError with everything found, one problem per line."""
    problems = [
        *_missing_cards(catalogue),
        *(problem for benefit in catalogue.benefits.values() for problem in _benefit(benefit, catalogue)),
        *_names(catalogue),
        *_groups(catalogue),
        *_matrix(catalogue),
        *(f"recovery: unknown {b}" for floor in catalogue.floors for b in sorted(floor.benefits - _ids(catalogue))),
    ]
    if problems:
        raise CatalogueError("\n".join(problems))


def _ids(catalogue: Catalogue) -> frozenset[str]:
    return frozenset(catalogue.benefits)


def _missing_cards(catalogue: Catalogue) -> Iterator[str]:
    yield from (f"no card for domain {d}" for d in Domain if d not in catalogue.domains)
    yield from (f"no card for organisme {o}" for o in Organisme if o not in catalogue.organismes)


def _benefit(benefit: Benefit, catalogue: Catalogue) -> Iterator[str]:
    if benefit.appeal not in catalogue.appeals:
        yield f"{benefit.id}: unknown appeal {benefit.appeal}"
    yield from (f"{benefit.id}: unknown group {g}" for g in benefit.continuity_groups if g not in catalogue.groups)
    yield from (f"{benefit.id}: pointed by unknown {p}" for p in benefit.pointed_by if p not in catalogue.benefits)
    for regime in Regime:
        if _claim_one_day(m for m in benefit.managers if m.regime is regime):
            yield f"{benefit.id}: two managers on the same day for {regime}"


def _claim_one_day(managers: Iterable[Manager]) -> bool:
    return any(a.end is None or b.start is None or b.start <= a.end for a, b in pairwise(managers))


def _names(catalogue: Catalogue) -> Iterator[str]:
    named: tuple[Benefit | OrganismeCard | Term, ...] = (
        *catalogue.benefits.values(),
        *catalogue.organismes.values(),
        *catalogue.lexicon.terms,
    )
    for entry in named:
        if clash := first_overlap(entry.names):
            yield f"{entry.id}: « {clash[0].name} » and « {clash[1].name} » overlap"
    if spelling := shared_spelling(catalogue.lexicon.terms):
        yield f"lexicon: « {spelling} » names two terms"


def _groups(catalogue: Catalogue) -> Iterator[str]:
    for group in catalogue.groups.values():
        if group.remedy not in catalogue.benefits:
            yield f"{group.id}: unknown remedy {group.remedy}"
        if not group.benefits:
            yield f"{group.id}: no benefit belongs to it"


def _matrix(catalogue: Catalogue) -> Iterator[str]:
    if step := first_decrease(catalogue.exposure.steps):
        yield f"exposure: the step of {step.on} ({', '.join(step.items)}) lowers or repeats a level"
    yield from (
        f"exposure: nothing says what {level.name} shows" for level in Level if level not in catalogue.exposure.shows
    )
