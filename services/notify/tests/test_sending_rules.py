"""When a message may leave, how often, and what it says: by vectors."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.sending import budget, words
from services.notify.domain.sending.budget import after_attempt, after_question, after_report
from services.notify.domain.sending.channels import Carried, Channel, DeliveryStatus, Fate, Heard
from services.notify.domain.sending.escalation import CALL_AFTER, Held, next_after, remind_after
from services.notify.domain.sending.hours import CLOSES, OPENS, first_hour, is_rest_day
from services.notify.domain.sending.pace import CAPS, Past, moment
from services.notify.domain.territories import territory_of, zone_of

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("department", "local", "leaves"),
    [
        ("63", "2026-11-24 08:59", "2026-11-24 09:00"),
        ("63", "2026-11-24 09:00", "2026-11-24 09:00"),
        ("63", "2026-11-24 16:59", "2026-11-24 16:59"),
        ("63", "2026-11-24 17:00", "2026-11-25 09:00"),
        ("63", "2026-11-24 23:30", "2026-11-25 09:00"),
        # Saturday evening: Sunday is left in peace.
        ("63", "2026-11-28 18:00", "2026-11-30 09:00"),
        ("63", "2026-11-29 11:00", "2026-11-30 09:00"),
        # 11 November, 1 January, Easter Monday, Ascension and the day after the 14 July.
        ("63", "2026-11-11 11:00", "2026-11-12 09:00"),
        ("63", "2026-12-31 17:30", "2027-01-02 09:00"),
        ("63", "2026-04-06 10:00", "2026-04-07 09:00"),
        ("63", "2026-05-14 10:00", "2026-05-15 09:00"),
        ("63", "2026-07-13 20:00", "2026-07-15 09:00"),
        # Christmas, then a Saturday; in Alsace and Moselle Saint Stephen's day too.
        ("63", "2026-12-25 10:00", "2026-12-26 09:00"),
        ("67", "2026-12-25 10:00", "2026-12-28 09:00"),
        ("57", "2026-12-25 10:00", "2026-12-28 09:00"),
        ("67", "2026-04-03 10:00", "2026-04-04 09:00"),
        # The abolition of slavery, on its own day in each territory.
        ("974", "2026-12-20 10:00", "2026-12-21 09:00"),
        ("974", "2027-12-20 10:00", "2027-12-21 09:00"),
        ("976", "2026-04-27 10:00", "2026-04-28 09:00"),
        ("972", "2026-05-22 10:00", "2026-05-23 09:00"),
        ("971", "2026-05-27 10:00", "2026-05-28 09:00"),
        ("973", "2026-06-10 10:00", "2026-06-11 09:00"),
        ("63", "2026-06-10 10:00", "2026-06-10 10:00"),
        # Réunion at 08:59 by its own clock, three hours before Paris in winter.
        ("974", "2026-11-24 08:59", "2026-11-24 09:00"),
        ("976", "2026-11-24 16:59", "2026-11-24 16:59"),
        ("988", "2026-11-24 17:01", "2026-11-25 09:00"),
        # The last day of a month, of February in a leap year, of the year.
        ("63", "2026-10-31 17:00", "2026-11-02 09:00"),
        ("63", "2028-02-28 18:00", "2028-02-29 09:00"),
        ("63", "2028-02-29 18:00", "2028-03-01 09:00"),
        # The night in which the clock changes: 28 March and 25 October 2026 are Sundays.
        ("63", "2026-03-28 17:00", "2026-03-30 09:00"),
        ("63", "2026-10-24 17:00", "2026-10-26 09:00"),
    ],
)
def test_a_telephone_rings_at_the_right_hours_only(department: str, local: str, leaves: str) -> None:
    zone = zone_of(territory_of(department))
    instant = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    expected = datetime.fromisoformat(leaves).replace(tzinfo=zone).astimezone(UTC)
    assert first_hour(Channel.SMS, instant, department) == expected
    assert first_hour(Channel.PUSH, instant, department) == expected
    assert first_hour(Channel.EMAIL, instant, department) == instant


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(["", "63", "67", "2A", "971", "972", "973", "974", "975", "976", "986", "987", "988"]),
)
def test_no_sms_ever_leaves_outside_its_hours(instant: datetime, department: str) -> None:
    leaves = first_hour(Channel.SMS, instant, department)
    local = leaves.astimezone(zone_of(territory_of(department)))
    assert OPENS <= local.time() < CLOSES
    assert not is_rest_day(local.date(), department)
    assert instant <= leaves < instant + timedelta(days=5)
    assert first_hour(Channel.SMS, leaves, department) == leaves


@pytest.mark.parametrize(
    ("past", "waits"),
    [
        (Past(), timedelta()),
        (Past(NOW - timedelta(minutes=61), 1), timedelta()),
        (Past(NOW - timedelta(minutes=20), 1), timedelta(minutes=40)),
        (Past(NOW - timedelta(hours=2), CAPS[Channel.EMAIL] - 1), timedelta()),
        # 11:00 in Paris: until 08:00 the next day.
        (Past(NOW - timedelta(hours=2), CAPS[Channel.EMAIL]), timedelta(hours=21)),
    ],
)
def test_what_comes_within_an_hour_or_beyond_the_day_s_limit_waits(past: Past, waits: timedelta) -> None:
    assert moment(Channel.EMAIL, NOW, "63", past) == NOW + waits
    assert moment(Channel.LETTER, NOW, "63", past) == NOW


def test_a_day_is_the_person_s_own() -> None:
    full = Past(NOW - timedelta(hours=3), CAPS[Channel.SMS])
    # 14:00 in Réunion: the next morning there, at the hour of SMS.
    assert moment(Channel.SMS, NOW, "974", full) == datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Indian/Reunion"))


@pytest.mark.parametrize(
    ("fate", "attempts", "status", "minutes"),
    [
        (Fate.TAKEN, 1, DeliveryStatus.SENT, None),
        (Fate.REFUSED, 1, DeliveryStatus.PERMANENT_FAILURE, None),
        (Fate.LATER, 1, DeliveryStatus.TEMPORARY_FAILURE, 5),
        (Fate.LATER, 47, DeliveryStatus.TEMPORARY_FAILURE, 5),
        (Fate.LATER, 48, DeliveryStatus.TECHNICAL_FAILURE, None),
        (Fate.NOT_TAKEN, 1, DeliveryStatus.CREATED, 5),
        (Fate.NOT_TAKEN, 48, DeliveryStatus.TECHNICAL_FAILURE, None),
        (Fate.UNSURE, 1, DeliveryStatus.SENDING, 5),
        (Fate.UNSURE, 48, DeliveryStatus.TECHNICAL_FAILURE, None),
    ],
)
def test_an_attempt_leads_to_a_status_and_to_the_next_one(
    fate: Fate, attempts: int, status: DeliveryStatus, minutes: int | None
) -> None:
    standing = after_attempt(Carried(fate), attempts, NOW)
    assert standing.status is status
    assert standing.next_time == (None if minutes is None else NOW + timedelta(minutes=minutes))


def test_the_budget_lasts_four_hours() -> None:
    assert timedelta(hours=4) == budget.ATTEMPTS * budget.EVERY


@pytest.mark.parametrize(
    ("heard", "channel", "attempts", "status"),
    [
        (Heard.ABSENT, Channel.EMAIL, 3, DeliveryStatus.CREATED),
        (Heard.TAKEN, Channel.EMAIL, 3, DeliveryStatus.SENT),
        (Heard.DELIVERED, Channel.SMS, 3, DeliveryStatus.DELIVERED),
        (Heard.PERMANENT_FAILURE, Channel.SMS, 3, DeliveryStatus.PERMANENT_FAILURE),
        (None, Channel.EMAIL, 3, DeliveryStatus.SENDING),
        (None, Channel.EMAIL, 48, DeliveryStatus.TECHNICAL_FAILURE),
        (None, Channel.PUSH, 1, DeliveryStatus.TECHNICAL_FAILURE),
    ],
)
def test_what_was_left_unfinished_is_sent_again_only_if_nobody_has_it(
    heard: Heard | None, channel: Channel, attempts: int, status: DeliveryStatus
) -> None:
    assert after_question(heard, channel, attempts, NOW).status is status


def test_a_report_is_the_last_word() -> None:
    assert after_report(Heard.RETURNED).status is DeliveryStatus.RETURNED
    assert all(after_report(heard).next_time is None for heard in Heard if heard is not Heard.ABSENT)


@pytest.mark.parametrize(
    ("failed", "reachable", "tried", "following"),
    [
        (Channel.EMAIL, {Channel.SMS}, {Channel.EMAIL}, Channel.SMS),
        (Channel.EMAIL, set(), {Channel.EMAIL}, Channel.LETTER),
        (Channel.EMAIL, {Channel.SMS}, {Channel.EMAIL, Channel.SMS}, Channel.LETTER),
        (Channel.LETTER, {Channel.SMS}, {Channel.LETTER}, Channel.CALL),
        (Channel.CALL, {Channel.SMS}, {Channel.CALL}, None),
    ],
)
def test_what_failed_goes_on_by_the_next_heavier_channel(
    failed: Channel, reachable: set[Channel], tried: set[Channel], following: Channel | None
) -> None:
    held, late = Held(NOW, legal_effect=True, unread=True), NOW + CALL_AFTER
    assert next_after(failed, reachable, tried, held, late) is following
    assert next_after(failed, reachable, tried, Held(NOW, False, True), late) is None
    refused = next_after(failed, reachable, tried, Held(NOW, True, True, refused=True), late)
    assert refused not in (Channel.LETTER, Channel.CALL)
    soon = next_after(failed, reachable, tried, held, late - timedelta(seconds=1))
    assert soon is (None if following is Channel.CALL else following)


@pytest.mark.parametrize(
    ("due", "day"),
    [(None, "2026-12-24"), (date(2027, 3, 1), "2026-12-24"), (date(2026, 12, 22), "2026-12-15"), (date(2026, 11, 25), "2026-11-18")],
)  # fmt: skip
def test_a_call_waits_for_thirty_days_or_for_the_week_before_the_last_one(due: date | None, day: str) -> None:
    assert Held(NOW, legal_effect=True, unread=True, due=due).call_from.date().isoformat() == day


def test_a_task_comes_back_after_seven_days_and_a_message_after_four() -> None:
    assert [remind_after(kind).days for kind in ("TASK", "NOTICE", "ORGANISME")] == [7, 4, 4]


NOTICES = st.builds(
    words.Notice,
    sender=st.one_of(
        st.just(""), st.sampled_from(["La Caf", "L'Assurance maladie", "France Travail"]), st.text(max_size=300)
    ),
    count=st.integers(1, 99),
    code=st.just("K7QF-3M9X"),
    due=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2040, 12, 31))),
)


@given(NOTICES)
def test_an_sms_is_one_sms_on_every_telephone_and_holds_no_link(notice: words.Notice) -> None:
    said = words.sms(notice)
    assert len(said) <= words.SMS_LENGTH
    assert words.gsm(said) == said
    assert not words.has_link(said)
    assert "\n" not in said
    assert notice.code in said


@given(NOTICES)
def test_no_mail_holds_a_link_nor_more_than_who_writes(notice: words.Notice) -> None:
    said = words.mail(notice)
    assert not words.has_link(said)
    assert notice.code in said


def test_the_usual_sms_reads_well() -> None:
    notice = words.Notice("La Caf", 1, "K7QF-3M9X", date(2026, 12, 31))
    assert words.sms(notice) == (
        "Mes droits sociaux : La Caf vous a écrit : un message vous attend. A lire jusqu'au 31/12/2026. Code K7QF-3M9X"
    )
    several = words.Notice("La Caf", 3, "K7QF-3M9X")
    assert words.sms(several) == "Mes droits sociaux : 3 messages vous attendent. Code K7QF-3M9X"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("forêt", "foret"),
        ("cœur", "coeur"),
        ("l’été", "l'été"),
        ("« oui »", '" oui "'),
        ("ça", "ca"),
        ("10 €", "10 EUR"),
        ("漢", ""),
    ],
)
def test_signs_outside_the_table_of_sms_are_replaced(text: str, plain: str) -> None:
    assert words.gsm(text) == plain
