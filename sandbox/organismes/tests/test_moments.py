from datetime import date

import pytest

from sandbox.organismes.moments import add_months, parse

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        ("J+45", date(2027, 1, 6)),
        ("J-22", date(2026, 10, 31)),
        ("M-14", date(2025, 9, 1)),
        ("M+0", date(2026, 11, 1)),
        ("M+2/fin", date(2027, 1, 31)),
        ("M-9/fin", date(2026, 2, 28)),
    ],
)
def test_a_moment_is_a_day_of_the_calendar_or_counted_from_today(written: object, day: date) -> None:
    assert parse(written).on(TODAY) == day


@pytest.mark.parametrize("written", ["hier", "M-14/debut", "J45", "2026-02-30", ""])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(written)


def test_the_same_day_months_later_is_the_last_one_when_it_does_not_exist() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 1, 31), -11) == date(2025, 2, 28)
