"""A last known answer lives one month at most (décret 2017-351 art. 5)."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.errors import MissingRuleError, NaiveInstantError
from services.rights.domain.retention import expires_at, is_still_keepable, rule_on

RULES = load_catalogue().retention
RULE = rule_on(RULES, "rights_last_known", date(2026, 11, 22))


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("fetched", "gone"),
    [
        (at(2026, 11, 22, 9, 30), at(2026, 12, 22, 9, 30)),
        (at(2026, 1, 31), at(2026, 2, 28)),
        (at(2024, 1, 31), at(2024, 2, 29)),
        (at(2026, 12, 31, 23, 59), at(2027, 1, 31, 23, 59)),
    ],
)
def test_a_value_is_kept_to_the_last_instant_of_its_month_and_not_one_more(fetched: datetime, gone: datetime) -> None:
    assert expires_at(fetched, RULE) == gone
    assert is_still_keepable(fetched, gone - timedelta(microseconds=1), RULE)
    assert not is_still_keepable(fetched, gone, RULE)


def test_without_a_rule_nothing_may_be_kept() -> None:
    with pytest.raises(MissingRuleError):
        rule_on(RULES, "rights_last_known", date(2017, 3, 20))
    with pytest.raises(MissingRuleError):
        rule_on(RULES, "photographs", date(2026, 11, 22))


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(NaiveInstantError):
        is_still_keepable(datetime(2026, 11, 22), at(2026, 11, 23), RULE)


def test_a_time_in_reunion_is_compared_as_an_instant() -> None:
    reunion = timezone(timedelta(hours=4))
    assert not is_still_keepable(datetime(2026, 10, 22, 2, tzinfo=reunion), at(2026, 11, 21, 22), RULE)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_no_value_ever_lives_more_than_thirty_one_days(fetched: datetime) -> None:
    life = expires_at(fetched, RULE) - fetched
    assert timedelta(days=28) <= life <= timedelta(days=31)
