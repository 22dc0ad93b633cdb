"""A plan: which formulas to run, in which order, for all batches of one signature; made once from a recording.

What nobody reads is dropped. What can only be the same for everybody is folded: a formula that reads nothing but constants, and that gave one and
the same value to every composition of household of the probe. (A formula sees values and compositions, and nothing else.)
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from services.simulator.engine.batch import Batch
from services.simulator.engine.blindness import is_blind
from services.simulator.engine.columns import ETERNITY, Array, Key, Keys, parts
from services.simulator.engine.recording import Recording, Step

# An array of one value, and the entity of which every member has it.
OfEntity = tuple[str, Array]


@dataclass(frozen=True, slots=True)
class Run:
    """A step to replay. `seen`: what storages looked like to it; `done_with`: what nobody reads after it.

    `kind`: runs of one kind give the same where the operands are the same, one by one (see `blindness`); 0: none is like it. `asked`, `instants`:
    all that it may ask for so that this holds.
    """

    key: Key
    entity: str
    variable: Any
    formula: Any
    takes_parameters: bool
    seen: Mapping[str, tuple[Any, ...]]
    done_with: tuple[Key, ...]
    kind: int = 0
    operands: tuple[Key, ...] = ()
    sums: tuple[Key, ...] = ()
    asked: frozenset[Key] = frozenset()
    instants: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """`folded`: key → (entity, array of one value); `sums`: the like for sums over a period; `runs`: what is left to compute; `read`: the columns that are read at all."""

    folded: Mapping[Key, OfEntity]
    sums: Mapping[Key, OfEntity]
    runs: Sequence[Run]
    read: frozenset[Key]
    recorded_steps: int


def make(recording: Recording, batch: Batch, keys: Keys, wanted: Sequence[Key]) -> Plan | None:
    """The plan of a recording over a probe; None where the order of computing mattered, so that only the core's own order is right."""
    if recording.spirals:
        return None
    given = {keys[column] for column in batch.columns}
    folded = _Folding(recording, keys, {keys[column] for column in batch.constants}, given).folded
    steps, read = _live(recording.steps, folded, wanted)
    if not set(wanted) <= given | folded.keys() | {step.key for step in steps}:
        # An output from before the time that is looked at: the core has its own way with it.
        return None
    last = _last_reads(steps, set(wanted))
    sums, looked_up = _sums(steps, folded, keys)
    kinds = Kinds(steps, keys, sums.keys())
    runs = [_run(step, last.get(index, ()), kinds) for index, step in enumerate(steps)]
    alike = folded.keys() & (looked_up | set(wanted))
    entities = {name: keys.variable(name).entity.key for name, _ in alike | sums.keys()}
    return Plan(
        {key: (entities[key[0]], folded[key]) for key in alike},
        {key: (entities[key[0]], total) for key, total in sums.items()},
        runs,
        frozenset(read & given),
        len(recording.steps),
    )


def _sums(steps: Sequence[Step], folded: Mapping[Key, Array], keys: Keys) -> tuple[dict[Key, Array], set[Key]]:
    """The sums of which all parts are folded; and what is still looked up one by one."""
    totals: dict[Key, Array] = {}
    looked_up = set().union(*(step.looked_up for step in steps))
    for name, period in set().union(*(step.sums for step in steps)):
        added = parts(name, period, keys.variable(name).definition_period)
        if folded.keys() >= set(added):
            total: Any = 0
            for part in added:
                total = total + folded[part]
            totals[name, period] = total
        else:
            looked_up.update(added)
    return totals, looked_up


