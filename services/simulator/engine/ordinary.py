"""The ordinary path: the core's own simulation over a batch. Slower than a plan, always right, and what plans are recorded from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.simulations import Simulation

from services.simulator.engine.batch import Batch
from services.simulator.engine.columns import GROUPS, Array, Key, Keys, cast, filled, members, membership
from services.simulator.engine.law import Law

# Nothing that is due today looks further back, save to say what was due then. Measured on the peer's own cases: -12 and -24 lose some, -36 loses
# one in which a pension's rate of CSG depends on the income of four years before.
MONTHS_BACK = 48


def simulation(law: Law, keys: Keys, batch: Batch, kind: type[Any] = Simulation) -> Any:
    """A simulation of the core (or a `kind` of it) that holds the batch."""
    populations = law.system.instantiate_entities()
    populations["individu"].count = batch.persons
    populations["individu"].ids = range(batch.persons)
    for entity in GROUPS:
        _gather(populations[entity], batch)
    made = kind(law.system, populations)
    month = periods.period(f"{batch.month:%Y-%m}")
    made.start_computation_period = month.offset(-MONTHS_BACK)
    for key, array in inputs(keys, batch).items():
        made.get_holder(key[0])._set(key[1], array)
    return made


def _gather(population: Any, batch: Batch) -> None:
    of = membership(batch, population.entity.key)
    roles = np.array(population.entity.flattened_roles, dtype=object)
    population.count, population.ids = of.groups, range(of.groups)
    population.members_entity_id = of.group_of
    population._members_role = roles[of.role_of]


def inputs(keys: Keys, batch: Batch) -> dict[Key, Array]:
    """Every input of a batch, constants included, in full."""
    found: dict[Key, Array] = {}
    for column, values in batch.columns.items():
        key = keys[column]
        if not keys.ended(key):
            found[key] = cast(keys.variable(key[0]), np.asarray(values))
    for column, value in batch.constants.items():
        key = keys[column]
        variable = keys.variable(key[0])
        if not keys.ended(key):
            found[key] = filled(variable, value, members(batch, variable.entity.key))
    return found


def calculate(made: Any, outputs: Sequence[Key]) -> dict[Key, Array]:
    """Computes the outputs in the order given."""
    return {key: made.calculate(*key) for key in outputs}
