"""Watching the core compute once, to know in what order it runs which formulas, and what each of them reads."""

from dataclasses import dataclass, field
from typing import Any

from openfisca_core.errors import SpiralError
from openfisca_core.simulations import Simulation

from services.simulator.engine.columns import ETERNITY, Array, Key


@dataclass(slots=True)
class Step:
    """One formula run for one period. `reads`: what it asked for, of which `looked_up` by itself and the others as parts of `sums` over a period;
    `seen`: per variable whose storage it looked into, the periods it found there; `asked`: values and sums, in the order in which it asked for them;
    `instants`: those of which it asked for the parameters."""

    variable: Any
    period: Any
    formula: Any
    reads: set[Key] = field(default_factory=set)
    looked_up: set[Key] = field(default_factory=set)
    sums: set[Key] = field(default_factory=set)
    seen: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    asked: list[Key] = field(default_factory=list)
    instants: list[Any] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What it computes."""
        return self.variable.name, self.period


class Recording(Simulation):  # type: ignore[misc]  # the core is not typed
    """A simulation that notes its steps, in the order in which they end. Arrays are kept read-only: a formula that writes in what it read fails."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.steps: list[Step] = []
        self.spirals: list[Key] = []
        self._running: list[Step] = []
        # Whether the core itself is at work, and not a formula.
        self._inside_core = False
        self._summing = False
        for population in self.populations.values():
            population.get_holder = _Watch(self, population.get_holder)

    def calculate(self, variable_name: str, period: Any) -> Array:
        """As the core does, and notes who asked."""
        self.note_read(variable_name, period)
        outer, self._inside_core = self._inside_core, True
        try:
            array: Array = super().calculate(variable_name, period)
            array.setflags(write=False)
            return array
        finally:
            self._inside_core = outer

    def calculate_add(self, variable_name: str, period: Any) -> Array:
        """As the core does, and notes the sum."""
        if self._running:
            self._running[-1].sums.add((variable_name, period))
            self._running[-1].asked.append((variable_name, period))
        outer, self._summing = self._summing, True
        try:
            total: Array = super().calculate_add(variable_name, period)
            total.setflags(write=False)
            return total
        finally:
            self._summing = outer

    def _run_formula(self, variable: Any, population: Any, period: Any) -> Any:
        step = Step(
            variable, ETERNITY if variable.definition_period == ETERNITY.unit else period, variable.get_formula(period)
        )
        self._running.append(step)
        outer, self._summing, self._inside_core = self._summing, False, False
        try:
            return self._result(step, population, period)
        finally:
            self._summing, self._inside_core = outer, True
            self.steps.append(self._running.pop())

    def _result(self, step: Step, population: Any, period: Any) -> Any:
        """What the formula gives, as the core asks for it, with the parameters that it reads noted."""
        if step.formula is None or step.formula.__code__.co_argcount == 2:
            return super()._run_formula(step.variable, population, period)

        def parameters(instant: Any) -> Any:
            step.instants.append(instant)
            return self.tax_benefit_system.get_parameters_at_instant(instant)

        return step.formula(population, period, parameters)

    def _check_for_cycle(self, variable: str, period: Any) -> None:
        try:
            super()._check_for_cycle(variable, period)
        except SpiralError:
            self.spirals.append((variable, period))
            raise

    def note_read(self, name: str, period: Any) -> None:
        """Notes that the formula that runs asked for a value."""
        eternal = self.tax_benefit_system.variables[name].definition_period == ETERNITY.unit
        key = name, ETERNITY if eternal else period
        if self._running:
            self._running[-1].reads.add(key)
            if not self._summing:
                self._running[-1].looked_up.add(key)
                self._running[-1].asked.append((name, period))

    def note_seen(self, name: str, holder: Any) -> Any:
        """Notes that the formula that runs looks into a storage; the core's own looks are not noted."""
        if self._inside_core or not self._running:
            return holder
        self._running[-1].seen[name] = tuple(holder.get_known_periods())
        return _WatchedHolder(self, holder)


class _Watch:
    """A population's `get_holder` that tells formulas from the core."""

    def __init__(self, recording: Recording, get_holder: Any) -> None:
        self._recording, self._get_holder = recording, get_holder

    def __call__(self, name: str) -> Any:
        return self._recording.note_seen(name, self._get_holder(name))


class _WatchedHolder:
    """What a formula may do with a holder, noted."""

    def __init__(self, recording: Recording, holder: Any) -> None:
        self._recording, self._holder = recording, holder
        self.get_known_periods, self.default_array = holder.get_known_periods, holder.default_array

    def get_array(self, period: Any) -> Any:
        self._recording.note_read(self._holder.variable.name, period)
        return self._holder.get_array(period)
