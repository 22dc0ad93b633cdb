"""The pool's work on the real law: a batch in a wider shape gives the same values, bit for bit, and few plans are recorded."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.domain.household import Home, Household, Person, Series
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role
from services.simulator.engine.compute import Engine
from services.simulator.legislation.fixture import draw
from services.simulator.serving import law
from services.simulator.serving.samples import samples
from services.simulator.serving.work import Key
from services.simulator.tests.direct import adjusted_law

MONTH = date(2026, 11, 1)
KEY = Key(MONTH, 1, ("rsa", "ppa", "aide_logement", "af", "ars", "aah", "css_participation_forfaitaire"))


@pytest.fixture(scope="module")
def work() -> law.LawAtWork:
    """The law, warm for one key."""
    made = law.LawAtWork(adjusted_law())
    made.warm(KEY)
    return made


def alone(age: int = 30, occupancy: Occupancy = Occupancy.TENANT, **wages: int) -> Household:
    """Somebody who lives alone on a wage."""
    person = Person("moi", Role.APPLICANT, date(MONTH.year - age, 2, 3), Activity.EMPLOYEE)
    resources = {
        ("moi", Resource[kind.upper()]): Series(date(2023, 1, 1), (cents,), True) for kind, cents in wages.items()
    }
    return Household(MONTH, (person,), home=Home(occupancy, 50_000, "35238"), resources=resources)


HOUSEHOLDS = [
    alone(wage=110_000),
    alone(19),
    alone(70, Occupancy.OWNER, retirement_pension=60_000),
    alone(45, farm_profit=30_000, rental_income=10_000),
    alone(50, daily_allowance=70_000, alimony_paid=5_000),
    *samples(MONTH)[0],
    *samples(MONTH)[1],
]


def test_a_wider_shape_changes_no_value(work: law.LawAtWork) -> None:
    translation = work.translation(MONTH)
    engine = Engine(work.law)
    wanted = translation.wanted(KEY.variables, MONTH)
    for household in HOUSEHOLDS:
        arrays = engine.compute(translation.translate([household]), wanted)
        assert work.calculate(KEY, [household]) == translation.read_outputs([household], KEY.variables, 1, arrays)


def test_a_household_has_the_same_values_alone_and_with_others(work: law.LawAtWork) -> None:
    together = work.calculate(KEY, HOUSEHOLDS)
    assert together == [work.calculate(KEY, [household])[0] for household in HOUSEHOLDS]
    assert together[::-1] == work.calculate(KEY, HOUSEHOLDS[::-1])


def test_no_household_needs_a_plan_that_is_not_warm(work: law.LawAtWork) -> None:
    plans = len(work._engine._plans)
    for household in HOUSEHOLDS:
        work.calculate(KEY, [household])
        work.calculate(KEY, [household, *HOUSEHOLDS])
    assert len(work._engine._plans) == plans == 2


@pytest.mark.parametrize(("month", "span"), [(MONTH, 1), (MONTH, 12), (date(2026, 4, 1), 1), (date(2027, 1, 1), 12)])
def test_no_household_that_can_be_told_needs_a_shape_that_is_not_warm(
    work: law.LawAtWork, month: date, span: int
) -> None:
    ladder, translation = work._ladder(month, span), work.translation(month)
    known = list(ladder.rungs)
    for household in draw(11, 200, month):
        ladder.fitted(translation.translate([household], span))
    assert ladder.rungs == known


def test_a_year_gives_for_its_first_months_what_they_give_alone(work: law.LawAtWork) -> None:
    year = work.calculate(KEY._replace(months=12), HOUSEHOLDS)
    for months in (1, 4):
        assert work.calculate(KEY._replace(months=months), HOUSEHOLDS) == [values[:months] for values in year]


def test_another_month_has_its_own_rates_and_shapes(work: law.LawAtWork) -> None:
    month = date(2025, 10, 1)
    (values,) = work.calculate(KEY._replace(month=month), [replace(HOUSEHOLDS[0], month=month)])
    assert values[0]["ppa"]
