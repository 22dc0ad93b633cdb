"""Series cut and continued on a day: month ends, 29 February, and what is before never moves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.simulator.domain.changes_series import converted, paid_from, shared, switched, unknown
from services.simulator.domain.household import Series, months_after
from services.simulator.domain.unemployment import age_on
from services.simulator.domain.vocabulary import Basis, Resource
from services.simulator.tests.changing import MONTH, RATES, alone, cents, days, series


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 1), 0),
        (date(2026, 11, 11), 1_000_00),
        (date(2026, 11, 30), 2_900_00),
        (date(2027, 1, 31), 2_903_23),
        (date(2027, 2, 28), 2_892_86),
        (date(2028, 2, 29), 2_896_55),
    ],
)
def test_the_month_of_a_loss_keeps_the_wage_of_its_days(day: date, expected: int) -> None:
    assert shared(3_000_00, 0, day) == expected


def test_a_wage_that_changes_on_the_first_changes_for_the_whole_month() -> None:
    changed = switched(Series(date(2026, 1, 1), (1_000_00,), continues=True), date(2026, 10, 1), 1_500_00)
    assert [changed.at(date(2026, month, 1)) for month in (9, 10, 11)] == [1_000_00, 1_500_00, 1_500_00]


def test_what_was_never_told_counts_as_nil_over_all_that_rules_look_at() -> None:
    household = paid_from(alone(), ("moi", Resource.INTERNSHIP), date(2026, 10, 16), 1_550_00)
    begun = household.resources["moi", Resource.INTERNSHIP]
    assert [begun.at(date(2026, month, 1)) for month in (9, 10, 11)] == [0, 800_00, 1_550_00]
    assert begun.at(date(MONTH.year - 2, 1, 1)) == 0


@given(series(), days, cents)
def test_a_series_is_what_it_was_until_the_month_and_the_new_amount_after(told: Series, day: date, amount: int) -> None:
    month = day.replace(day=1)
    changed = switched(told, day, amount)
    for count in range(-24, 0):
        before = months_after(month, count)
        assert (changed.at(before) or 0) == (told.at(before) or 0)
    assert changed.at(months_after(month, 1)) == changed.at(months_after(month, 30)) == amount
    low, high = sorted((told.at(month) or 0, amount))
    assert low <= (changed.at(month) or 0) <= high
    assert len(changed.amounts_cents) <= 60


@given(cents, st.sampled_from(Basis), st.sampled_from(Basis))
def test_a_wage_said_in_another_notion_comes_back_to_the_cent(amount: int, one: Basis, other: Basis) -> None:
    assert abs(converted(converted(amount, one, other, RATES), other, one, RATES) - amount) <= 1


def test_a_gross_wage_is_more_than_its_net() -> None:
    assert converted(1_000_00, Basis.NET, Basis.GROSS, RATES) == 1_282_05


@pytest.mark.parametrize(("day", "age"), [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18), (date(2028, 2, 29), 20)])
def test_who_is_born_on_29_february_is_a_year_older_on_1_march(day: date, age: int) -> None:
    assert age_on(date(2008, 2, 29), day) == age


def test_one_resource_becomes_unknown_and_the_others_stay_known_to_be_nil() -> None:
    household = unknown(alone(), "moi", Resource.RETIREMENT_PENSION)
    assert not household.knows("moi", Resource.RETIREMENT_PENSION)
    assert household.knows("moi", Resource.UNEMPLOYMENT)
    assert household.month == MONTH
