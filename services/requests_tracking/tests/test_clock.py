"""The legal clock: every vector of the law, and what must hold whatever the dates."""

from datetime import date, timedelta
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.requests_tracking.catalogue.loader import load
from services.requests_tracking.domain.clock import Ask, Life, Pause, Reading, read
from services.requests_tracking.domain.dates import Delay, add_months, last_of_month
from services.requests_tracking.domain.rules import Case
from services.requests_tracking.domain.vocabulary import ClaimKind, Silence
from services.requests_tracking.tests.vectors import VECTORS, Vector, ask, d

CATALOGUE = load()
DAYS = st.dates(date(2000, 11, 1), date(2090, 12, 31))
# Where calendars break: month ends, and 29 February.
EDGES = st.one_of(DAYS.map(last_of_month), st.sampled_from([date(year, 2, 29) for year in range(2004, 2090, 4)]), DAYS)
LENGTHS = st.integers(0, 60)
TWO_MONTHS = Delay(months=2)
FAR = date(2099, 1, 1)


def reading_of(vector: Vector) -> Reading:
    case = Case(vector.kind, vector.organisme, vector.benefit, d(vector.seized), vector.path)
    rule = CATALOGUE.rule_of(case)
    assert rule is not None
    life = Life(d(vector.seized), d(vector.received) if vector.received else None, vector.asks)
    return read(rule.silence, rule.delay, life, d(vector.today))


def test_there_are_forty_vectors_of_our_own_besides_the_facts() -> None:
    own = [vector for vector in VECTORS if "facts" not in vector.article]
    assert len(own) >= 40
    assert len(VECTORS) - len(own) == 6


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v.article} {v.benefit} {v.seized}")
def test_silence_decides_on_the_day_that_the_law_says(vector: Vector) -> None:
    expected = d(vector.expected) if vector.expected else None
    assert reading_of(vector).decision == expected


def test_a_missing_piece_shows_a_pause_without_an_end_then_with_its_end() -> None:
    asked = ask("2026-03-10", "2026-03-31")
    before = read(Silence.REFUSAL, TWO_MONTHS, Life(d("2026-03-01"), asks=(asked,)), d("2026-03-15"))
    assert before.pauses == (Pause(d("2026-03-10"), None),)
    assert before.resume == d("2026-04-01")
    after = read(Silence.REFUSAL, TWO_MONTHS, Life(d("2026-03-01"), asks=(asked,)), d("2026-04-02"))
    assert after.pauses == (Pause(d("2026-03-10"), d("2026-03-31")),)
    assert after.resume is None


def test_the_last_day_still_belongs_to_the_organisme() -> None:
    life = Life(d("2026-03-01"))
    assert not read(Silence.REFUSAL, TWO_MONTHS, life, d("2026-05-01")).spoken(d("2026-05-01"))
    assert read(Silence.REFUSAL, TWO_MONTHS, life, d("2026-05-02")).spoken(d("2026-05-02"))


def test_a_written_decision_stops_the_clock_and_closes_its_pause() -> None:
    life = Life(d("2026-03-01"), asks=(ask("2026-03-10", "2026-04-30"),), ended=d("2026-03-20"))
    reading = read(Silence.REFUSAL, TWO_MONTHS, life, d("2026-06-01"))
    assert reading.decision is None
    assert reading.pauses == (Pause(d("2026-03-10"), d("2026-03-19")),)


@given(EDGES, st.integers(1, 24))
def test_a_delay_in_months_ends_on_the_same_day_or_on_the_last_of_the_month(start: date, months: int) -> None:
    end = Delay(months=months).end(start)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and end == last_of_month(end))


@given(EDGES, st.integers(0, 12))
def test_a_later_claim_is_never_decided_earlier(start: date, months: int) -> None:
    assert add_months(start, months) <= add_months(start + timedelta(days=1), months)


@given(
    EDGES,
    st.lists(st.tuples(LENGTHS, st.none() | LENGTHS, st.none() | LENGTHS), max_size=4),
    st.none() | LENGTHS,
    st.integers(0, 200),
    st.sampled_from(list(Silence)),
)
def test_a_pause_never_ends_before_it_starts(
    start: date, drawn: list[tuple[int, int | None, int | None]], ended: int | None, later: int, silence: Silence
) -> None:
    # Asked for and produced, or asked for and the claim withdrawn, within a day: nothing stood still.
    def after(days: int | None) -> date | None:
        return None if days is None else start + timedelta(days=days)

    asks = tuple(
        Ask(start + timedelta(days=a), after(due), after(None if came is None else a + came)) for a, due, came in drawn
    )
    today = start + timedelta(days=max(later, ended or 0))
    reading = read(silence, TWO_MONTHS, Life(start, start, asks, after(ended)), today)
    for pause, following in zip_longest(reading.pauses, reading.pauses[1:]):
        assert pause.end is None or pause.start <= pause.end
        assert following is None or (pause.end is not None and pause.end < following.start)
        assert ended is None or pause.start < start + timedelta(days=ended)


