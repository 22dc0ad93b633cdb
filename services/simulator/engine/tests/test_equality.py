"""The engine says what OpenFisca says, to the bit, whichever path it takes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bench.comparing import differing
from bench.households import Profile, draw, only, outputs
from bench.stock_engine import Stock
from services.simulator.engine import ordinary
from services.simulator.engine.batch import Batch, Input
from services.simulator.engine.columns import Array
from services.simulator.engine.compute import Engine
from services.simulator.engine.law import Law

Answers = list[tuple[Batch, list[Input], dict[Input, Array]]]
_TODAY = date(2026, 10, 1)
_MONTHS = (date(2024, 11, 1), date(2025, 4, 1), _TODAY, date(2028, 11, 1))


def _batches(month: date, count: int) -> tuple[Batch, list[Batch]]:
    """A population, and the batches of one to five households that make it up."""
    whole = draw(month.toordinal(), count * 2, month, largest=20)
    random = np.random.default_rng(month.month)
    bounds = np.sort(random.choice(np.arange(1, count * 2), count - 1, replace=False))
    which = np.searchsorted(bounds, np.arange(count * 2), side="right")
    return whole, [only(whole, which == index) for index in range(count)]


def _questions() -> list[tuple[Batch, list[Input]]]:
    """What the stock engine is asked. First the months, then TODAY backwards, then less complete inputs."""
    months = [(draw(seed, 60, month, largest=20), outputs(month)) for seed, month in enumerate(_MONTHS)]
    backwards = (draw(3, 50, _TODAY), outputs(_TODAY)[::-1])
    declared = (
        draw(5, 20, _TODAY, Profile.DECLARED),
        sorted(outputs(_TODAY), key=lambda output: (output[1], output[0])),
    )
    return [*months, backwards, declared]


@pytest.fixture(scope="module")
def answers() -> Answers:
    with Stock() as stock:
        return [(batch, wanted, stock.ask(batch, wanted)[0]) for batch, wanted in _questions()]


def test_months_of_four_years_give_what_the_stock_engine_gives(engine: Engine, answers: Answers) -> None:
    for batch, wanted, theirs in answers[: len(_MONTHS)]:
        assert engine.planned(batch, wanted) is not None
        assert not differing(engine.compute(batch, wanted), theirs)


@pytest.mark.parametrize(("month", "batches"), [(_TODAY, 400), (_MONTHS[1], 110)])
def test_a_household_has_the_same_amounts_alone_and_among_others(engine: Engine, month: date, batches: int) -> None:
    whole, parts = _batches(month, batches)
    wanted = outputs(month)
    apart = [engine.compute(part, wanted) for part in parts]
    together = engine.compute(whole, wanted)
    assert not differing({one: np.concatenate([part[one] for part in apart]) for one in wanted}, together)


def test_the_order_in_which_outputs_are_asked_changes_nothing(engine: Engine, answers: Answers) -> None:
    batch, wanted, theirs = answers[-2]
    assert not differing(engine.compute(batch, wanted), theirs)
    assert not differing(engine.compute(batch, wanted[::-1]), theirs)


def test_what_depends_on_the_order_of_computing_takes_the_ordinary_path(engine: Engine, answers: Answers) -> None:
    batch, wanted, theirs = answers[-1]
    assert engine.planned(batch, wanted) is None
    assert not differing(engine.compute(batch, wanted[::-1]), theirs)


def test_a_value_that_the_plan_has_not_foreseen_is_computed_by_the_core(
    law: Law, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, month = Engine(law), _TODAY
    batch, wanted = draw(9, 10, month), outputs(month)
    plan = engine.planned(batch, wanted)
    assert plan is not None
    runs = [run for index, run in enumerate(plan.runs) if index != len(plan.runs) // 2]
    monkeypatch.setattr("services.simulator.engine.compute.plan.make", lambda *_: replace(plan, runs=runs))
    poorer = Engine(law)
    assert not differing(poorer.compute(batch, wanted), engine.compute(batch, wanted))
    assert (engine.missed, poorer.missed) == (0, 1)


def test_several_months_are_asked_for_at_once(engine: Engine) -> None:
    batch = draw(11, 10, _TODAY)
    months = [date(2026 + (9 + ahead) // 12, (9 + ahead) % 12 + 1, 1) for ahead in range(0, 12, 4)]
    wanted = [output for month in months for output in outputs(month)]
    assert not differing(engine.compute(batch, wanted), _ordinarily(engine, batch, wanted))


def _ordinarily(engine: Engine, batch: Batch, wanted: list[tuple[str, str]]) -> dict[tuple[str, str], np.ndarray]:
    canonical = sorted(set(wanted), key=lambda output: (output[1], output[0]))
    with np.errstate(all="ignore"):
        made = ordinary.simulation(engine._law, engine._keys, batch)
        return {output: made.calculate(*engine._keys[output]) for output in canonical}
