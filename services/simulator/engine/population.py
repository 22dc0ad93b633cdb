"""Whole populations, chunk after chunk: memory holds one chunk, however many households there are."""

from collections.abc import Iterable, Iterator, Sequence

from services.simulator.engine.batch import Batch, Input
from services.simulator.engine.columns import Array
from services.simulator.engine.compute import Engine

# Households: below, the cost of a step's Python shows; above, arrays leave the processor's cache (measured by bench.simulated_population).
CHUNK = 8_000


def stream(engine: Engine, chunks: Iterable[Batch], outputs: Sequence[Input]) -> Iterator[dict[Input, Array]]:
    """The outputs of each chunk, as soon as it is computed; nothing of a chunk is kept after the next one is asked for.

    Chunks of one month that have the same columns and constants share a plan. Raises UnfitInput at the first chunk that does not fit.
    """
    for chunk in chunks:
        yield engine.compute(chunk, outputs)
