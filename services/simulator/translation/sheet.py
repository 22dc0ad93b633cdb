"""The columns being written: an input is a column as soon as one household of the batch says something, a constant otherwise.

A constant that is what the law as code assumes anyway, of a variable that it has no formula for, is not written: it would say nothing.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.simulator.engine.batch import Input, Numbers

Table = NDArray[Any]
Constant = float | int | bool | str | bytes


class Sheet:
    """What a batch will hold. Every method writes one variable for all of its periods, so that households always have the same keys."""

    def __init__(self, assumed: frozenset[str]) -> None:
        # Variables without a formula: their usual value is their default (a test compares them with the law).
        self._assumed = assumed
        self.columns: dict[Input, Numbers] = {}
        self.constants: dict[Input, float | int | bool | str] = {}

    def rows(self, keys: Sequence[Input], table: Table) -> None:
        """One row per period, one value per member."""
        self.columns.update(zip(keys, table, strict=True))

    def same(self, keys: Sequence[Input], values: Table) -> None:
        """The same column in every period."""
        self.columns.update(dict.fromkeys(keys, values))

    def constant(self, keys: Sequence[Input], value: Constant) -> None:
        """The same value for everybody, in every period."""
        if keys[0][0] not in self._assumed and not isinstance(value, bytes):
            self.constants.update(dict.fromkeys(keys, value))

    def amounts(self, keys: Sequence[Input], table: Table | None) -> None:
        """Euros; None: nobody has any."""
        if table is None:
            self.constant(keys, 0)
        else:
            self.rows(keys, table.astype(np.float32))

    def states(self, keys: Sequence[Input], values: Table, usual: Constant) -> None:
        """What members are, whatever the month; `usual` when they are all that."""
        if (values == usual).all():
            self.constant(keys, usual)
        else:
            self.same(keys, values)

    def monthly_states(self, keys: Sequence[Input], table: Table, usual: Constant) -> None:
        """What members are, month by month; `usual` when they are all that, all the time."""
        if (table == usual).all():
            self.constant(keys, usual)
        else:
            self.rows(keys, table)

    def value(self, name: str, period: str) -> Numbers | float:
        """What is written of a numeric input so far; 0 where nothing is."""
        key = name, period
        return self.columns[key] if key in self.columns else float(self.constants.get(key, 0))
