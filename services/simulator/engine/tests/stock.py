"""OpenFisca as it comes, in a process of its own: what ours is compared with. It imports nothing that patches the core.

Reads pickled (batch, outputs) pairs from standard input, in the order in which they are to be computed, and writes pickled dictionaries.
"""

import pickle
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from services.simulator.engine.batch import Batch, Input

GROUPS = ("famille", "foyer_fiscal", "menage")


def stock_simulation(system: Any, batch: Batch) -> Any:
    """A plain simulation of the core, filled by its own `set_input`."""
    from openfisca_core.simulations import Simulation

    populations = system.instantiate_entities()
    populations["individu"].count = batch.persons
    for entity in GROUPS:
        of, population = getattr(batch, entity), populations[entity]
        population.count = of.groups
        population.members_entity_id = of.group_of
        population.members_role = [population.entity.flattened_roles[rank] for rank in of.role_of]
    simulation = Simulation(system, populations)
    for (name, period), values in batch.columns.items():
        simulation.set_input(name, period, values)
    for (name, period), value in batch.constants.items():
        count = populations[system.variables[name].entity.key].count
        simulation.set_input(name, period, np.full(count, value))
    return simulation


def computed(system: Any, batch: Batch, outputs: Sequence[Input]) -> dict[Input, Any]:
    """The outputs, computed in the order given."""
    simulation = stock_simulation(system, batch)
    return {output: np.asarray(simulation.calculate(*output)) for output in outputs}


def main() -> None:
    """One answer per question, all at once."""
    from openfisca_france import FranceTaxBenefitSystem

    system = FranceTaxBenefitSystem()
    questions = pickle.load(sys.stdin.buffer)  # noqa: S301 — from the test that started this process
    with np.errstate(all="ignore"):
        pickle.dump([computed(system, batch, outputs) for batch, outputs in questions], sys.stdout.buffer)


if __name__ == "__main__":
    main()
