"""The calculator without its processes: translation and engine in this one, for tests that want real law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Self

from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.engine.compute import Engine
from services.simulator.engine.law import Law, load
from services.simulator.legislation.adjust import adjustment
from services.simulator.legislation.loader import load_overrides
from services.simulator.translation.translation import Translation


@cache
def adjusted_law() -> Law:
    """The law as the service has it, with our own dated values; once for all tests, for it takes seconds to load."""
    return load(adjustment(load_overrides()))


@cache
def engine() -> Engine:
    """One engine upon it, with the plans that it remembers."""
    return Engine(adjusted_law())


@dataclass(frozen=True)
class DirectCalculator:
    """Computes at once, in the caller's thread."""

    engine: Engine
    translation: Translation

    @classmethod
    def of(cls, month: date) -> Self:
        """For a reference month, with the law and the engine of every test."""
        return cls(engine(), Translation.of(adjusted_law(), month))

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        """As the protocol says."""
        batch = self.translation.translate(households, months)
        wanted = self.translation.wanted(variables, batch.month, months)
        arrays = self.engine.compute(batch, wanted)
        return self.translation.read_outputs(households, variables, months, arrays)
