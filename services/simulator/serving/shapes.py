"""Few shapes of batches, so that few plans are needed.

The engine records a plan for each set of columns that vary, which takes seconds; and what varies in a batch depends on who happens to be in it. So a
batch is widened to the smallest of a few known shapes that holds it: an input that is the same for everybody may just as well stand in a column.
The results are the same, a little of the folding is lost.
"""

from collections.abc import Sequence
from dataclasses import replace

from services.simulator.engine.batch import Batch, Input, Numbers
from services.simulator.engine.columns import Keys, filled, members

Constant = float | int | bool | str
Shape = frozenset[Input]


class Computed(Exception):
    """A column that some batches have and that the law computes for the others: no shape can hold both."""


class Ladder:
    """The shapes that batches of one month and span may take, from the narrowest to the widest; made of what samples of households vary in."""

    def __init__(self, keys: Keys, samples: Sequence[Batch]) -> None:
        self._keys = keys
        self._usual: dict[Input, Constant] = {}
        widest: Shape = frozenset()
        self.rungs: list[Shape] = []
        for sample in samples:
            self._usual.update(sample.constants)
            widest |= frozenset(sample.columns)
            self.rungs.append(widest)

    def fitted(self, batch: Batch) -> Batch:
        """The same batch in a known shape; one that none can hold adds another rung."""
        unusual = {one for one, value in batch.constants.items() if self._usual.setdefault(one, value) != value}
        shape = frozenset(batch.columns) | unusual
        rung = next((rung for rung in self.rungs if shape <= rung), None)
        if rung is None:
            rung = shape.union(*self.rungs[-1:])
            self.rungs.append(rung)
        return self._widened(batch, rung - batch.columns.keys())

    def _widened(self, batch: Batch, lacking: Shape) -> Batch:
        columns = dict(batch.columns)
        constants = {one: value for one, value in batch.constants.items() if one not in lacking}
        # The same value in every period is one array.
        made: dict[tuple[str, Constant | None], Numbers] = {}
        for one in lacking:
            said = one[0], batch.constants.get(one)
            if said not in made:
                made[said] = self._column(batch, *said)
            columns[one] = made[said]
        return replace(batch, columns=columns, constants=constants)

    def _column(self, batch: Batch, name: str, value: Constant | None) -> Numbers:
        variable = self._keys.variable(name)
        count = members(batch, variable.entity.key)
        if value is not None:
            return filled(variable, value, count)
        # Not even a constant: the translation leaves such an input to its default.
        if variable.formulas:
            raise Computed(name)
        default: Numbers = variable.default_array(count)
        return default
