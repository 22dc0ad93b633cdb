"""The engine's face: a batch and the outputs wanted in, arrays out. It computes in one process and one thread; it keeps nothing of a batch."""

import io
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import redirect_stdout

import numpy as np

from services.simulator.engine import ordinary, plan
from services.simulator.engine.batch import Batch, Input
from services.simulator.engine.columns import Array, Key, Keys
from services.simulator.engine.law import Law
from services.simulator.engine.lean import Missed
from services.simulator.engine.probe import probe
from services.simulator.engine.recording import Recording
from services.simulator.engine.replay import replay

# A plan weighs about a megabyte. Months of two years, of a few shapes each.
_PLANS = 256


class Engine:
    """Computes batches under one law. `missed`: how many batches asked for what their plan had not, and took the ordinary path."""

    def __init__(self, law: Law, watch: Callable[[Batch, Keys], Batch] = probe) -> None:
        """`watch`: what a plan is recorded on, for a batch of its signature."""
        self.missed = 0
        self._watched = watch
        self._law = law
        self._keys = Keys(law)
        self._plans: OrderedDict[Hashable, plan.Plan | None] = OrderedDict()

    def compute(self, batch: Batch, outputs: Sequence[Input]) -> dict[Input, Array]:
        """The value of each output for each member of its entity, in the order of the members. Amounts are euros, float32. Read-only.

        The order of `outputs` changes nothing: they are computed by month, then by name. The first batch of a signature (month, columns,
        constants, outputs) is slow: its plan is recorded. Raises UnfitInput for a column that the law has not.
        """
        wanted = sorted(set(outputs), key=lambda output: (output[1], output[0]))
        keys = [self._keys[output] for output in wanted]
        with np.errstate(all="ignore"):
            computed = self._computed(batch, keys)
        return {output: computed[key] for output, key in zip(wanted, keys, strict=True)}

    def planned(self, batch: Batch, outputs: Sequence[Input]) -> plan.Plan | None:
        """The plan that such a batch follows, recorded now if need be; None: the ordinary path."""
        return self._plan(
            batch, [self._keys[output] for output in sorted(set(outputs), key=lambda output: (output[1], output[0]))]
        )

    def _computed(self, batch: Batch, wanted: Sequence[Key]) -> dict[Key, Array]:
        followed = self._plan(batch, wanted)
        if followed is not None:
            try:
                return replay(self._law, self._keys, followed, batch, wanted)
            except Missed:
                self.missed += 1
        return ordinary.calculate(ordinary.simulation(self._law, self._keys, batch), wanted)

    def _plan(self, batch: Batch, wanted: Sequence[Key]) -> plan.Plan | None:
        signature = batch.month, tuple(wanted), frozenset(batch.columns), frozenset(batch.constants.items())
        if signature in self._plans:
            self._plans.move_to_end(signature)
        else:
            self._plans[signature] = self._recorded(batch, wanted)
            if len(self._plans) > _PLANS:
                self._plans.popitem(last=False)
        return self._plans[signature]

    def _recorded(self, batch: Batch, wanted: Sequence[Key]) -> plan.Plan | None:
        watched = self._watched(batch, self._keys)
        recording = ordinary.simulation(self._law, self._keys, watched, Recording)
        # Some formulas print what they think of a declaration; that of a probe is of no interest.
        try:
            with redirect_stdout(io.StringIO()):
                ordinary.calculate(recording, wanted)
        except (AttributeError, LookupError, TypeError, ValueError):
            # A formula that writes in what it has read, or that cannot stand the probe: the core takes it as it is.
            return None
        return plan.make(recording, watched, self._keys, wanted)