class Kinds:
    """Numbers the steps that do the same in several months."""

    def __init__(self, steps: Sequence[Step], keys: Keys, summed: Collection[Key]) -> None:
        """`summed`: the sums that are folded."""
        self._keys, self._summed = keys, summed
        met = Counter(map(self._alike, steps))
        several = (alike for alike, count in met.items() if alike is not None and count > 1)
        self._numbers = {alike: number for number, alike in enumerate(several, 1)}

    def of(self, step: Step) -> int:
        """The kind of a step, from 1 on; 0 for one that is alone, or that looks into its period or into storages."""
        return self._numbers.get(self._alike(step), 0)

    def operands(self, step: Step) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
        """What a step reads, in its order: values, and sums that are folded."""
        asked = dict.fromkeys(step.asked)
        values = (part for key in asked for part in (self._parts(key) if key in step.sums else (self._key(key),)))
        return tuple(values), tuple(key for key in asked if key in step.sums and key in self._summed)

    def _alike(self, step: Step) -> Hashable:
        if step.seen or not is_blind(step.formula):
            return None
        # Which questions are the same one differs from month to month: in January, last month is of another year.
        ranks = {key: rank for rank, key in enumerate(dict.fromkeys(step.asked))}
        asked = tuple((key[0], ranks[key], self._size(key) if key in step.sums else 0) for key in step.asked)
        eras = tuple(self._keys.eras.of(instant) for instant in step.instants)
        return step.formula, step.variable.name, asked, eras

    def _size(self, key: Key) -> int:
        return -1 if key in self._summed else len(self._parts(key))

    def _parts(self, key: Key) -> tuple[Key, ...]:
        """What a sum is made of; nothing for one that is folded."""
        name, period = key
        return () if key in self._summed else parts(name, period, self._keys.variable(name).definition_period)

    def _key(self, key: Key) -> Key:
        return (key[0], ETERNITY) if self._keys.variable(key[0]).definition_period == ETERNITY.unit else key


def _run(step: Step, done_with: Iterable[Key], kinds: Kinds) -> Run:
    takes_parameters = step.formula.__code__.co_argcount > 2
    made = Run(
        step.key, step.variable.entity.key, step.variable, step.formula, takes_parameters, step.seen, tuple(done_with)
    )
    if not (kind := kinds.of(step)):
        return made
    values, sums = kinds.operands(step)
    asked, instants = frozenset(step.asked), frozenset(step.instants)
    return replace(made, kind=kind, operands=values, sums=sums, asked=asked, instants=instants)


class _Folding:
    """Works out which keys are the same for everybody, in the order in which they were computed."""

    def __init__(self, recording: Recording, keys: Keys, constants: set[Key], given: set[Key]) -> None:
        self.folded: dict[Key, Array] = {}
        self._recording, self._keys = recording, keys
        computed = {step.key for step in recording.steps}
        for key in constants - given:
            self._fold(key)
        for step in recording.steps:
            for key in step.reads - computed - given - constants:
                # Neither given nor computed: the law's own default, be it because the core stops so far back.
                self.folded[key] = keys.variable(key[0]).default_array(1)
            if step.formula is None or step.reads <= self.folded.keys():
                self._fold(step.key)

    def _fold(self, key: Key) -> None:
        array = self._recording.get_array(*key)
        if array is None:
            array = self._keys.variable(key[0]).default_array(1)
        if _uniform(array):
            self.folded[key] = array[:1].copy()


def _uniform(array: Array) -> bool:
    """Whether all values are the same, to the bit."""
    bare = np.ascontiguousarray(np.asarray(array))
    return bare.tobytes() == bare[:1].tobytes() * len(bare)


def _live(steps: Sequence[Step], folded: Mapping[Key, Array], wanted: Sequence[Key]) -> tuple[list[Step], set[Key]]:
    """The steps that somebody reads, in their order, and all that is read."""
    read, live = set(wanted), []
    for step in reversed(steps):
        if step.key in read and step.key not in folded:
            live.append(step)
            read |= step.reads
    return live[::-1], read


def _last_reads(steps: Sequence[Step], kept: set[Key]) -> dict[int, list[Key]]:
    """After which step a key is read no more."""
    last = {key: index for index, step in enumerate(steps) for key in (*step.reads, step.key)}
    gone: dict[int, list[Key]] = {}
    for key, index in last.items():
        if key not in kept:
            gone.setdefault(index, []).append(key)
    return gone
