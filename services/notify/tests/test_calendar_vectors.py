"""The vectors, one test each."""

from datetime import date, timedelta

import pytest

from services.notify.calendar.loader import load
from services.notify.domain.calendar import due_items
from services.notify.domain.due import DueItem
from services.notify.domain.profile import Child, HeldRight, Profile, RightState
from services.notify.domain.retirement import legal_date
from services.notify.domain.territories import territory_of, today_of
from services.notify.tests.vectors import (
    AGES,
    DAYS,
    DECLARED,
    RENEWED,
    SCHOOLED,
    Declared,
    Renewed,
    Schooled,
    at,
    d,
    months,
)

BOOK = load()


def of(benefit: str, organisme: str, start: date | None = None, end: date | None = None) -> HeldRight:
    return HeldRight(benefit, organisme, RightState.OPEN, start, end)


def items(profile: Profile, today: date, benefit: str) -> list[DueItem]:
    return [item for item in due_items(profile, BOOK, today) if item.benefit == benefit]


@pytest.mark.parametrize(
    "case", DECLARED, ids=lambda case: f"{case.benefit}-{case.organisme}-{case.department}-{case.looked}"
)
def test_a_declaration_falls_in_its_month_and_is_about_its_months(case: Declared) -> None:
    right = of(case.benefit, case.organisme, d(case.start), d(case.end) if case.end else None)
    profile = Profile(department=case.department, rights=(right,), works=case.works)
    looked = d(case.looked)
    found = [item for item in items(profile, looked, case.benefit) if item.rule.startswith("dtr-")]
    due = [item for item in found if (item.due_date.year, item.due_date.month) == (looked.year, looked.month)]
    assert [item.due_date for item in due] == ([d(case.due)] if case.due else [])
    for item in due:
        assert item.reference_months == months(case.about)
        assert item.open_date == item.due_date.replace(day=1)


@pytest.mark.parametrize("case", RENEWED, ids=lambda case: f"{case.benefit}-{case.end}-{case.beside}")
def test_a_right_is_asked_for_again_in_its_window(case: Renewed) -> None:
    beside = (of(case.beside, "cnaf"),) if case.beside else ()
    profile = Profile(rights=(of(case.benefit, case.organisme, None, d(case.end)), *beside))
    today = d(case.opens) if case.opens else date(2026, 11, 22)
    found = items(profile, today, case.benefit)
    if case.opens is None:
        assert not found
        return
    (item,) = found
    assert (item.open_date, item.due_date, item.automatic) == (d(case.opens), d(case.due), case.automatic)


@pytest.mark.parametrize("case", SCHOOLED, ids=lambda case: f"{case.department}-{case.born}-{case.year}")
def test_the_start_of_school_is_told_by_age_and_territory(case: Schooled) -> None:
    right = of("ars", "cnaf", date(case.year - 2, 8, 1))
    profile = Profile(department=case.department, rights=(right,), children=(Child(d(case.born)),))
    found = [item for item in items(profile, date(case.year, 7, 1), "ars") if item.due_date.year == case.year]
    assert [item.rule for item in found] == ([case.rule] if case.rule else [])
    for item in found:
        assert (item.open_date, item.due_date) == (d(case.opens), d(case.due))
        assert item.automatic == (case.rule == "ars-6-15")


@pytest.mark.parametrize(("department", "instant", "day"), DAYS)
def test_the_day_is_the_persons(department: str, instant: str, day: str) -> None:
    assert today_of(at(instant), territory_of(department)) == d(day)


@pytest.mark.parametrize(("born", "start"), AGES)
def test_the_legal_age_is_told_to_who_has_not_chosen_a_day(born: str, start: str) -> None:
    assert legal_date(BOOK.retirement, d(born)) == d(start)
    (item,) = items(Profile(birth_date=d(born)), d(start) - timedelta(days=100), "retraite-base")
    assert (item.rule, item.due_date) == ("retraite-age-legal", d(start))


def test_there_are_sixty_vectors_of_our_own() -> None:
    facts = sum(case.source.startswith("facts.md") for case in (*DECLARED, *RENEWED, *SCHOOLED))
    assert len(DECLARED) + len(RENEWED) + len(SCHOOLED) + len(DAYS) + len(AGES) - facts >= 60
