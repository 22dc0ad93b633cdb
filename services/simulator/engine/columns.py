"""The columns of a batch as the core stores them: (variable, period) → array of the variable's own type, one value per member of its entity."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core import periods
from openfisca_core.indexed_enums import Enum, EnumArray

from services.simulator.engine.batch import Batch, Input, Membership
from services.simulator.engine.blindness import Eras
from services.simulator.engine.law import Law

Array = NDArray[Any]
# A variable and the core's own period.
Key = tuple[str, Any]
ETERNITY = periods.Period.eternity()
GROUPS = ("famille", "foyer_fiscal", "menage")


class UnfitInput(ValueError):
    """A column that the law as code cannot take: unknown variable, a period that is not the variable's own, or a wrong length or type."""


@lru_cache(1 << 16)
def parts(name: str, period: Any, unit: Any) -> tuple[Key, ...]:
    """What a sum over a period is made of, in the order in which the core adds it up."""
    return tuple((name, part) for part in period.get_subperiods(unit))


class Keys:
    """Reads the names of columns, once each: what a batch calls ("rsa", "2026-10") is a key of the core."""

    def __init__(self, law: Law) -> None:
        self._variables: Mapping[str, Any] = law.system.variables
        self._known: dict[Input, Key] = {}
        self._system = law.system

    @cached_property
    def eras(self) -> Eras:
        """The times in which the law's parameters stay the same."""
        return Eras(self._system)

    def __getitem__(self, column: Input) -> Key:
        """Raises UnfitInput for a variable that does not exist, or a period that is not of its kind."""
        if column not in self._known:
            self._known[column] = self._read(column)
        return self._known[column]

    def variable(self, name: str) -> Any:
        """The law's own variable."""
        return self._variables[name]

    def _read(self, column: Input) -> Key:
        name, written = column
        if name not in self._variables:
            raise UnfitInput(f"{name}: no such variable")
        unit = self._variables[name].definition_period
        period = periods.period(written)
        if unit == periods.DateUnit.ETERNITY:
            return name, ETERNITY
        if period.unit != unit or period.size != 1:
            raise UnfitInput(f"{name}: {written} is not one {unit}")
        return name, period

    def ended(self, key: Key) -> bool:
        """Whether the law has abolished the variable by then: the core ignores such an input."""
        end = self._variables[key[0]].end
        return end is not None and key[1].start.date > end


def members(batch: Batch, entity: str) -> int:
    """How many persons or groups of an entity."""
    return batch.persons if entity == "individu" else membership(batch, entity).groups


def membership(batch: Batch, entity: str) -> Membership:
    """Who is in which group of an entity."""
    found: Membership = getattr(batch, entity)
    return found


def cast(variable: Any, values: Array) -> Array:
    """Values as the core holds them. Enums are given by name or by rank. Raises UnfitInput for what the type does not allow."""
    if variable.value_type is Enum:
        return _enumerated(variable, values)
    if values.dtype == variable.dtype:
        return values
    try:
        return values.astype(variable.dtype)
    except ValueError as error:
        raise UnfitInput(f"{variable.name}: {values.dtype} is not {variable.dtype}") from error


def _enumerated(variable: Any, values: Array) -> Array:
    if values.dtype.kind in "iu" and not isinstance(values, EnumArray):
        ranks = values.astype(variable.dtype)
        if ranks.size and (ranks.min() < 0 or ranks.max() >= len(variable.possible_values.names)):
            raise UnfitInput(f"{variable.name}: a rank that the list has not")
        return EnumArray(ranks, variable.possible_values)
    encoded: Array = variable.possible_values.encode(values)
    return encoded


def filled(variable: Any, value: object, count: int) -> Array:
    """A column that says the same of everybody."""
    if variable.value_type is Enum and isinstance(value, str):
        value = variable.possible_values[value].index
    return cast(variable, np.full(count, value))
