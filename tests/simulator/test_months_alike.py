"""A step of the law that is the same in two months is computed once, and the amounts are those of each month."""

from dataclasses import replace
from datetime import date

import pytest

from bench.comparing import differing
from bench.simulator_cases import households
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Household
from services.simulator.engine import replay
from services.simulator.engine.batch import Batch, Input
from services.simulator.engine.columns import Array
from services.simulator.engine.compute import Engine
from services.simulator.engine.lean import Lean
from services.simulator.engine.plan import Run
from services.simulator.legislation.fixture import draw
from services.simulator.serving.law import LawAtWork
from services.simulator.tests.direct import adjusted_law

MONTH = date(2026, 11, 1)
VARIABLES = load_catalogue().variables
Runs = list[Run]


@pytest.fixture(scope="module")
def work() -> LawAtWork:
    return LawAtWork(adjusted_law())


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Runs:
    runs: Runs = []
    compute = replay._computed

    def noted(lean: Lean, run: Run, parameters: object) -> Array:
        runs.append(run)
        return compute(lean, run, parameters)

    monkeypatch.setattr(replay, "_computed", noted)
    return runs


def year_of(work: LawAtWork, group: list[Household]) -> tuple[Engine, Batch, list[Input]]:
    translation = work.translation(MONTH)
    batch = work._ladder(MONTH, 12).fitted(translation.translate(group, 12))
    return work._engine, batch, translation.wanted(VARIABLES, MONTH, 12)


@pytest.mark.parametrize("group", [households(MONTH), draw(31, 40, MONTH)], ids=["steady", "drawn"])
def test_a_year_is_what_each_month_gives(
    work: LawAtWork, computed: Runs, monkeypatch: pytest.MonkeyPatch, group: list[Household]
) -> None:
    engine, batch, wanted = year_of(work, group)
    plan = engine.planned(batch, wanted)
    assert plan is not None
    shared = engine.compute(batch, wanted)
    assert len(computed) < len(plan.runs)
    computed.clear()
    monkeypatch.setattr(replay, "_FEW", 0)
    assert not differing(shared, engine.compute(batch, wanted))
    assert len(computed) == len(plan.runs)


def test_months_in_which_nothing_changes_are_computed_once(work: LawAtWork, computed: Runs) -> None:
    engine, batch, wanted = year_of(work, households(MONTH))
    plan = engine.planned(batch, wanted)
    assert plan is not None
    engine.compute(batch, wanted)
    assert len(computed) < len(plan.runs) / 2


def test_a_step_that_asks_for_what_it_was_not_seen_to_ask_for_is_computed_each_time(
    work: LawAtWork, computed: Runs
) -> None:
    engine, batch, wanted = year_of(work, households(MONTH))
    plan = engine.planned(batch, wanted)
    assert plan is not None
    keys = [engine._keys[one] for one in wanted]
    blank = replace(plan, runs=[replace(run, asked=frozenset()) for run in plan.runs])
    found = replay.replay(work.law, engine._keys, blank, batch, keys)
    assert {run.key for run in plan.runs if run.asked} <= {run.key for run in computed}
    again = replay.replay(work.law, engine._keys, plan, batch, keys)
    assert all((found[key] == again[key]).all() for key in keys)
