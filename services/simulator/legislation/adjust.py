"""Puts our own values into the law as code, once, when it is loaded."""

from collections.abc import Callable, Sequence
from typing import Any

from services.simulator.domain.legislation import Override
from services.simulator.legislation.loader import LegislationError


def adjustment(overrides: Sequence[Override]) -> Callable[[Any], None]:
    """What to give to `engine.law.load`.

    It raises LegislationError for a parameter that the law has not, for another unit than its own, and for a value that upstream has caught up
    with: it is to be taken out of our files then.
    """

    def adjust(system: Any) -> None:
        found = [(one, _parameter(system, one.parameter)) for one in overrides]
        for one, parameter in found:
            _check(one, parameter)
        for one, parameter in found:
            parameter.update(start=one.from_date.isoformat(), value=one.value)

    return adjust


def _parameter(system: Any, name: str) -> Any:
    node = system.parameters
    for part in name.split("."):
        node = getattr(node, "children", {}).get(part)
    if not hasattr(node, "values_list"):
        raise LegislationError(f"{name}: the law has no such parameter, or it is not a number")
    return node


def _check(one: Override, parameter: Any) -> None:
    latest = parameter.values_list[0].instant_str
    if latest >= one.from_date.isoformat():
        raise LegislationError(f"{one.parameter}: upstream has a value from {latest} on, ours is no longer needed")
    unit = parameter.metadata.get("unit")
    if unit != one.unit:
        raise LegislationError(f"{one.parameter}: in {unit}, not in {one.unit}")
