"""No day without cover."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.continuity import ContinuityGroup, Gap, find_gaps
from services.rights.domain.rights import RightLine, RightState
from services.rights.domain.vocabulary import Organisme, Regime

GROUP = ContinuityGroup(
    "essai", "essai", frozenset({"a", "b"}), "b", horizon_days=60, look_back_days=365, covers_all=True
)
ON = date(2024, 3, 15)
DAY = timedelta(days=1)


def right(start: date | None, end: date | None, benefit: str = "a", state: RightState = RightState.OPEN) -> RightLine:
    return RightLine(benefit, Organisme.CNAM, state, start, end)


def gaps(*lines: RightLine, on: date = ON, silent: tuple[Organisme, ...] = ()) -> tuple[Gap, ...]:
    return find_gaps(lines, GROUP, silent, on)


def test_one_uncovered_day_is_a_gap_of_one_day() -> None:
    (gap,) = gaps(right(date(2024, 1, 1), date(2024, 1, 31)), right(date(2024, 2, 2), None, "b"))
    assert (gap.start, gap.end, gap.days) == (date(2024, 2, 1), date(2024, 2, 1), 1)
    assert (gap.ended_benefit, gap.remedy, gap.is_certain) == ("a", "b", True)


def test_adjacent_days_leave_no_gap_because_the_end_is_inclusive() -> None:
    assert not gaps(right(date(2024, 1, 1), date(2024, 1, 31)), right(date(2024, 2, 1), None, "b"))


def test_the_29th_of_february_counts() -> None:
    (gap,) = gaps(right(date(2023, 6, 1), date(2024, 2, 28)), right(date(2024, 3, 1), None))
    assert (gap.start, gap.days) == (date(2024, 2, 29), 1)


def test_the_28th_touches_the_1st_of_march_in_a_common_year() -> None:
    assert not gaps(right(date(2022, 6, 1), date(2023, 2, 28)), right(date(2023, 3, 1), None), on=date(2023, 3, 15))


def test_a_right_inside_a_longer_one_hides_no_gap() -> None:
    long, short = right(date(2024, 1, 1), date(2024, 2, 29)), right(date(2024, 1, 10), date(2024, 1, 20), "b")
    (gap,) = gaps(long, short, right(date(2024, 3, 5), None))
    assert (gap.start, gap.end, gap.ended_benefit) == (date(2024, 3, 1), date(2024, 3, 4), "a")


def test_an_open_ended_right_leaves_no_gap_after_it() -> None:
    assert not gaps(right(None, None), right(date(2024, 1, 1), date(2024, 2, 1)))


@pytest.mark.parametrize(("days_left", "announced"), [(0, True), (60, True), (61, False)])
def test_a_right_ending_without_successor_is_announced_in_time(days_left: int, announced: bool) -> None:
    found = gaps(right(date(2023, 6, 1), ON + days_left * DAY))
    assert bool(found) is announced
    assert all(gap.is_upcoming(ON) and gap.end is None and gap.days is None for gap in found)


def test_a_successor_already_granted_silences_the_announcement() -> None:
    assert not gaps(right(date(2023, 6, 1), ON + 10 * DAY), right(ON + 11 * DAY, None, "b"))


def test_a_request_under_way_is_said_but_covers_nothing() -> None:
    (gap,) = gaps(right(date(2023, 6, 1), ON + 10 * DAY), right(ON + 11 * DAY, None, "b", RightState.REQUESTED))
    assert gap.is_requested


@pytest.mark.parametrize("state", [RightState.SUSPENDED, RightState.UNKNOWN])
def test_a_doubtful_right_neither_covers_nor_lets_us_be_sure(state: RightState) -> None:
    (gap,) = gaps(right(date(2023, 6, 1), ON + 10 * DAY), right(ON, None, "b", state))
    assert not gap.is_certain


def test_a_silent_organisme_makes_the_gap_uncertain() -> None:
    (gap,) = gaps(right(date(2023, 6, 1), ON), silent=(Organisme.MSA,))
    assert not gap.is_certain


def test_an_ended_right_covers_its_own_days() -> None:
    assert not gaps(right(date(2024, 1, 1), date(2024, 1, 31), state=RightState.ENDED), right(date(2024, 2, 1), None))


def test_an_ended_right_without_an_end_date_covers_nothing() -> None:
    assert not gaps(right(date(2020, 1, 1), None, state=RightState.ENDED))


def test_an_old_gap_is_no_longer_brought_up() -> None:
    assert not gaps(right(date(2020, 1, 1), date(2020, 6, 30)), right(date(2020, 8, 1), None))
    assert not gaps(right(date(2020, 1, 1), date(2020, 6, 30)))


def test_rights_of_other_groups_are_ignored() -> None:
    assert not gaps(right(date(2023, 6, 1), ON + DAY, "z"))


def test_cmu_c_then_c2s_is_one_cover() -> None:
    group = load_catalogue().groups["complementaire-sante"]
    before = right(date(2018, 11, 1), date(2019, 10, 31), "c2s", RightState.ENDED)
    after = right(date(2019, 11, 1), date(2020, 10, 31), "c2s")
    assert not find_gaps([before, after], group, (), date(2019, 11, 15))
    (gap,) = find_gaps([before, after], group, (), date(2020, 8, 31))
    assert (gap.start, gap.remedy, gap.is_certain) == (date(2020, 11, 1), "c2s", False)


def test_the_managers_of_a_group_are_those_of_the_regime() -> None:
    catalogue = load_catalogue()
    found = catalogue.managers_of_group(catalogue.groups["complementaire-sante"], {Regime.MGEN}, ON)
    assert found == {Organisme.MGEN}


days = st.integers(-500, 500).map(lambda n: ON + timedelta(days=n))
states = st.sampled_from([RightState.OPEN, RightState.ENDED])
rights = st.lists(
    st.tuples(days, st.integers(0, 200), st.booleans(), states).map(
        lambda t: right(t[0], None if t[2] and t[3] is RightState.OPEN else t[0] + timedelta(days=t[1]), state=t[3])
    ),
    max_size=8,
)
WIDE = ContinuityGroup("large", "large", frozenset({"a"}), "a", horizon_days=2000, look_back_days=2000, covers_all=True)


def covered(lines: list[RightLine], day: date) -> bool:
    return any((x.start or date.min) <= day <= (x.end or date.max) for x in lines)


@given(rights)
def test_the_gaps_are_exactly_the_uncovered_days_after_the_first_right(lines: list[RightLine]) -> None:
    found = find_gaps(lines, WIDE, (), ON)
    first = min((x.start or date.min for x in lines), default=date.max)
    window = [ON + timedelta(days=n) for n in range(-500, 750)]
    expected = {d for d in window if d >= first and not covered(lines, d)}
    assert {d for d in window if any(g.start <= d <= (g.end or date.max) for g in found)} == expected


@given(rights)
def test_gaps_are_disjoint_and_in_order_whatever_the_order_of_the_rights(lines: list[RightLine]) -> None:
    found = find_gaps(lines, WIDE, (), ON)
    assert [(g.start, g.end) for g in find_gaps(lines[::-1], WIDE, (), ON)] == [(g.start, g.end) for g in found]
    for earlier, later in pairwise(found):
        assert earlier.end is not None
        assert earlier.end + DAY < later.start
