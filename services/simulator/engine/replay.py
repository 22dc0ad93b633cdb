"""Running a plan over a batch."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum, EnumArray

from services.simulator.engine.batch import Batch
from services.simulator.engine.columns import GROUPS, Array, Key, Keys, cast, members, membership
from services.simulator.engine.law import Law
from services.simulator.engine.lean import Lean, Missed, frozen
from services.simulator.engine.plan import Plan, Run

# Persons: beyond, to compare arrays costs as much as to compute them.
_FEW = 512


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
    if batch.persons <= _FEW:
        _run_once(lean, plan)
    else:
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
    values = lean.values
    parameters = lean.tax_benefit_system.get_parameters_at_instant
    for run in plan.runs:
        values[run.key] = _computed(lean, run, parameters)
        for key in run.done_with:
            values.pop(key, None)


def _run_once(lean: Lean, plan: Plan) -> None:
    """Runs steps of one kind once for the same operands: most months of a year are like the one before."""
    values, sums, same = lean.values, lean.sums, _Same()
    known: dict[Hashable, Array] = {}
    parameters = _Parameters(lean)
    for each in (values, sums):
        each.update({key: same.of(array) for key, array in each.items()})
    for run in plan.runs:
        alike = _alike(run, values, sums)
        found = known.get(alike)
        if found is None:
            lean.asked, parameters.instants, lean.strayed = run.asked, run.instants, False
            found = same.of(_computed(lean, run, parameters))
            if run.kind and not lean.strayed:
                known[alike] = found
        values[run.key] = found
        for key in run.done_with:
            values.pop(key, None)


def _alike(run: Run, values: Mapping[Key, Array], sums: Mapping[Key, Array]) -> Hashable:
    """What a run is known by: its kind and its operands. Arrays that are equal are one and the same here, and live to the end: their identities are
    their values. Raises Missed."""
    if not run.kind:
        return run.key
    try:
        return run.kind, *map(id, map(values.__getitem__, run.operands)), *map(id, map(sums.__getitem__, run.sums))
    except KeyError as missing:
        raise Missed(missing.args[0]) from None


class _Same:
    """Equal arrays as one."""

    def __init__(self) -> None:
        self._arrays: dict[Hashable, Array] = {}

    def of(self, array: Array) -> Array:
        """The first array that was equal to this one, to the bit."""
        alike = array.dtype, getattr(array, "possible_values", None), array.tobytes()
        return self._arrays.setdefault(alike, array)


class _Parameters:
    """The parameters of an instant, that tells when a step asks for those of another one than it should."""

    def __init__(self, lean: Lean) -> None:
        self.instants: frozenset[Any] = frozenset()
        self._lean, self._at = lean, lean.tax_benefit_system.get_parameters_at_instant

    def __call__(self, instant: Any) -> Any:
        if instant not in self.instants:
            self._lean.strayed = True
        return self._at(instant)


def _computed(lean: Lean, run: Run, parameters: Any) -> Array:
    lean.seen = run.seen  # type: ignore[assignment]  # read only
    population = lean.populations[run.entity]
    if run.takes_parameters:
        computed = run.formula(population, run.key[1], parameters)
    else:
        computed = run.formula(population, run.key[1])
    return _stored(run.variable, population, computed)


def _stored(variable: Any, population: Any, computed: Any) -> Array:
    """A formula's result as the core would store it."""
    if variable.value_type is Enum and not isinstance(computed, EnumArray):
        encoded: Array = variable.possible_values.encode(computed)
        return encoded
    if not isinstance(computed, np.ndarray):
        computed = population.filled_array(computed)
    stored: Array = computed if computed.dtype == variable.dtype else computed.astype(variable.dtype)
    return stored
