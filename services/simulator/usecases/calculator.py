"""What use cases ask of the engine: benefits of whole households, in the engine's own names of variables."""

from collections.abc import Sequence
from typing import Protocol

from services.simulator.domain.household import Household
from services.simulator.domain.results import Values


class Calculator(Protocol):
    """Computes. Households of one call are computed together, as far as they can: variants cost next to nothing."""

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        """Per household, per month from its own on, the value of each variable: in euros, or 0 and 1. Yearly ones are those of the month's year.

        Raises TooBusy (retry later), TimedOut, or InvalidInput that names the field.
        """
        ...
