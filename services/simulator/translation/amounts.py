"""Amounts month after month, in euros: one row per month of the window, one column per person; a table exists once somebody has such an amount."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from services.simulator.domain.household import Series
from services.simulator.domain.vocabulary import Basis, Resource
from services.simulator.translation.roster import Roster
from services.simulator.translation.window import Window

Euros = NDArray[np.float64]


def lay(table: Euros, column: int, series: Series, window: Window) -> None:
    """Adds a series to a column; months that it says nothing of stay as they are."""
    start = window.index_of(series.first_month)
    values = np.array(series.amounts_cents, dtype=np.float64) / 100
    end = start + len(values)
    first, last = max(start, 0), min(end, len(table))
    if first < last:
        table[first:last, column] += values[first - start : last - start]
    if series.continues and len(values) and end < len(table):
        table[max(end, 0) :, column] += values[-1]


class Amounts:
    """The resources of a batch: kind → basis → table."""

    def __init__(self, roster: Roster, window: Window) -> None:
        self._shape = (window.size, len(roster.persons))
        self._tables: dict[Resource, dict[Basis, Euros]] = {}
        for household, rows in zip(roster.households, roster.row_of, strict=True):
            for (person, kind), series in household.resources.items():
                lay(self._table(kind, series.basis), rows[person], series, window)

    def _table(self, kind: Resource, basis: Basis) -> Euros:
        tables = self._tables.setdefault(kind, {})
        if basis not in tables:
            tables[basis] = np.zeros(self._shape)
        return tables[basis]

    def by_basis(self, kind: Resource) -> dict[Basis, Euros]:
        """The tables of a kind; empty when nobody has any."""
        return self._tables.get(kind, {})

    def of(self, *kinds: Resource) -> Euros | None:
        """What is paid of these kinds together, whatever the basis it is given on; None when nobody has any."""
        found = [table for kind in kinds for table in self.by_basis(kind).values()]
        return sum(found[1:], found[0]) if found else None


def total(tables: Iterable[Euros | None]) -> Euros | None:
    """The sum of what there is; None when there is nothing."""
    found = [table for table in tables if table is not None]
    return sum(found[1:], found[0]) if found else None
