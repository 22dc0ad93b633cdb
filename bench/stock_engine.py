"""OpenFisca as it comes, in a process of its own: what ours is compared with. Nothing here patches the core.

Questions and answers are pickles, one after the other, on the process's standard input and output.
"""

import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np

from services.simulator.engine.batch import Batch, Input
from services.simulator.legislation.adjust import adjustment
from services.simulator.legislation.loader import load_overrides

_GROUPS = ("famille", "foyer_fiscal", "menage")
Answer = dict[Input, np.ndarray[Any, Any]]


class Stock:
    """The stock engine, warm from its second question of a month on. Use it as a context."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.stock_engine"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def ask(self, batch: Batch, outputs: Sequence[Input]) -> tuple[Answer, float]:
        """The outputs, computed in the order given, and how long it took: seconds, building the simulation included."""
        assert self._process.stdin
        assert self._process.stdout
        pickle.dump((batch, list(outputs)), self._process.stdin)
        self._process.stdin.flush()
        answer: tuple[Answer, float] = pickle.load(self._process.stdout)  # noqa: S301 — from the process that we started
        return answer


def simulation(system: Any, batch: Batch) -> Any:
    """A plain simulation of the core, filled by its own `set_input`."""
    from openfisca_core.simulations import Simulation

    populations = system.instantiate_entities()
    populations["individu"].count = batch.persons
    for entity in _GROUPS:
        of, population = getattr(batch, entity), populations[entity]
        population.count = of.groups
        population.members_entity_id = of.group_of
        population.members_role = np.array(population.entity.flattened_roles)[of.role_of]
    made = Simulation(system, populations)
    for (name, period), values in batch.columns.items():
        made.set_input(name, period, values)
    for (name, period), value in batch.constants.items():
        made.set_input(name, period, np.full(populations[system.variables[name].entity.key].count, value))
    return made


def _answer(system: Any, batch: Batch, outputs: Sequence[Input]) -> tuple[Answer, float]:
    before = time.perf_counter()
    made = simulation(system, batch)
    computed = {output: np.asarray(made.calculate(*output)) for output in outputs}
    return computed, time.perf_counter() - before


def main() -> None:
    """Answers until there are no more questions."""
    from openfisca_france import FranceTaxBenefitSystem

    # The engine is the peer's own; the law is ours: the same dated values as the service has.
    system = FranceTaxBenefitSystem()
    adjustment(load_overrides())(system)
    with np.errstate(all="ignore"):
        while True:
            try:
                batch, outputs = pickle.load(sys.stdin.buffer)  # noqa: S301 — from the process that started this one
            except EOFError:
                return
            pickle.dump(_answer(system, batch, outputs), sys.stdout.buffer)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
