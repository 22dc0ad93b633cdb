"""The counting of the second act finds what it should: each test plants one fault in sound evidence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.notify.channels.mail import Sender
from services.notify.domain.sending import words
from services.notify.domain.sending.channels import Channel
from services.notify.domain.sending.delivery import Parcel as Handed
from tests.faults.alerts_counting import (
    Begun,
    Done,
    Due,
    Evidence,
    Parcel,
    Spared,
    missed,
    sent_after_done,
    sent_twice,
    spared,
)
from tests.faults.alerts_evidence import told_by

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MAIL, PHONE = "p1@exemple.fr", "+33639980101"


def _parcel(delivery_id: str, channel: str, recipient: str) -> Parcel:
    return Parcel("principal", delivery_id, channel, recipient, count=1, times=1, taken=NINE + SECOND)


@pytest.fixture
def sound() -> Evidence:
    """Marie, told by both channels; Paul, who had done it before anything left for him."""
    return Evidence(
        due=[
            Due("marie", "EMAIL", MAIL, 1), Due("marie", "SMS", PHONE, 1),
            Due("paul", "EMAIL", "p2@exemple.fr", 1), Due("paul", "SMS", "+33639980102", 1),
        ],
        parcels=[_parcel("d1", "EMAIL", MAIL), _parcel("d2", "SMS", PHONE)],
        begun=[Begun("d1", "m1", NINE), Begun("d2", "m1", NINE)],
        done=[Done("m2", "paul", NINE)],
        due_in_app={"marie": 1, "paul": 1},
        shown={"marie": 1, "paul": 1},
    )  # fmt: skip


def _mails(sound: Evidence, *parcels: Parcel) -> Evidence:
    return replace(sound, parcels=[*parcels, sound.parcels[1]])


def test_sound_evidence_has_nothing_to_say(sound: Evidence) -> None:
    assert (missed(sound), sent_twice(sound), sent_after_done(sound)) == ([], [], [])


def test_a_channel_that_brought_nothing_is_missed(sound: Evidence) -> None:
    assert missed(_mails(sound)) == ["EMAIL of marie: 0 of 1 reminders"]


def test_one_of_two_reminders_that_never_came_is_missed(sound: Evidence) -> None:
    two = replace(sound, due=[Due("marie", "EMAIL", MAIL, 2), *sound.due[1:]])
    assert missed(two) == ["EMAIL of marie: 1 of 2 reminders"]


def test_two_reminders_in_one_parcel_are_both_told(sound: Evidence) -> None:
    two = replace(sound, due=[Due("marie", "EMAIL", MAIL, 2), *sound.due[1:]])
    together = _mails(two, replace(two.parcels[0], count=2))
    assert (missed(together), sent_twice(together)) == ([], [])


def test_a_reminder_that_the_portal_does_not_show_is_missed(sound: Evidence) -> None:
    assert missed(replace(sound, shown={"paul": 1})) == ["IN_APP of marie: 0 of 1 reminders"]


def test_a_reminder_of_a_task_that_nobody_had_done_is_missed(sound: Evidence) -> None:
    assert len(missed(replace(sound, done=[]))) == 2


def test_another_s_done_task_excuses_nothing(sound: Evidence) -> None:
    assert len(missed(_mails(replace(sound, done=[*sound.done, Done("m3", "jeanne", NINE)])))) == 1


def test_a_reminder_in_two_parcels_is_sent_twice(sound: Evidence) -> None:
    again = replace(sound.parcels[0], delivery_id="d9")
    assert sent_twice(_mails(sound, sound.parcels[0], again)) == [f"EMAIL to {MAIL}: 2 reminders handed over, 1 due"]


def test_a_parcel_handed_over_twice_to_one_house_is_sent_twice(sound: Evidence) -> None:
    assert len(sent_twice(_mails(sound, replace(sound.parcels[0], times=2)))) == 1


def test_a_parcel_taken_by_both_houses_is_sent_twice(sound: Evidence) -> None:
    assert len(sent_twice(_mails(sound, sound.parcels[0], replace(sound.parcels[0], house="secours")))) == 1


def test_a_parcel_that_says_more_than_is_due_is_sent_twice(sound: Evidence) -> None:
    assert len(sent_twice(_mails(sound, replace(sound.parcels[0], count=2)))) == 1


def test_a_parcel_to_somebody_to_whom_nothing_is_due_is_found(sound: Evidence) -> None:
    assert len(sent_twice(_mails(sound, sound.parcels[0], replace(sound.parcels[0], recipient="x@exemple.fr")))) == 1


def test_a_reminder_that_stands_twice_in_the_portal_is_found(sound: Evidence) -> None:
    assert sent_twice(replace(sound, shown={"marie": 2, "paul": 1})) == ["IN_APP of marie: 2 reminders, 1 due"]


def test_a_parcel_begun_after_its_task_was_done_is_found_however_soon(sound: Evidence) -> None:
    soon = replace(sound, done=[*sound.done, Done("m1", "marie", NINE - timedelta(microseconds=1))])
    assert len(sent_after_done(soon)) == 2


def test_a_parcel_begun_before_its_task_was_done_may_still_arrive(sound: Evidence) -> None:
    raced = replace(sound, done=[*sound.done, Done("m1", "marie", NINE + timedelta(microseconds=1))])
    assert sent_after_done(raced) == []


def test_a_parcel_begun_again_after_its_task_was_done_is_found(sound: Evidence) -> None:
    done = Done("m1", "marie", NINE + timedelta(milliseconds=300))
    again = Begun("d1", "m1", NINE + timedelta(milliseconds=600))
    found = sent_after_done(replace(sound, done=[*sound.done, done], begun=[*sound.begun, again]))
    assert found == ["EMAIL d1: taken 0.700 s after its task was done, begun after it too"]


def test_a_begin_that_came_after_the_parcel_was_taken_accuses_nobody(sound: Evidence) -> None:
    done = Done("m1", "marie", NINE + 2 * SECOND)
    asked = Begun("d1", "m1", NINE + 3 * SECOND)
    assert sent_after_done(replace(sound, done=[*sound.done, done], begun=[*sound.begun, asked])) == []


def test_a_done_task_that_left_with_another_is_found(sound: Evidence) -> None:
    follower = Begun("d1", "m2", NINE + timedelta(milliseconds=1))
    assert len(sent_after_done(replace(sound, begun=[*sound.begun, follower]))) == 1


def test_a_parcel_that_nobody_had_begun_is_found(sound: Evidence) -> None:
    assert sent_after_done(replace(sound, begun=sound.begun[1:])) == ["EMAIL d1: taken by a carrier, never begun"]


@pytest.mark.parametrize("count", [1, 2, 12])
def test_what_left_says_how_many_messages_wait(count: int) -> None:
    notice = words.Notice("La Caf", count, "K7QF-2M9X", NINE.date())
    mail = Sender("ne-pas-repondre@mesdroits.example").message(
        Handed("0-1", Channel.EMAIL, MAIL, words.mail(notice)), NINE
    )
    assert (told_by("EMAIL", mail), told_by("SMS", words.sms(notice).encode())) == (count, count)


def test_a_text_that_does_not_say_how_many_is_no_evidence() -> None:
    with pytest.raises(ValueError, match="how many"):
        told_by("SMS", b"Bonjour")


def test_what_was_spared_and_what_had_begun_are_told_apart(sound: Evidence) -> None:
    raced = replace(sound, done=[*sound.done, Done("m1", "marie", NINE + SECOND)])
    assert (spared(sound), spared(raced)) == (Spared(2, 0), Spared(2, 2))
