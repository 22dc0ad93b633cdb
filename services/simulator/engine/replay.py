"""Running a plan over a batch."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum, EnumArray

from services.simulator.engine.batch import Batch
from services.simulator.engine.columns import GROUPS, Array, Key, Keys, cast, members, membership
from services.simulator.engine.law import Law
from services.simulator.engine.lean import Lean, frozen
from services.simulator.engine.plan import Plan


def replay(law: Law, keys: Keys, plan: Plan, batch: Batch, wanted: Sequence[Key]) -> dict[Key, Array]:
    """Computes the outputs wanted. Raises Missed when a formula asks for what the plan has not."""
    lean = Lean(law.system, batch.persons, {entity: membership(batch, entity) for entity in GROUPS})
    values = lean.values
    for column, given in batch.columns.items():
        key = keys[column]
        if key in plan.read:
            values[key] = cast(keys.variable(key[0]), given)
    shared = _Shared(batch)
    values.update((key, shared.spread(*alike)) for key, alike in plan.folded.items())
    lean.sums.update((key, shared.spread(*alike)) for key, alike in plan.sums.items())
    _run(lean, plan)
    computed = {key: values[key] for key in wanted}
    # Populations point at each other: what they hold would wait for a collection.
    values.clear()
    lean.sums.clear()
    return computed


class _Shared:
    """What is the same for everybody, in full: one array per entity, type and value, that all who read it share."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._arrays: dict[tuple[str, Any, bytes, Any], Array] = {}

    def spread(self, entity: str, one: Array) -> Array:
        """The value of `one` for every member of an entity. Read-only."""
        alike = entity, one.dtype, one.tobytes(), getattr(one, "possible_values", None)
        if alike not in self._arrays:
            self._arrays[alike] = frozen(np.repeat(one, members(self._batch, entity)))
        return self._arrays[alike]


def _run(lean: Lean, plan: Plan) -> None:
    values, populations = lean.values, lean.populations
    parameters = lean.tax_benefit_system.get_parameters_at_instant
    for run in plan.runs:
        lean.seen = run.seen  # type: ignore[assignment]  # read only
        population = populations[run.entity]
        if run.takes_parameters:
            computed = run.formula(population, run.key[1], parameters)
        else:
            computed = run.formula(population, run.key[1])
        values[run.key] = _stored(run.variable, population, computed)
        for key in run.done_with:
            values.pop(key, None)


def _stored(variable: Any, population: Any, computed: Any) -> Array:
    """A formula's result as the core would store it."""
    if variable.value_type is Enum and not isinstance(computed, EnumArray):
        encoded: Array = variable.possible_values.encode(computed)
        return encoded
    if not isinstance(computed, np.ndarray):
        computed = population.filled_array(computed)
    stored: Array = computed if computed.dtype == variable.dtype else computed.astype(variable.dtype)
    return stored
