"""A population made to be watched: every composition of household that the suite takes, and columns as varied as their types allow.

It decides what a plan runs and what it may fold, so it is wide on purpose: 1 to 20 persons, alone or in couple, one or two foyers fiscaux.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum

from services.simulator.engine.batch import Batch, Membership
from services.simulator.engine.columns import Array, Keys

# (persons beside the applicant and the partner, whether there is a partner, whether they declare together)
_COMPOSITIONS = [
    (children, partner, together) for children in range(19) for partner, together in ((0, 1), (1, 1), (1, 0))
] * 2
# A home in no zone ("non renseigné", the first of the list) has no ceiling of rent: the law as code fails on it.
_LEAST_RANK = {"zone_apl": 1}


def probe(batch: Batch, keys: Keys) -> Batch:
    """A probe with the columns and the constants of a batch."""
    random = np.random.default_rng(20_260_701)
    head, role, foyer, foyer_role = _compositions()
    families = Membership(len(_COMPOSITIONS), head, role)
    foyers = Membership(int(foyer.max()) + 1, foyer, foyer_role)
    sizes = {
        "individu": len(head),
        "famille": families.groups,
        "menage": families.groups,
        "foyer_fiscal": foyers.groups,
    }
    columns = {}
    for column, given in batch.columns.items():
        variable = keys.variable(column[0])
        columns[column] = _column(random, variable, sizes[variable.entity.key], np.asarray(given))
    return Batch(batch.month, len(head), families, foyers, families, columns, batch.constants)


def _compositions() -> tuple[Array, Array, Array, Array]:
    head, role, foyer, foyer_role, declared = [], [], [], [], 0
    for index, (children, partner, together) in enumerate(_COMPOSITIONS):
        roles = [0] + [1] * partner + [2] * children
        head += [index] * len(roles)
        role += roles
        apart = bool(partner and not together)
        foyer += [declared + (apart and one == 1) for one in roles]
        foyer_role += [0 if apart and one == 1 else one for one in roles]
        declared += 1 + apart
    return np.array(head, np.int32), np.array(role, np.int8), np.array(foyer, np.int32), np.array(foyer_role, np.int8)


def _column(random: np.random.Generator, variable: Any, count: int, given: Array) -> Array:
    """Half of it as the batch says, half of it as its type allows."""
    invent = _INVENTED.get(variable.value_type)
    said = random.choice(given, count)
    if variable.value_type is Enum:
        least = _LEAST_RANK.get(variable.name, 0)
        invented = random.integers(least, len(variable.possible_values.names), count)
        said = said if said.dtype.kind in "iu" else variable.possible_values.encode(said)
    elif invent is None:
        return said
    else:
        invented = invent(random, count)
    return np.where(random.random(count) < 0.5, np.asarray(said), invented)


def _amounts(random: np.random.Generator, count: int) -> Array:
    drawn: Array = np.where(random.random(count) < 0.4, 0.0, np.round(random.gamma(1.5, 700.0, count), 2))
    return drawn


def _dates(random: np.random.Generator, count: int) -> Array:
    return np.datetime64("1930-01-01") + random.integers(0, 35_000, count)


_INVENTED: dict[Any, Callable[[np.random.Generator, int], Array]] = {
    float: _amounts,
    date: _dates,
    int: lambda random, count: random.integers(0, 6, count),
    bool: lambda random, count: random.random(count) < 0.5,
}
