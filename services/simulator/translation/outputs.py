"""From the engine's arrays to values that the use cases read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chassis.errors import Problem
from services.simulator.domain.household import months_after
from services.simulator.domain.results import Values
from services.simulator.engine.batch import Input
from services.simulator.engine.law import Law
from services.simulator.translation.roster import UNBORN, Roster

Arrays = Mapping[Input, NDArray[Any]]
_Column = list[float] | list[dict[str, float]]
# Parts and ratios, by the words that the law as code names them with: a cent means nothing to them.
_RATIOS = ("taux", "coefficient", "coeff", "rapport", "quotient", "quotite", "ratio", "part_")


class NotComputed(Problem):
    """The engine gave something that is no number."""

    reason = "NOT_COMPUTED"
    default_message = "Nous n'avons pas pu calculer ce résultat. Ce n'est pas votre faute; réessayez plus tard."


@dataclass(frozen=True, slots=True)
class Shape:
    """Whose a variable is and how often it is defined; `amount`: it is in euros."""

    entity: str
    unit: str
    amount: bool


def shapes_of(law: Law) -> dict[str, Shape]:
    """The shape of every variable of the law."""
    return {
        name: Shape(variable.entity.key, str(variable.definition_period), _is_amount(name, variable))
        for name, variable in law.system.variables.items()
    }


def _is_amount(name: str, variable: Any) -> bool:
    return variable.value_type is float and not any(word in name.lower() for word in _RATIOS)


def wanted(shapes: Mapping[str, Shape], variables: Sequence[str], month: date, months: int) -> list[Input]:
    """Each variable in each month, or in the years of these months. "name@-3" is a variable three months before."""
    found = {
        _input(shapes, variable, months_after(month, rank)): None for rank in range(months) for variable in variables
    }
    return list(found)


def _input(shapes: Mapping[str, Shape], variable: str, month: date) -> Input:
    """What is computed of a variable for a month: of "name@-3", what it was three months before."""
    name, _, ago = variable.partition("@-")
    return name, _period(shapes[name], months_after(month, -int(ago or 0)))


def _period(shape: Shape, month: date) -> str:
    if shape.unit == "month":
        return f"{month.year}-{month.month:02}"
    return str(month.year) if shape.unit == "year" else "ETERNITY"


def read(
    shapes: Mapping[str, Shape], roster: Roster, variables: Sequence[str], months: int, arrays: Arrays
) -> list[list[Values]]:
    """Per household, per month, the values of all variables."""
    month = roster.households[0].month
    asked = [[_input(shapes, one, months_after(month, rank)) for one in variables] for rank in range(months)]
    columns = _columns(shapes, roster, {one: arrays[one] for row in asked for one in row})
    found: list[list[Values]] = [[] for _ in roster.households]
    for row in asked:
        for household, values in zip(found, zip(*(columns[one] for one in row), strict=True), strict=True):
            household.append(dict(zip(variables, values, strict=True)))
    return found


def _columns(shapes: Mapping[str, Shape], roster: Roster, arrays: Arrays) -> dict[Input, _Column]:
    """Per input, the value of each household."""
    alike: dict[Shape, list[Input]] = {}
    for one in arrays:
        alike.setdefault(replace(shapes[one[0]], unit=""), []).append(one)
    keys = [[person.key for person in members if person.key != UNBORN] for members in roster.members]
    return {
        one: _column(roster, keys, shape.entity, numbers)
        for shape, inputs in alike.items()
        for one, numbers in zip(inputs, _numbers(inputs, arrays, amounts=shape.amount), strict=True)
    }


def _numbers(inputs: Sequence[Input], arrays: Arrays, *, amounts: bool) -> list[list[float]]:
    """Per input, its numbers; all at once, because a year has hundreds of inputs of a few numbers each."""
    numbers = np.array([_plain(np.asarray(arrays[one])) for one in inputs])
    if not (finite := np.isfinite(numbers).all(axis=1)).all():
        raise NotComputed(variable=inputs[int(np.argmin(finite))][0])
    if amounts:
        # Half up, on the absolute value, once what single precision adds (153.015 is 153.01499) is gone; + 0.0 makes a negative zero a zero.
        numbers = np.copysign(np.floor(np.round(np.abs(numbers) * 100, 3) + 0.5) / 100, numbers) + 0.0
    found: list[list[float]] = numbers.tolist()
    return found


def _plain(array: NDArray[Any]) -> NDArray[np.float64]:
    return (array.astype("datetime64[D]") if array.dtype.kind == "M" else array).astype(np.float64)


def _column(roster: Roster, keys: list[list[str]], entity: str, numbers: list[float]) -> _Column:
    if entity == "individu":
        starts = roster.starts.tolist()
        return [
            dict(zip(names, numbers[start : start + len(names)], strict=True))
            for start, names in zip(starts, keys, strict=True)
        ]
    if entity == "foyer_fiscal":
        return [numbers[rank] for rank in roster.taxpayers.tolist()]
    return numbers
