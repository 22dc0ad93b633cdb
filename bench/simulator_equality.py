"""Random households: what the simulator answers over gRPC, against the same use case on OpenFisca as it comes, called directly on the same complete
inputs. Everything that is answered is compared: amounts and bounds to the cent, eligibility, reasons, questions."""

import asyncio
import random
from collections.abc import Sequence
from datetime import date

from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from bench.simulator_ours import Ours
from bench.stock_engine import Stock
from services.simulator.api import writing_answers as writing
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.household import Household
from services.simulator.domain.plausibility import surprising
from services.simulator.domain.results import Values
from services.simulator.legislation.fixture import draw
from services.simulator.serving.law import LawAtWork
from services.simulator.usecases.simulate import simulate

_SEED, _CHUNK, _SINGLES, _IN_FLIGHT = 2026, 250, 10, 64
_Waiting = tuple[Sequence[Household], Sequence[str], "asyncio.Future[list[list[Values]]]"]


class StockCalculator:
    """OpenFisca without our engine: all that is asked is computed in one batch, the outputs in another order each time."""

    def __init__(self, stock: Stock, law: LawAtWork) -> None:
        self._stock, self._law = stock, law
        self._shuffle = random.Random(_SEED)  # noqa: S311  reproducible, nothing to hide
        self._waiting: list[_Waiting] = []

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        """Waits for `flush`."""
        assert months == 1
        answer: asyncio.Future[list[list[Values]]] = asyncio.get_running_loop().create_future()
        self._waiting.append((households, variables, answer))
        return await answer

    async def flush(self) -> None:
        """Computes what waits."""
        waiting, self._waiting = self._waiting, []
        together = [household for households, _, _ in waiting for household in households]
        values = iter(await asyncio.to_thread(self._compute, together, waiting[0][1]))
        for households, _, answer in waiting:
            answer.set_result([next(values) for _ in households])

    def _compute(self, households: Sequence[Household], variables: Sequence[str]) -> list[list[Values]]:
        month = households[0].month
        translation = self._law.translation(month)
        outputs = translation.wanted(variables, month)
        answer, _ = self._stock.ask(translation.translate(households), self._shuffle.sample(outputs, len(outputs)))
        return translation.read_outputs(households, variables, 1, answer)


async def mismatches(ours: Ours, law: LawAtWork, month: date, count: int) -> tuple[int, int]:
    """(results that differ, results compared). Ours: each household a call of its own, many at once, so that they meet others in batches; some again
    alone. Theirs: whole chunks."""
    differ = compared = 0
    catalogue = load_catalogue()
    with Stock() as stock:
        calculator = StockCalculator(stock, law)
        for start in range(0, count, _CHUNK):
            households = draw(_SEED + start, min(_CHUNK, count - start), month)
            expected = await _expected(calculator, catalogue, households)
            given = await _given(ours, households)
            given += [await ours.simulate(one) for one in households[:_SINGLES]]
            for one, other in zip(given, expected + expected[:_SINGLES], strict=True):
                compared += len(other.month.results)
                differ += _differing(one, other)
    return differ, compared


async def _expected(
    calculator: StockCalculator, catalogue: Catalogue, households: Sequence[Household]
) -> list[pb.SimulateResponse]:
    asked = [asyncio.create_task(simulate(calculator, catalogue, household)) for household in households]
    # Each asks once, before it waits for anything.
    await asyncio.sleep(0)
    await calculator.flush()
    answers = await asyncio.gather(*asked)
    return [writing.simulated(*each) for each in zip(answers, map(surprising, households), strict=True)]


async def _given(ours: Ours, households: Sequence[Household]) -> list[pb.SimulateResponse]:
    few = asyncio.Semaphore(_IN_FLIGHT)

    async def one(household: Household) -> pb.SimulateResponse:
        async with few:
            return await ours.simulate(household)

    return await asyncio.gather(*(one(household) for household in households))


def _differing(one: pb.SimulateResponse, other: pb.SimulateResponse) -> int:
    if one == other:
        return 0
    same = len(one.month.results) == len(other.month.results)
    pairs = zip(one.month.results, other.month.results, strict=False)
    return max(1, sum(a != b for a, b in pairs)) if same else len(other.month.results)