@pytest.mark.parametrize("silence", list(Silence))
def test_a_piece_asked_for_on_the_day_of_the_withdrawal_is_no_pause(silence: Silence) -> None:
    life = Life(d("2026-03-01"), d("2026-03-01"), (ask("2026-03-10"),), ended=d("2026-03-10"))
    assert read(silence, TWO_MONTHS, life, d("2026-03-11")).pauses == ()


@given(EDGES, LENGTHS, LENGTHS)
def test_a_pause_moves_the_day_by_its_own_length(start: date, after: int, length: int) -> None:
    asked = min(start + timedelta(days=after), TWO_MONTHS.end(start))
    life = Life(start, asks=(Ask(asked, None, asked + timedelta(days=length)),))
    assert read(Silence.REFUSAL, TWO_MONTHS, life, FAR).decision == TWO_MONTHS.end(start) + timedelta(days=length)


@given(EDGES, st.lists(st.tuples(LENGTHS, LENGTHS, LENGTHS), max_size=4))
def test_pauses_do_not_overlap_and_add_up(start: date, drawn: list[tuple[int, int, int]]) -> None:
    asks = tuple(
        Ask(start + timedelta(days=a), start + timedelta(days=a + due), start + timedelta(days=a + b))
        for a, b, due in drawn
    )
    reading = read(Silence.REFUSAL, TWO_MONTHS, Life(start, asks=asks), FAR)
    stood = 0
    for pause, following in zip_longest(reading.pauses, reading.pauses[1:]):
        assert pause.end is not None
        assert pause.start <= pause.end
        assert following is None or pause.end < following.start
        stood += (pause.end - pause.start).days + 1
    assert reading.decision == TWO_MONTHS.end(start) + timedelta(days=stood)


@given(EDGES, st.permutations([(0, 5, 9), (3, 20, 4), (40, 10, 30), (59, 1, 1)]))
def test_the_order_in_which_pieces_were_asked_for_changes_nothing(
    start: date, drawn: list[tuple[int, int, int]]
) -> None:
    def life(listed: list[tuple[int, int, int]]) -> Life:
        return Life(
            start,
            start,
            tuple(Ask(start + timedelta(days=a), None, start + timedelta(days=a + b)) for a, b, _ in listed),
        )

    for silence in Silence:
        assert read(silence, TWO_MONTHS, life(drawn), FAR) == read(silence, TWO_MONTHS, life(sorted(drawn)), FAR)


@given(EDGES, LENGTHS, LENGTHS)
def test_silence_accepts_only_once_the_file_is_complete(start: date, asked: int, length: int) -> None:
    piece = Ask(start + timedelta(days=min(asked, 50)), start, start + timedelta(days=min(asked, 50) + length))
    reading = read(Silence.ACCEPTANCE, TWO_MONTHS, Life(start, start, (piece,)), FAR)
    assert piece.produced is not None
    assert reading.start == piece.produced
    assert reading.decision == TWO_MONTHS.end(piece.produced)
    assert read(Silence.ACCEPTANCE, TWO_MONTHS, Life(start, start, (Ask(piece.asked),)), FAR).start is None


@given(EDGES, LENGTHS, st.integers(0, 150))
def test_what_was_decided_by_silence_stays_decided(start: date, asked: int, later: int) -> None:
    first = read(Silence.REFUSAL, TWO_MONTHS, Life(start), start + timedelta(days=later))
    assert first.decision is not None
    day = first.decision + timedelta(days=asked + 1)
    again = read(Silence.REFUSAL, TWO_MONTHS, Life(start, asks=(Ask(day),)), day)
    assert again.decision == first.decision


@pytest.mark.parametrize("kind", list(ClaimKind))
def test_every_claim_of_today_stands_under_a_rule(kind: ClaimKind) -> None:
    for benefit in CATALOGUE.labels:
        for organisme in CATALOGUE.mappings:
            assert CATALOGUE.rule_of(Case(kind, organisme, benefit, d("2026-11-22"), "cra")) is not None
