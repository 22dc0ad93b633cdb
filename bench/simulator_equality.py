"""Ten thousand random households: what the simulator answers, against OpenFisca as it comes on the same complete inputs, to the cent."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import date

from bench.simulator_cases import VARIABLES
from bench.simulator_ours import Ours
from bench.situations import draw
from bench.stock_engine import Stock
from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.serving.law import LawAtWork

_SEED, _CHUNK, _SINGLES = 2026, 500, 20


async def mismatches(ours: Ours, law: LawAtWork, month: date, count: int) -> tuple[int, int]:
    """(values that differ, values compared). Ours: each household a call of its own, hundreds at once, so that they meet others in batches;
    some again alone, and the outputs in any order. Theirs: whole chunks, the outputs in another order each time."""
    differ = compared = 0
    shuffle = random.Random(_SEED)  # noqa: S311  reproducible, nothing to hide
    with Stock() as stock:
        for start in range(0, count, _CHUNK):
            households = draw(_SEED + start, min(_CHUNK, count - start), month)
            expected = await asyncio.to_thread(_stock, stock, law, households, shuffle)
            given = await _ours(ours, households, shuffle)
            alone = [(await ours.ask([one]))[0][0] for one in households[:_SINGLES]]
            pairs = [*zip(given, expected, strict=True), *zip(alone, expected[:_SINGLES], strict=True)]
            for one, other in pairs:
                compared += len(VARIABLES)
                differ += sum(one[name] != other[name] for name in VARIABLES)
    return differ, compared


async def _ours(ours: Ours, households: Sequence[Household], shuffle: random.Random) -> list[Values]:
    orders = [shuffle.sample(VARIABLES, len(VARIABLES)) for _ in range(2)]
    asked = (ours.ask([one], variables=orders[rank % 2]) for rank, one in enumerate(households))
    return [months[0] for (months,) in await asyncio.gather(*asked)]


def _stock(stock: Stock, law: LawAtWork, households: Sequence[Household], shuffle: random.Random) -> list[Values]:
    translation = law.translation(households[0].month)
    outputs = translation.wanted(VARIABLES, households[0].month)
    answer, _ = stock.ask(translation.translate(households), shuffle.sample(outputs, len(outputs)))
    found: list[Mapping[str, float | Mapping[str, float]]] = [
        months[0] for months in translation.read_outputs(households, VARIABLES, 1, answer)
    ]
    return found
