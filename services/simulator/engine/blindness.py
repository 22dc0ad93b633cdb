"""Which formulas cannot tell one month from another: they give the same result wherever they read the same values and the same parameters.

A formula is given a period. It may hand it on (to ask for values or parameters then, before or after), or look into it (is it August? how old is who was
born in May?). Those that look into it are known by the words of their code, and of all the code that they name, whatever branch it stands in: of the law, or
of whoever completes it; numpy's and the core's own functions are handed values, never a period.
Parameters are the same from one change of any of them to the next.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping
from dis import opmap
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

# What periods and instants tell of themselves; and the ways round: to a simulation, to other parameters, to a period as a word.
_TELLING = frozenset(
    {
        "start", "stop", "date", "day", "month", "year", "days", "unit", "size", "size_in_years", "size_in_months", "size_in_weeks",
        "size_in_days", "size_in_weekdays", "weekday", "isoformat", "str", "repr", "format", "int", "getattr", "vars", "periods",
        "Instant", "Period", "instant", "simulation", "tax_benefit_system", "get_holder", "contains", "get_subperiods", "random",
    }
)  # fmt: skip
_OF_VALUES = frozenset({"numpy", "openfisca_core"})
_FORMATTING = opmap["FORMAT_VALUE"]


@lru_cache(1 << 14)
def is_blind(formula: FunctionType) -> bool:
    """Whether a formula never looks into its period."""
    code, names = formula.__code__, formula.__globals__
    return not code.co_freevars and not any(_tells(one, names) for one in _codes(code, names, set()))


def _tells(code: CodeType, names: Mapping[str, Any]) -> bool:
    if not _TELLING.isdisjoint(code.co_names) or _FORMATTING in code.co_code[::2]:
        return True
    # What stands behind a module of the law is not looked for.
    return any(
        isinstance(named := names.get(name), ModuleType) and named.__name__.startswith("openfisca_france")
        for name in code.co_names
    )


def _codes(code: CodeType, names: Mapping[str, Any], met: set[CodeType]) -> Iterator[CodeType]:
    """The code, what is written inside it, and the functions that it names."""
    if code in met:
        return
    met.add(code)
    yield code
    for inside in code.co_consts:
        if isinstance(inside, CodeType):
            yield from _codes(inside, names, met)
    for name in code.co_names:
        named = names.get(name)
        # Not by the law's name: the core loads its files under names of its own making.
        if isinstance(named, FunctionType) and named.__module__.split(".")[0] not in _OF_VALUES:
            yield from _codes(named.__code__, named.__globals__, met)


class Eras:
    """Times in which no parameter of the law changes."""

    def __init__(self, system: Any) -> None:
        self._changes = sorted(
            {value.instant_str for one in _parameters(system.parameters) for value in one.values_list}
        )

    def of(self, instant: Any) -> int:
        """The rank of the era of a period's beginning, of an instant or of a date in words."""
        return bisect(self._changes, str(getattr(instant, "start", instant)))


def _parameters(node: Any) -> Iterator[Any]:
    if hasattr(node, "values_list"):
        yield node
    for child in (*getattr(node, "children", {}).values(), *getattr(node, "brackets", ())):
        yield from _parameters(child)
