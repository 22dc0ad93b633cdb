"""Whatever the household, columns that the engine can take: whole, finite, of one length, and the same keys for everybody."""

from datetime import date
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.simulator.domain.household import Assets, Career, Disability, Home, Household, Person, Received, Series
from services.simulator.domain.vocabulary import (
    Activity,
    Basis,
    Nationality,
    Occupancy,
    Resource,
    Role,
    SchoolLevel,
    Union,
)
from services.simulator.engine.batch import Batch
from services.simulator.engine.law import Law
from services.simulator.translation.benefits import _OF_HOUSEHOLDS, _OF_PERSONS
from services.simulator.translation.tests.households import adult, household
from services.simulator.translation.translation import Translation
from services.simulator.translation.window import months_of, sliding_keys, window

T = TypeVar("T")
CENTS = st.integers(0, 10**9)
LOSSES = {Resource.SELF_EMPLOYED_PROFIT, Resource.FARM_PROFIT, Resource.RENTAL_INCOME}
DAYS = st.dates(date(1910, 1, 1), date(2026, 10, 31))
FIRSTS = st.dates(date(2018, 1, 1), date(2028, 1, 1)).map(lambda day: day.replace(day=1))


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


@st.composite
def series(draw: st.DrawFn, kind: Resource) -> Series:
    amounts = st.integers(-(10**9), 10**9) if kind in LOSSES else CENTS
    return Series(
        draw(FIRSTS),
        tuple(draw(st.lists(amounts, min_size=1, max_size=60))),
        draw(st.booleans()),
        draw(st.sampled_from(Basis)),
    )


@st.composite
def persons(draw: st.DrawFn) -> tuple[Person, ...]:
    couple, children = draw(st.booleans()), draw(st.integers(0, 6))
    roles = [Role.APPLICANT, *[Role.PARTNER] * couple, *[Role.CHILD] * children]
    return tuple(
        Person(
            f"p{rank}", role, draw(DAYS), draw(maybe(st.sampled_from(Activity))), role is Role.CHILD and draw(st.booleans()),
            role is Role.CHILD and draw(st.booleans()), draw(maybe(st.sampled_from(SchoolLevel))), draw(st.booleans()),
            draw(maybe(st.builds(Disability, st.integers(0, 100), st.booleans(), st.integers(0, 6), st.booleans()))),
            draw(maybe(st.dates(date(2026, 10, 1), date(2027, 8, 1)))), draw(st.sampled_from(Nationality)), draw(maybe(DAYS)),
            draw(maybe(st.builds(Career, maybe(DAYS), validated_quarters=maybe(st.integers(0, 250))))),
        )
        for rank, role in enumerate(roles)
    )  # fmt: skip


@st.composite
def households(draw: st.DrawFn) -> Household:
    people = draw(persons())
    kinds = draw(
        st.lists(
            st.tuples(st.sampled_from([one.key for one in people]), st.sampled_from(Resource)), max_size=5, unique=True
        )
    )
    benefits = draw(st.lists(st.sampled_from([*_OF_HOUSEHOLDS, *_OF_PERSONS, "inconnue"]), max_size=3, unique=True))
    return Household(
        month=date(2026, 10, 1),
        persons=people,
        union=draw(st.sampled_from(Union)) if len(people) > 1 and people[1].role is Role.PARTNER else None,
        alone_since_date=draw(maybe(DAYS)),
        home=draw(maybe(st.builds(Home, st.sampled_from(Occupancy), CENTS, st.sampled_from(["", "75056", "2A004", "00000"])))),
        resources={key: draw(series(key[1])) for key in kinds},
        received=tuple(Received(one, draw(series(Resource.WAGE)), draw(st.sampled_from(["", "p0"]))) for one in benefits),
        assets=draw(maybe(st.builds(Assets, CENTS, CENTS, CENTS, CENTS, CENTS))),
        tax_incomes={(2024, ""): draw(CENTS)} if draw(st.booleans()) else {},
    )  # fmt: skip


def check(batch: Batch, law: Law) -> None:
    sizes = {"individu": batch.persons, "famille": batch.famille.groups, "menage": batch.menage.groups, "foyer_fiscal": batch.foyer_fiscal.groups}  # fmt: skip
    for (name, _), values in batch.columns.items():
        variable = law.system.variables[name]
        assert values.shape == (sizes[variable.entity.key],), name
        if values.dtype.kind == "f":
            numbers = np.asarray(values, dtype=np.float64)
            assert np.isfinite(numbers).all(), name
            assert (numbers >= 0).all() or name == "rpns_imposables", name
    assert not batch.columns.keys() & batch.constants.keys()
    for of in (batch.famille, batch.menage, batch.foyer_fiscal):
        assert len(of.group_of) == len(of.role_of) == batch.persons
        # One head in each group.
        assert np.bincount(of.group_of[of.role_of == 0], minlength=of.groups).tolist() == [1] * of.groups


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(said=st.lists(households(), min_size=1, max_size=3))
def test_any_households_are_columns_that_the_engine_can_take(
    said: list[Household], law: Law, translation: Translation
) -> None:
    check(translation.translate(said, 3), law)


def test_twenty_persons_are_one_household(law: Law, translation: Translation) -> None:
    children = tuple(Person(f"e{rank}", Role.CHILD, date(2010 + rank % 15, 1, 1)) for rank in range(19))
    batch = translation.translate([household(adult(), *children)])
    check(batch, law)
    assert (batch.persons, batch.famille.groups, batch.foyer_fiscal.groups) == (20, 1, 1)


def test_whoever_is_there_every_key_is_written_for_everybody(translation: Translation) -> None:
    # What one household has as columns, another has as constants, or as what the law as code assumes.
    rich = household(
        adult(disability=Disability(80)), resources={("moi", Resource.WAGE): Series(date(2024, 1, 1), (100_000,), True)}
    )
    alone, together = translation.translate([household()]), translation.translate([household(), rich])
    keys = {*together.columns, *together.constants}
    for key in keys - {*alone.columns, *alone.constants}:
        assert key[0] in translation.assumed


@pytest.mark.parametrize(
    ("month", "span", "first", "last"),
    [
        (date(2026, 10, 1), 1, date(2023, 10, 1), date(2026, 12, 1)),
        (date(2026, 8, 1), 1, date(2023, 8, 1), date(2026, 12, 1)),
        (date(2026, 7, 1), 1, date(2023, 1, 1), date(2026, 12, 1)),
        (date(2026, 2, 1), 12, date(2023, 1, 1), date(2027, 12, 1)),
    ],
)
def test_the_window_covers_what_the_law_looks_at(month: date, span: int, first: date, last: date) -> None:
    covered = window(month, span)
    months = months_of(covered)
    assert (months[0], months[-1]) == (first, last)
    assert months[covered.present] == month
    assert covered.years[-1] == last.year


def test_a_year_that_begins_in_january_is_told_once() -> None:
    keys = sliding_keys(window(date(2026, 11, 1), 3), "rpns_imposables")
    assert [period for _, period in keys][:3] == ["year:2025-11", "year:2025-12", "year:2026-02"]
