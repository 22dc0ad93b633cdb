"""Three ways to compute a case: the stock engine, the core with our patches, and our engine (plan recorded, then replayed)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
from openfisca_core import periods

from services.simulator.engine.batch import Batch, Membership
from tests.simulator.peer_cases.cases import Case, Check

_GROUPS = ("famille", "foyer_fiscal", "menage")
Way = Callable[[Case, Any, Sequence[Check]], list[Any]]


def stock(_: Case, made: Any, checks: Sequence[Check]) -> list[Any]:
    """As the peer's runner does."""
    return [made.calculate(check.variable, check.period) for check in checks]


def patched(case: Case, made: Any, checks: Sequence[Check]) -> list[Any]:
    """The same on the patched core, which looks no further back than our engine does."""
    from services.simulator.engine.ordinary import MONTHS_BACK

    made.start_computation_period = periods.period(f"{_month(case, checks):%Y-%m}").offset(-MONTHS_BACK)
    return stock(case, made, checks)


class Planned:
    """Our engine, given the case as a batch: every input is a column. The plan is recorded on the case itself, and is of use to it alone:
    a probe per case would take hours, and what the probe is for has its own tests."""

    def __init__(self, law: Any) -> None:
        self._law = law
        self.followed = 0

    def __call__(self, case: Case, made: Any, checks: Sequence[Check]) -> list[Any]:
        if case.test.max_spiral_loops not in (None, 1):
            # Ours never lets a spiral turn more than the core's once: the case cannot be said to our engine.
            return patched(case, made, checks)
        from services.simulator.engine.compute import Engine

        engine = Engine(self._law, watch=lambda batch, _: batch)
        batch = as_batch(made, _month(case, checks))
        wanted = [(check.variable, check.period) for check in checks]
        if engine.planned(batch, wanted) is None:
            # What the case leaves out makes its amounts depend on the order in which they are asked, and ours is fixed: its own order is kept.
            return patched(case, made, checks)
        self.followed += 1
        computed = engine.compute(batch, wanted)
        return [computed[output] for output in wanted]


def _month(case: Case, checks: Sequence[Check]) -> date:
    """The month of the case; of one that names none, the first of those that it asks about."""
    asked = [case.test.period] if case.test.period else [check.period for check in checks]
    start = min(periods.period(one).start for one in asked)
    return date(start.year, start.month, 1)


def as_batch(made: Any, month: date) -> Batch:
    """A simulation of the core, filled and not yet computed, as a batch."""
    columns = {}
    for population in made.populations.values():
        for name, holder in population._holders.items():
            for period in holder.get_known_periods():
                columns[name, str(period)] = np.asarray(holder.get_array(period))
    famille, foyer_fiscal, menage = (_membership(made.populations[entity]) for entity in _GROUPS)
    return Batch(month, made.persons.count, famille, foyer_fiscal, menage, columns, {})


def _membership(population: Any) -> Membership:
    roles = population.entity.flattened_roles
    ranks = np.array([roles.index(role) for role in population.members_role], np.int8)
    return Membership(population.count, np.asarray(population.members_entity_id, np.int32), ranks)
