"""Months of benefits for a household and its variants, at once: what every comparison and every simulation stands on."""

from collections.abc import Sequence

from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.household import Household
from services.simulator.domain.results import MonthResult
from services.simulator.usecases.calculator import Calculator


async def months_of(
    calculator: Calculator, catalogue: Catalogue, households: Sequence[Household], months: int
) -> list[list[MonthResult]]:
    """Per household, the results of `months` months from its own on, every benefit of the catalogue in its order.

    The first household is the situation as it is: what it really receives is what the others' amounts are measured from. Unemployment benefit and daily
    allowances are wired in where they would be paid and none is given. Raises what the calculator raises.
    """
    raise NotImplementedError
