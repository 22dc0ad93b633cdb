"""The engine's face: a batch and the outputs wanted in, arrays out. It computes in one process and one thread; it keeps nothing of a batch."""

from collections.abc import Sequence

from services.simulator.engine import ordinary
from services.simulator.engine.batch import Batch, Input
from services.simulator.engine.columns import Array, Keys
from services.simulator.engine.law import Law


class Engine:
    """Computes batches under one law."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._keys = Keys(law)

    def compute(self, batch: Batch, outputs: Sequence[Input]) -> dict[Input, Array]:
        """The value of each output for each member of its entity, in the order of the members. Amounts are euros, float32.

        The order of `outputs` changes nothing: they are computed by month, then by name. Raises UnfitInput for a column that the law has not.
        """
        wanted = sorted(set(outputs), key=lambda output: (output[1], output[0]))
        made = ordinary.simulation(self._law, self._keys, batch)
        computed = ordinary.calculate(made, [self._keys[output] for output in wanted])
        return {output: computed[self._keys[output]] for output in wanted}
