"""Benefits of many households at once: a chunk, cut into what the engine takes at a time."""

import asyncio
from collections.abc import Mapping, Sequence

from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.eligibility import cents
from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.usecases.benefits import check_known
from services.simulator.usecases.calculator import Calculator

# As many as one batch holds; a few batches at a time leave room for who waits for an answer.
_BATCH, _AT_ONCE = 128, 4


def counted(catalogue: Catalogue, wanted: frozenset[str]) -> tuple[Benefit, ...]:
    """The benefits whose amount the law as code gives, among those wanted (none: all). Raises UnknownBenefit."""
    check_known(catalogue, wanted)
    return tuple(benefit for benefit in catalogue.only(wanted) if benefit.amounts)


async def simulate_population(
    calculator: Calculator, catalogue: Catalogue, benefits: Sequence[Benefit], households: Sequence[Household]
) -> Mapping[str, list[int]]:
    """Benefit → cents of euro, one per household, in their order. What a benefit owes to another, or is really paid, is not looked at.

    Raises what the calculator raises.
    """
    room = asyncio.Semaphore(_AT_ONCE)

    async def batch(some: Sequence[Household]) -> list[Values]:
        async with room:
            # All variables, whatever is wanted: batches of one kind follow one plan.
            return [months[0] for months in await calculator.calculate(some, catalogue.variables)]

    batches = [batch(households[start : start + _BATCH]) for start in range(0, len(households), _BATCH)]
    values = [one for found in await asyncio.gather(*batches) for one in found]
    return {benefit.id: [_cents(one, benefit) for one in values] for benefit in benefits}


def _cents(values: Values, benefit: Benefit) -> int:
    amounts = [values[name] for name in benefit.amounts]
    return cents(sum(amount if isinstance(amount, float | int) else sum(amount.values()) for amount in amounts))
