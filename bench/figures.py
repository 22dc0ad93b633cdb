"""How every measurement is said: one JSON line per figure, `{"figure", "value", "unit", "target"?, "how"}`, with a stable name."""

import json
import operator
import statistics
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "=": operator.eq, "<": operator.lt, ">": operator.gt,
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One measured value. `name` is `<subject>.<what>`; `target` reads ">= 0.75", or is empty where none is set; `how` says how it was measured."""

    name: str
    value: float
    unit: str
    how: str
    target: str = ""

    @property
    def met(self) -> bool:
        """Whether the target is reached; a figure without a target always is."""
        if not self.target:
            return True
        sign, bound = self.target.split()
        return _COMPARE[sign](self.value, float(bound))

    def line(self) -> str:
        """The JSON line."""
        said: dict[str, str | float] = {"figure": self.name, "value": round(self.value, 4), "unit": self.unit}
        if self.target:
            said["target"] = self.target
        return json.dumps(said | {"how": self.how}, ensure_ascii=False)


def report(figures: Sequence[Figure]) -> int:
    """Prints every figure; returns the exit code: 0 where every target is met, 1 otherwise."""
    for figure in figures:
        print(figure.line(), flush=True)
    return _verdict(figures)


async def report_as_measured(figures: AsyncIterator[Figure]) -> int:
    """The same of a long measure, each figure as soon as it is there: what stops half-way leaves what it measured."""
    measured = []
    async for figure in figures:
        print(figure.line(), flush=True)
        measured.append(figure)
    return _verdict(measured)


def _verdict(figures: Sequence[Figure]) -> int:
    missed = [figure for figure in figures if not figure.met]
    for figure in missed:
        print(f"missed: {figure.name} = {figure.value:.3f} {figure.unit}, target {figure.target}", file=sys.stderr)
    return 1 if missed else 0


def median_of_ratios(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of round-by-round ratios: both sides of a round ran within the same seconds of a shared machine."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
