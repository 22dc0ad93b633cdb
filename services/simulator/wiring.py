"""How the parts of the simulator are made: what is read once at the start, and the pool that computes."""

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.simulator.api.communes import known_communes
from services.simulator.api.servicer import Parts
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.changes.loader import load_kinds
from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.explanation import Explanation
from services.simulator.explanations.loader import load_explanations
from services.simulator.guard.loader import load_guard
from services.simulator.legislation.freshness import load_register
from services.simulator.legislation.lawbook import Lawbook
from services.simulator.legislation.loader import load_overrides, own_values
from services.simulator.prefill.loader import load_prefill
from services.simulator.serving.planning import plan_for
from services.simulator.serving.pool import Pool
from services.simulator.serving.work import Limits, Plan
from services.simulator.settings import Settings
from services.simulator.usecases.explain import Explainer, explained

_LAW = "services.simulator.serving.law:make"
_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Process:
    """What `main.py` serves and runs."""

    parts: Parts
    pool: Pool


def make_process(settings: Settings, tell: Callable[[bool], Awaitable[None]]) -> Process:
    """Everything; `tell` hears whether anything can be computed."""
    known_communes()
    catalogue, explanations = load_catalogue(), load_explanations()
    limits = Limits(workers=settings.workers or os.cpu_count() or 1, worker_mib=settings.worker_mib)
    pool = Pool(_LAW, lambda: _plan(catalogue, explanations), limits, tell)
    parameters = {rule.parameter for one in explanations.values() for rule in one.walk() if rule.parameter}
    lawbook = Lawbook.read(parameters, own_values(load_overrides()))
    explainer = Explainer(pool, catalogue, explanations, lawbook)
    parts = Parts(pool, catalogue, explainer, load_guard(), load_kinds(), load_prefill(), load_register(), utc_now)
    return Process(parts, pool)


def utc_now() -> datetime:
    """The clock of a real process."""
    return datetime.now(UTC)


def _plan(catalogue: Catalogue, explanations: Mapping[str, Explanation]) -> Plan:
    """What to have warm this month: simulations, comparisons and explanations."""
    month = utc_now().astimezone(_PARIS).date().replace(day=1)
    return plan_for(month, catalogue.variables, lambda of: explained(explanations, catalogue, of))
