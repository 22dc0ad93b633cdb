"""The calculator without its processes: translation and engine in this one, for tests that want real law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.engine.compute import Engine
from services.simulator.engine.law import load
from services.simulator.legislation.adjust import adjustment
from services.simulator.legislation.loader import load_overrides
from services.simulator.translation.translation import Translation


@dataclass(frozen=True)
class DirectCalculator:
    """Computes at once, in the caller's thread."""

    engine: Engine
    translation: Translation

    @classmethod
    def of(cls, month: date) -> Self:
        """Loads the law: seconds."""
        law = load(adjustment(load_overrides()))
        return cls(Engine(law), Translation.of(law, month))

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        """As the protocol says."""
        batch = self.translation.translate(households, months)
        wanted = self.translation.wanted(variables, batch.month, months)
        arrays = self.engine.compute(batch, wanted)
        return self.translation.read_outputs(households, variables, months, arrays)
