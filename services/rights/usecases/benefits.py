"""The catalogue, as named on a date, and what the portal shows of each domain."""

from collections.abc import Iterator
from datetime import date

from services.rights.domain.catalogue import Benefit, Catalogue
from services.rights.domain.exposure import Exposure
from services.rights.domain.paging import Key
from services.rights.domain.vocabulary import Domain, Regime


def list_benefits(catalogue: Catalogue, on: date, after: Key | None, size: int) -> tuple[list[Benefit], Key | None]:
    """The benefits that existed that day, by domain then id, and the key after which the next page begins."""
    rest = [(key, benefit) for key, benefit in _in_order(catalogue, on) if after is None or key > after]
    shown = rest[:size]
    return [benefit for _, benefit in shown], shown[-1][0] if len(rest) > size else None


def _in_order(catalogue: Catalogue, on: date) -> Iterator[tuple[Key, Benefit]]:
    for rank, domain in enumerate(Domain):
        for benefit in sorted(catalogue.of_domain(domain, on), key=lambda each: each.id):
            yield (str(rank), benefit.id), benefit


def get_exposure(catalogue: Catalogue, regime: Regime, on: date) -> dict[Domain, Exposure]:
    """What is shown of each domain that day, in the order of the portal."""
    return {domain: catalogue.exposure.at((regime,), domain, on) for domain in Domain}
