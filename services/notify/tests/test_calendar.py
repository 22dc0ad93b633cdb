"""How the calendar decides: who speaks last, what is done, what is automatic, what no rule foresees."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.notify.calendar.loader import load
from services.notify.domain.calendar import due_items, outlook
from services.notify.domain.due import DueItem, ItemState
from services.notify.domain.profile import (
    Asked,
    Child,
    Decision,
    Duty,
    DutyKind,
    Gap,
    HeldRight,
    Mandate,
    Paper,
    PaperKind,
    Piece,
    Profile,
    RightState,
)
from services.notify.tests.profiles import held

BOOK = load()
TODAY = date(2026, 11, 22)
SENT = datetime(2026, 11, 10, 9, tzinfo=UTC)


def items(profile: Profile, today: date = TODAY) -> tuple[DueItem, ...]:
    return due_items(profile, BOOK, today)


def only(profile: Profile, today: date = TODAY) -> DueItem:
    (item,) = items(profile, today)
    return item


def declared(due: date, done: datetime | None = None) -> Duty:
    return Duty(DutyKind.DECLARATION, due, done=done)


def test_what_the_organisme_says_wins_over_the_cycle() -> None:
    told = held("rsa", start="2026-01-01", duties=[declared(date(2026, 12, 20))])
    found = items(Profile(rights=(told,)))
    assert (found[0].due_date, found[0].computed) == (date(2026, 12, 20), False)
    assert [item.due_date.month for item in found] == [12, 3, 6, 9, 12, 3]
    assert all(item.computed for item in found[1:])


def test_a_declaration_that_was_made_is_done_and_sends_nothing() -> None:
    item = items(Profile(rights=(held("rsa", duties=[declared(date(2026, 11, 30), SENT)]),)))[0]
    assert (item.state_on(TODAY), item.reminders_until(TODAY)) == (ItemState.DONE, 0)


def test_the_months_that_the_organisme_names_are_kept() -> None:
    named = Duty(DutyKind.DECLARATION, date(2026, 11, 30), reference_months=(date(2026, 8, 1),))
    assert items(Profile(rights=(held("rsa", duties=[named]),)))[0].reference_months == (date(2026, 8, 1),)


def test_a_cycle_that_nobody_knows_is_not_invented() -> None:
    assert not items(Profile(rights=(held("rsa"),)))


def test_past_declarations_that_nobody_speaks_of_are_not_called_missed() -> None:
    assert all(item.due_date >= TODAY for item in items(Profile(rights=(held("rsa", start="2020-01-01"),))))


def test_a_past_declaration_that_the_organisme_still_waits_for_is_missed() -> None:
    late = held("rsa", duties=[declared(date(2026, 10, 31))])
    assert items(Profile(rights=(late,)))[0].state_on(TODAY) is ItemState.MISSED


def test_a_renewal_that_the_organisme_tells_replaces_the_window() -> None:
    duty = Duty(DutyKind.RENEWAL, date(2026, 12, 15), open=date(2026, 9, 15))
    item = only(Profile(rights=(held("c2s", "cnam", end="2027-01-31", duties=[duty]),)))
    assert (item.open_date, item.due_date, item.computed) == (date(2026, 9, 15), date(2026, 12, 15), False)


def test_last_years_renewal_does_not_hide_this_years() -> None:
    duty = Duty(DutyKind.RENEWAL, date(2026, 9, 30), done=SENT)
    found = items(Profile(rights=(held("c2s", "cnam", end="2027-11-30", duties=[duty]),)))
    assert [(item.due_date, item.computed) for item in found] == [(date(2026, 9, 30), False), (date(2027, 9, 30), True)]


def test_a_renewal_asked_for_by_whatever_channel_is_done() -> None:
    right = held("c2s", "cnam", end="2027-01-31")
    item = only(Profile(rights=(right,), asked=(Asked("c2s", SENT),)))
    assert item.state_on(TODAY) is ItemState.DONE
    early = only(Profile(rights=(right,), asked=(Asked("c2s", datetime(2026, 2, 1, tzinfo=UTC)),)))
    assert early.state_on(TODAY) is ItemState.OPEN


def test_who_asked_for_what_comes_after_unemployment_is_left_in_peace() -> None:
    right = held("are", "france_travail", end="2027-01-10")
    assert only(Profile(rights=(right,))).state_on(TODAY) is ItemState.OPEN
    assert only(Profile(rights=(right,), asked=(Asked("rsa", SENT),))).state_on(TODAY) is ItemState.DONE


def test_a_right_that_another_period_follows_does_not_lapse() -> None:
    first, next_one = held("c2s", "cnam", end="2026-12-31"), held("c2s", "cnam", "2027-01-01", "2027-12-31")
    assert [item.due_date for item in items(Profile(rights=(first, next_one)))] == [date(2027, 10, 31)]


def test_a_hole_of_one_day_is_a_hole() -> None:
    first, next_one = held("c2s", "cnam", end="2026-12-31"), held("c2s", "cnam", "2027-01-02", "2027-12-31")
    assert len(items(Profile(rights=(first, next_one)))) == 2


def test_a_renewal_is_no_longer_automatic_once_the_rsa_ends_before() -> None:
    right = held("c2s", "cnam", end="2027-06-30")
    kept = [item for item in items(Profile(rights=(right, held("rsa", end="2027-04-30")))) if item.benefit == "c2s"]
    lost = [item for item in items(Profile(rights=(right, held("rsa", end="2027-04-29")))) if item.benefit == "c2s"]
    assert (kept[0].automatic, lost[0].automatic) == (True, False)
    assert kept[0].key == lost[0].key
    assert (kept[0].template, lost[0].template) == ("css-automatique/1", "css-renouvellement/1")


def test_what_is_automatic_sends_nothing() -> None:
    right = held("ars", start="2025-08-01")
    item = only(Profile(rights=(right,), children=(Child(date(2016, 5, 1)),)))
    assert (item.state_on(item.due_date), item.remind_on) == (ItemState.AUTOMATIC, ())


def test_an_aah_without_limit_is_left_alone() -> None:
    assert not items(Profile(rights=(held("aah", end="9999-12-31"), held("aah"))))


def test_only_the_newest_paper_of_a_kind_counts() -> None:
    old, new = (
        Paper(PaperKind.PIECE_IDENTITE, name, day) for name, day in (("a", date(2027, 1, 1)), ("b", date(2030, 1, 1)))
    )
    assert not items(Profile(papers=(old, new)))


def test_a_retirement_is_asked_for_between_six_and_four_months_ahead() -> None:
    item = only(Profile(retirement_date=date(2027, 7, 1), birth_date=date(1963, 3, 3)))
    assert (item.rule, item.open_date, item.due_date) == ("retraite-demande", date(2027, 1, 1), date(2027, 3, 1))
    asked = Profile(retirement_date=date(2027, 7, 1), asked=(Asked("retraite-base", SENT),))
    assert only(asked).done_time == SENT


def test_a_retired_person_hears_nothing_of_retirement() -> None:
    assert not items(Profile(birth_date=date(1964, 5, 15), rights=(held("retraite-base", "cnav"),)), date(2027, 1, 1))


def test_a_decision_can_be_contested_until_its_day_and_not_after_an_appeal() -> None:
    decision = Decision("c1", "rsa", "cnaf", notified=date(2026, 10, 31), due=date(2026, 12, 31))
    item = only(Profile(decisions=(decision,)))
    assert (item.open_date, item.due_date, item.legal_effect) == (date(2026, 10, 31), date(2026, 12, 31), True)
    assert only(Profile(decisions=(replace(decision, appealed=SENT),))).state_on(TODAY) is ItemState.DONE


def test_a_piece_is_told_at_once_and_before_its_day() -> None:
    piece = Piece("p1", "c1", "rsa", "cnaf", "un RIB", asked=date(2026, 11, 20), due=date(2026, 12, 11))
    assert only(Profile(pieces=(piece,))).remind_on == (date(2026, 11, 20), date(2026, 12, 4), date(2026, 12, 9))


def test_a_mandate_about_to_end_is_told() -> None:
    item = only(Profile(mandates=(Mandate("m1", date(2026, 12, 10), "Relais"),)))
    assert (item.subject, item.remind_on) == ("m1", (date(2026, 11, 10), date(2026, 12, 3)))


def test_a_mandate_that_its_holder_has_again_is_not_told() -> None:
    first, second = Mandate("m1", date(2026, 12, 10), "Relais"), Mandate("m2", date(2027, 12, 10), "Relais")
    assert [item.subject for item in items(Profile(mandates=(first, second)))] == ["m2"]


def test_a_hole_for_which_something_was_asked_is_done() -> None:
    hole = Gap("votre aide au logement", "apl", date(2027, 1, 1), remedy="als")
    assert only(Profile(gaps=(hole,), asked=(Asked("als", SENT),))).state_on(TODAY) is ItemState.DONE


def test_a_hole_is_told_unless_its_right_has_a_window_of_its_own() -> None:
    hole = Gap("votre aide au logement", "apl", date(2027, 1, 1), remedy="apl", certain=True)
    assert only(Profile(gaps=(hole,))).due_date == date(2026, 12, 31)
    cover = Gap("votre complémentaire santé", "c2s", date(2027, 2, 1), remedy="c2s")
    found = items(Profile(rights=(held("c2s", "cnam", end="2027-01-31"),), gaps=(cover, hole)))
    assert sorted(item.rule for item in found) == ["css-renouvellement", "rupture-droits"]


def test_what_an_organisme_asks_without_a_rule_of_ours_is_told_too() -> None:
    duty = Duty(DutyKind.CONFIRMATION, date(2026, 12, 31))
    item = only(Profile(rights=(held("aspa", "cnav", duties=[duty]),)))
    assert (item.rule, item.organisme, item.computed) == ("confirmation-demandee", "cnav", False)


def test_a_school_that_the_organisme_asks_about_is_told_once() -> None:
    duty = Duty(DutyKind.CONFIRMATION, date(2027, 7, 31), open=date(2027, 7, 10))
    right = held("ars", start="2025-08-01", duties=[duty])
    found = items(Profile(rights=(right,), children=(Child(date(2010, 5, 1)),)))
    assert [(item.rule, item.due_date, item.computed) for item in found] == [("ars-16-18", date(2027, 7, 31), False)]


def test_a_school_asked_about_in_winter_opened_in_summer_and_leaves_the_next_year_as_it_is() -> None:
    duty = Duty(DutyKind.CONFIRMATION, date(2027, 1, 5))
    right = held("ars", start="2025-08-01", duties=[duty])
    found = items(Profile(rights=(right,), children=(Child(date(2010, 5, 1)),)))
    asked, computed = sorted(found, key=lambda item: item.due_date)
    assert (asked.open_date, asked.due_date, asked.computed) == (date(2026, 7, 15), date(2027, 1, 5), False)
    assert (computed.open_date.year, computed.computed) == (2027, True)


def test_rights_that_are_only_asked_for_say_nothing() -> None:
    asked = HeldRight("c2s", "cnam", RightState.REQUESTED, date(2026, 1, 1), date(2026, 12, 31))
    assert not items(Profile(rights=(asked, replace(asked, state=RightState.UNKNOWN))))


def test_nobody_is_looked_at_again_before_something_changes() -> None:
    profile = Profile(rights=(held("c2s", "cnam", end="2027-06-30"),))
    assert outlook(profile, BOOK, TODAY).next_look == date(2027, 2, 28)
    assert outlook(profile, BOOK, date(2027, 2, 28)).next_look == date(2027, 3, 31)
    assert outlook(profile, BOOK, date(2027, 4, 29)).next_look == date(2027, 5, 1)
    assert outlook(Profile(), BOOK, TODAY).next_look == date(2027, 5, 21)
