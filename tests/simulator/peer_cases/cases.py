"""Reading the peer's cases as its own runner does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from openfisca_core import periods
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.tools import assert_near
from openfisca_core.tools.test_runner import Loader, build_test


@dataclass(frozen=True)
class Check:
    """What a case expects of a variable; `member`: of which person or group, None for all."""

    variable: str
    period: str
    expected: Any
    member: tuple[str, str] | None = None


@dataclass(frozen=True)
class Case:
    """One case; `name` is its file and its rank in it."""

    name: str
    test: Any

    def simulation(self, system: Any) -> Any:
        """The stock simulation of its input."""
        builder = SimulationBuilder()
        builder.set_default_period(self.test.period)
        made = builder.build_from_dict(system, self.test.input)
        if self.test.max_spiral_loops:
            made.max_spiral_loops = self.test.max_spiral_loops
        return made

    def checks(self, system: Any) -> Iterator[Check]:
        """What it expects, in its own order."""
        groups = {one.key for one in system.entities}
        for key, expected in self.test.output.items():
            if key in system.variables:
                yield from self._over_time(key, expected, None)
            elif key in groups:
                for variable, value in expected.items():
                    yield from self._over_time(variable, value, None)
            else:
                for member, values in expected.items():
                    for variable, value in values.items():
                        yield from self._over_time(variable, value, (key, member))

    def _over_time(self, variable: str, expected: Any, member: tuple[str, str] | None) -> Iterator[Check]:
        by_period = expected if isinstance(expected, Mapping) else {self.test.period: expected}
        for period, value in by_period.items():
            yield Check(variable, str(periods.period(period)), value, member)

    def judge(self, check: Check, made: Any, computed: Any) -> None:
        """Raises AssertionError where the value is not near enough to what is expected."""
        if check.member is not None:
            plural, member = check.member
            computed = computed[made.get_population(plural=plural).get_index(member)]
        margins = self.test.absolute_error_margin[check.variable], self.test.relative_error_margin[check.variable]
        assert_near(computed, check.expected, margins[0], check.variable, margins[1])


def read(root: Path, path: Path) -> list[Case]:
    """The cases of a file."""
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 — the peer's own loader, which is a safe one's twin in C
    tests = loaded if isinstance(loaded, list) else [loaded]
    return [Case(f"{path.relative_to(root)}:{rank}", build_test(dict(test))) for rank, test in enumerate(tests)]
