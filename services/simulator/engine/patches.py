"""What we change in OpenFisca's core, all of it, each with its reason. No patch changes a result: the peer's own cases pass on both.

They are applied once per process, by `apply`, before the law is loaded. Every patch has a test that fails when upstream makes it unneeded.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from openfisca_core import periods
from openfisca_core.parameters import VectorialParameterNodeAtInstant
from openfisca_core.periods import helpers, instant_, period_
from openfisca_core.populations import CorePopulation, Population
from openfisca_core.projectors import Projector
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from services.simulator.engine.choosing import choose

# Far more periods and offsets than a year of months ever asks for, and a bound all the same.
_REMEMBERED = 1 << 17
_PURE_PROPERTIES = (
    "stop", "days", "size_in_days", "size_in_months", "this_year", "last_year", "n_2", "first_month", "first_day", "last_month",
    "last_3_months",
)  # fmt: skip
_ETERNITY = periods.Period.eternity()
# The core is typed, and to patch is what types forbid.
_Period: Any = period_.Period
_Instant: Any = instant_.Instant
_helpers: Any = helpers
_periods: Any = periods


def apply() -> None:
    """Patches the core of this process. A second call does nothing."""
    if getattr(TaxBenefitSystem, "_mesdroits_patched", False):
        return
    _remember_period_arithmetic()
    _pass_periods_through()
    _look_before_leaping()
    _remember_projectors()
    _keep_parameters_by_instant()
    _choose_parameters_at_once()
    TaxBenefitSystem._mesdroits_patched = True


def _remember_period_arithmetic() -> None:
    """Periods are immutable and few, and going from one to another (pendulum, singledispatch) took 29 % of the time.
    Upstream: no issue that we found; nothing of it is remembered."""
    _Period.offset = lru_cache(_REMEMBERED)(_Period.offset)
    _Period.__str__ = lru_cache(_REMEMBERED)(_Period.__str__)
    _Instant.offset = lru_cache(_REMEMBERED)(_Instant.offset)
    for name in _PURE_PROPERTIES:
        getter: Callable[[Any], Any] = getattr(_Period, name).fget
        setattr(_Period, name, property(lru_cache(_REMEMBERED)(getter)))
    divided = lru_cache(_REMEMBERED)(_Period.get_subperiods)
    # The callers own the list that they get.
    _Period.get_subperiods = lambda self, unit: list(divided(self, unit))


def _pass_periods_through() -> None:
    """`periods.period(p)` of what is a period already went through singledispatch and a protocol check. Same cause."""
    build = _helpers.period

    @wraps(build)
    def period(value: Any) -> Any:
        return value if value.__class__ is _Period else build(value)

    period.register = build.register  # type: ignore[attr-defined]
    _helpers.period = _periods.period = period


def _look_before_leaping() -> None:
    """A value that is already there needs no tracer, no check of its entity and no check of its period: they passed when it was computed.
    Upstream: openfisca-core PR 1052 (closed); PolicyEngine's fork of the core has its own (policyengine-core PR 448)."""
    call, calculate = CorePopulation.__call__, Simulation.calculate

    @wraps(call)
    def looked_up(self: Any, variable_name: str, period: Any, options: Any = None) -> Any:
        if options is None and period.__class__ is _Period and variable_name in self._holders:
            found = _known(self.simulation, self._holders[variable_name], period)
            if found is not None:
                return found
        return call(self, variable_name, period, options)

    @wraps(calculate)
    def calculated(self: Any, variable_name: str, period: Any) -> Any:
        variable = self.tax_benefit_system.variables.get(variable_name)
        if variable is not None and period.__class__ is _Period:
            holder = self.populations[variable.entity.key]._holders.get(variable_name)
            found = None if holder is None else _known(self, holder, period)
            if found is not None:
                return found
        return calculate(self, variable_name, period)

    CorePopulation.__call__, Simulation.calculate = looked_up, calculated


def _known(simulation: Any, holder: Any, period: Any) -> Any:
    """The value held, unless each look-up is to be seen: by a tracer, or by a simulation of another kind than the core's."""
    if simulation.__class__ is not Simulation or simulation._trace or holder.variable.is_neutralized:
        return None
    return holder._memory_storage._arrays.get(_ETERNITY if holder._eternal else period)


def _remember_projectors() -> None:
    """`individu.famille` and `famille.demandeur` build a new projector each time they are written; there are six of them.
    Upstream: no issue that we found."""
    for owner in (Population, Projector):
        owner.__getattr__ = _remembering(owner.__getattr__)


def _remembering(build: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    @wraps(build)
    def remembered(self: Any, attribute: str) -> Any:
        found = self.__dict__[attribute] = build(self, attribute)
        return found

    return remembered


def _keep_parameters_by_instant() -> None:
    """The core keeps 128 instants, keyed by the type of the argument as well: one household needs 112, two months of requests evict each other,
    and an instant costs 15 ms. It is also a cache on the class, which keeps every system alive. Upstream: no issue that we found."""
    slow = TaxBenefitSystem.get_parameters_at_instant.__wrapped__

    def get_parameters_at_instant(self: Any, instant: Any) -> Any:
        key = instant.start if instant.__class__ is _Period else instant
        owner, known = self.__dict__.get("_parameters_by_instant", (None, {}))
        if owner is not self.parameters:
            self.__dict__["_parameters_by_instant"] = self.parameters, known = self.parameters, {}
        if key not in known:
            known[key] = slow(self, key)
        return known[key]

    TaxBenefitSystem.get_parameters_at_instant = get_parameters_at_instant


def _choose_parameters_at_once() -> None:
    """`rates[zone]` walks the parameters once per person in Python. See `choosing`. Upstream: PolicyEngine's fork has a like change
    (policyengine-core PR 448)."""
    VectorialParameterNodeAtInstant.build_from_node_name = staticmethod(choose)
