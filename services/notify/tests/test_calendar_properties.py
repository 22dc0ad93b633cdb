"""What holds for everybody, whatever they have."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.notify.calendar.loader import load
from services.notify.domain.calendar import QUIET_DAYS, due_items, outlook
from services.notify.domain.due import DueItem, ItemState
from services.notify.domain.items import horizon_of
from services.notify.domain.profile import Profile
from services.notify.templates.loader import load_templates
from services.notify.tests.profiles import DAYS, PROFILES

BOOK = load()
TEMPLATES = load_templates(BOOK)
TODAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))


def standing(profile: Profile, day: date) -> dict[str, tuple[ItemState, int]]:
    """What a sweep would act on: the items that are open, and how many of their days of sending have come."""
    found = {item.key: (item.state_on(day), item.reminders_until(day)) for item in due_items(profile, BOOK, day)}
    return {key: stands for key, stands in found.items() if stands[0] is ItemState.OPEN}


@given(PROFILES, TODAYS)
def test_nothing_is_due_before_it_opens_nor_sent_outside(profile: Profile, today: date) -> None:
    for item in due_items(profile, BOOK, today):
        assert item.open_date <= item.due_date
        assert list(item.remind_on) == sorted(set(item.remind_on))
        assert all(item.open_date <= day <= item.due_date for day in item.remind_on)


@given(PROFILES, TODAYS)
def test_no_key_stands_twice(profile: Profile, today: date) -> None:
    keys = [item.key for item in due_items(profile, BOOK, today)]
    assert len(keys) == len(set(keys))


@given(PROFILES, TODAYS)
def test_what_is_far_behind_is_left_out_and_what_is_computed_is_near(profile: Profile, today: date) -> None:
    horizon = horizon_of(today)
    for item in due_items(profile, BOOK, today):
        assert item.due_date >= horizon.first
        assert item.due_date <= horizon.last or not item.computed or item.rule == "recours"


@given(PROFILES, TODAYS, st.integers(1, 60))
def test_a_key_is_the_same_on_another_day(profile: Profile, today: date, days: int) -> None:
    first = _by_matter(due_items(profile, BOOK, today))
    later = _by_matter(due_items(profile, BOOK, today + timedelta(days=days)))
    assert all(later[matter] == key for matter, key in first.items() if matter in later)


def _by_matter(items: tuple[DueItem, ...]) -> dict[tuple[str, str, date], str]:
    return {(item.rule, item.subject, item.due_date): item.key for item in items}


@given(PROFILES, st.permutations(range(5)), TODAYS)
def test_the_order_in_which_rights_are_told_changes_nothing(profile: Profile, order: list[int], today: date) -> None:
    turned = tuple(profile.rights[rank] for rank in order if rank < len(profile.rights))
    other = Profile(**{name: getattr(profile, name) for name in Profile.__slots__} | {"rights": turned})
    assert {item.key for item in due_items(profile, BOOK, today)} == {
        item.key for item in due_items(other, BOOK, today)
    }


@given(PROFILES, TODAYS, st.data())
def test_nothing_changes_until_the_next_look(profile: Profile, today: date, data: st.DataObject) -> None:
    looked = outlook(profile, BOOK, today).next_look
    assert today < looked <= today + timedelta(days=QUIET_DAYS)
    day = data.draw(st.dates(today, looked - timedelta(days=1)))
    assert standing(profile, day) == standing(profile, today)


@given(PROFILES, TODAYS)
@settings(max_examples=200)
def test_something_changes_on_the_next_look(profile: Profile, today: date) -> None:
    looked = outlook(profile, BOOK, today).next_look
    if looked < today + timedelta(days=QUIET_DAYS):
        assert standing(profile, looked) != standing(profile, today)


@given(PROFILES, TODAYS)
@settings(max_examples=25)
def test_who_is_looked_at_on_those_days_alone_misses_nothing(profile: Profile, today: date) -> None:
    day, seen, end = today, set(standing(profile, today)), today + timedelta(days=400)
    while (day := outlook(profile, BOOK, day).next_look) < end:
        seen |= set(standing(profile, day))
    for step in range(0, 400, 7):
        assert set(standing(profile, today + timedelta(days=step))) <= seen


@given(PROFILES, DAYS)
@settings(max_examples=50)
def test_everything_that_can_come_can_be_said(profile: Profile, today: date) -> None:
    for item in due_items(profile, BOOK, today):
        words = TEMPLATES.words(item)
        assert words.because.startswith("Parce qu")
        assert "{" not in words.title + words.body + words.because + words.consequence + words.rule_quote
