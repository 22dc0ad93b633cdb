"""What is left once a date has passed: nobody is left in silence while a right can still be kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.notify.calendar.loader import load
from services.notify.domain.calendar import due_items, outlook
from services.notify.domain.due import DueItem, ItemState
from services.notify.domain.profile import Asked, Duty, DutyKind, Gap, HeldRight, Profile, RightState
from services.notify.domain.reconcile import reconcile
from services.notify.tests.profiles import held

BOOK = load()
CSS = held("c2s", "cnam", end="2026-12-31")
LATE = "renouvellement-en-retard"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def late_items(profile: Profile, today: date) -> list[DueItem]:
    return [item for item in due_items(profile, BOOK, today) if item.rule in (LATE, "dtr-rsa-en-retard")]


def test_whoever_did_not_ask_in_time_is_told_until_the_right_ends() -> None:
    """Sécurité sociale, L. 861-5: the window closes on 31 October, the cover on 31 December."""
    profile = Profile(rights=(CSS,))
    assert not late_items(profile, date(2026, 10, 31))
    (late,) = late_items(profile, date(2026, 11, 1))
    assert (late.open_date, late.due_date, late.benefit) == (date(2026, 11, 1), date(2026, 12, 31), "c2s")
    assert late.state_on(date(2026, 12, 31)) is ItemState.OPEN
    assert late.legal_reference == "CSS art. L. 861-5"
    assert outlook(profile, BOOK, date(2026, 10, 31)).next_look == date(2026, 11, 1)
    assert outlook(profile, BOOK, date(2026, 11, 10)).next_look == date(2026, 12, 1)


@pytest.mark.parametrize("benefit", ["aah", "aeeh"])
def test_a_right_of_health_stays_one_and_is_told_months_after_its_date(benefit: str) -> None:
    """The advised date is six months before the end: it is long out of the horizon when the right ends."""
    profile = Profile(rights=(held(benefit, end="2027-06-30"),))
    (late,) = late_items(profile, date(2027, 5, 1))
    assert (late.due_date, late.health) == (date(2027, 6, 30), True)


@pytest.mark.parametrize(("asked", "state"), [(date(2026, 10, 20), None), (date(2026, 11, 12), ItemState.DONE)])
def test_what_was_asked_in_time_is_not_late_and_what_was_asked_late_is_done(
    asked: date, state: ItemState | None
) -> None:
    profile = Profile(rights=(CSS,), asked=(Asked("c2s", at(asked)),))
    assert [item.state_on(date(2026, 11, 20)) for item in late_items(profile, date(2026, 11, 20))] == [state] * bool(
        state
    )


def test_nothing_is_late_of_what_goes_on_by_itself_or_is_followed() -> None:
    today = date(2026, 11, 20)
    rsa = held("rsa", start="2026-01-01")
    assert not late_items(Profile(rights=(CSS, rsa)), today)
    after = HeldRight("c2s", "cnam", RightState.OPEN, date(2027, 1, 1), date(2027, 12, 31))
    assert not late_items(Profile(rights=(CSS, after)), today)


def test_the_date_that_an_organisme_told_is_late_from_the_day_after() -> None:
    told = replace(CSS, duties=(Duty(DutyKind.RENEWAL, date(2026, 11, 15)),))
    (late,) = late_items(Profile(rights=(told,)), date(2026, 11, 16))
    assert (late.open_date, late.due_date) == (date(2026, 11, 16), date(2026, 12, 31))


def test_a_hole_after_the_right_is_told_once_it_is_too_late_to_ask_again() -> None:
    hole = Gap("votre complémentaire santé", "c2s", date(2027, 1, 1), remedy="c2s", certain=True)
    profile = Profile(rights=(CSS,), gaps=(hole,))

    def rules(today: date) -> list[str]:
        return [item.rule for item in due_items(profile, BOOK, today) if item.state_on(today) is not ItemState.MISSED]

    assert rules(date(2026, 11, 10)) == [LATE]
    # The day after its last day, the hole has begun: nothing says any more that it is looked after.
    assert LATE not in rules(date(2027, 1, 1))


def test_a_declaration_that_the_caf_still_waits_for_can_be_made_for_four_months() -> None:
    """CASF R. 262-40: four calendar months without payment."""
    due = date(2026, 10, 31)
    profile = Profile(rights=(held("rsa", duties=[Duty(DutyKind.DECLARATION, due)]),))
    assert not late_items(profile, due)
    (late,) = late_items(profile, due + timedelta(days=1))
    assert (late.open_date, late.due_date, late.legal_effect) == (date(2026, 11, 1), date(2027, 2, 28), True)
    made = Profile(rights=(held("rsa", duties=[Duty(DutyKind.DECLARATION, due, done=at(date(2026, 11, 5)))]),))
    assert [item.state_on(date(2026, 11, 6)) for item in late_items(made, date(2026, 11, 6))] == [ItemState.DONE]
    in_time = Profile(rights=(held("rsa", duties=[Duty(DutyKind.DECLARATION, due, done=at(date(2026, 10, 30)))]),))
    assert not late_items(in_time, date(2026, 11, 6))


def test_one_that_comes_when_the_date_has_passed_is_opened_once() -> None:
    """Somebody who logs in for the first time in November."""
    today = date(2026, 11, 10)
    plan = reconcile({}, due_items(Profile(rights=(CSS,)), BOOK, today), today)
    assert [(opening.item.rule, opening.told) for opening in plan.openings] == [(LATE, 1)]
