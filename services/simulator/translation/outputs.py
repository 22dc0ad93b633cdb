"""From the engine's arrays to values that the use cases read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


def _shape(shapes: Mapping[str, Shape], variable: str) -> Shape:
    return shapes[variable.partition("@-")[0]]


def _period(shape: Shape, month: date) -> str:
    if shape.unit == "month":
        return f"{month:%Y-%m}"
    return str(month.year) if shape.unit == "year" else "ETERNITY"


def read(
    shapes: Mapping[str, Shape], roster: Roster, variables: Sequence[str], months: int, arrays: Arrays
) -> list[list[Values]]:
    """Per household, per month, the values of all variables."""
    month = roster.households[0].month
    keys = [[person.key for person in members if person.key != UNBORN] for members in roster.members]
    found: list[list[Values]] = [[] for _ in roster.households]
    for rank in range(months):
        columns = [
            _column(roster, keys, _shape(shapes, variable).entity, _numbers(shapes, variable, arrays, months_after(month, rank)))
            for variable in variables
        ]  # fmt: skip
        for household, values in zip(found, zip(*columns, strict=True), strict=True):
            household.append(dict(zip(variables, values, strict=True)))
    return found


def _numbers(shapes: Mapping[str, Shape], variable: str, arrays: Arrays, month: date) -> list[float]:
    shape, array = _shape(shapes, variable), np.asarray(arrays[_input(shapes, variable, month)])
    numbers = array.astype("datetime64[D]").astype(np.float64) if array.dtype.kind == "M" else array.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise NotComputed(variable=variable)
    if shape.amount:
        # Half up, on the absolute value, once what single precision adds (153.015 is 153.01499) is gone; + 0.0 makes a negative zero a zero.
        numbers = np.copysign(np.floor(np.round(np.abs(numbers) * 100, 3) + 0.5) / 100, numbers) + 0.0
    found: list[float] = numbers.tolist()
    return found


def _column(
    roster: Roster, keys: list[list[str]], entity: str, numbers: list[float]
) -> list[float] | list[dict[str, float]]:
    if entity == "individu":
        starts = roster.starts.tolist()
        return [
            dict(zip(names, numbers[start : start + len(names)], strict=True))
            for start, names in zip(starts, keys, strict=True)
        ]
    if entity == "foyer_fiscal":
        return [numbers[rank] for rank in roster.taxpayers.tolist()]
    return numbers
