"""Whatever organismes tell, in whatever order: a story comes out, the same one, and everything that is read from it stands."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.requests_tracking.catalogue.loader import load
from services.requests_tracking.domain.legal import appeals_of, clock_of, explanation
from services.requests_tracking.domain.retirement import guaranteed
from services.requests_tracking.domain.steps import Decision, PieceNews, Step
from services.requests_tracking.domain.timeline import Story, fold
from services.requests_tracking.domain.vocabulary import (
    DECIDED,
    OPEN,
    OVER,
    SUITE,
    ClaimState,
    EntryKind,
    PieceState,
    StepKind,
    WaitingFor,
)
from services.requests_tracking.domain.waiting import waiting_of
from services.requests_tracking.tests.parts import NOW

CATALOGUE = load()
CAF = CATALOGUE.mapping_of("cnaf")
TODAY = NOW.date() + timedelta(days=200)
INSTANTS = st.integers(0, 150).map(lambda days: NOW + timedelta(days=days))
DAYS = st.none() | st.integers(0, 200).map(lambda days: NOW.date() + timedelta(days=days))
PIECES = st.builds(PieceNews, st.sampled_from(["rib", "avis-impot"]), st.sampled_from(WaitingFor), DAYS)
DECISIONS = st.builds(
    Decision, st.booleans(), st.just("Parce que."), st.just(NOW.date()), st.none() | st.integers(0, 9)
)
THEIRS = st.builds(
    Step,
    source=st.just("cnaf"),
    number=st.integers(1, 12),
    kind=st.sampled_from(list(StepKind)[:6]),
    time=INSTANTS,
    known_time=INSTANTS,
    word=st.sampled_from(["", "xyz", *CAF.words]),
    piece=st.none() | PIECES,
    decision=st.none() | DECISIONS,
    corrects=st.integers(0, 12),
)
OURS = st.builds(
    Step,
    source=st.just(SUITE),
    number=st.integers(1, 9),
    kind=st.just(StepKind.STATE),
    time=INSTANTS,
    known_time=INSTANTS,
    word=st.sampled_from([ClaimState.SUBMITTED, ClaimState.WITHDRAWN, ClaimState.DECIDED_BY_SILENCE]),
)


def told(drawn: list[Step]) -> list[Step]:
    """Steps as they are kept: one for each number, and each piece with its id."""
    unique = {step.key: step for step in drawn}
    return [
        Step(**{**{name: getattr(step, name) for name in step.__slots__}, "piece_id": f"{step.source}-{step.number}"})
        for step in unique.values()
    ]


STEPS = st.lists(THEIRS | OURS, max_size=14).map(told)


def story_of(steps: list[Step]) -> Story:
    return fold(steps, CAF)


@settings(max_examples=300)
@given(STEPS, st.randoms())
def test_the_order_of_the_telling_changes_nothing(steps: list[Step], chance: object) -> None:
    shuffled = [*steps, *steps]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert story_of(shuffled) == story_of(steps)


@settings(max_examples=300)
@given(STEPS)
def test_a_story_is_whole(steps: list[Step]) -> None:
    story = story_of(steps)
    times = [entry.time for entry in story.entries]
    assert times == sorted(times)
    assert (story.entries[-1].state if story.entries else ClaimState.DRAFT) == story.state
    assert (story.decision is not None) == (story.state in DECIDED)
    assert all(0 <= entry.corrects < rank for rank, entry in enumerate(story.entries, 1))
    assert not any(entry.corrects and entry.kind is not EntryKind.CORRECTION for entry in story.entries)
    if story.state in OVER:
        assert not any(piece.state in (PieceState.EXPECTED, PieceState.DEPOSITED) for piece in story.pieces)


@settings(max_examples=300)
@given(STEPS, st.sampled_from(CATALOGUE.rules))
def test_everything_that_is_read_from_a_story_stands(steps: list[Step], rule: object) -> None:
    story = story_of(steps)
    waiting = waiting_of(story, dict(CATALOGUE.pieces))
    assert (waiting is not None) == (story.state in OPEN)
    reading = clock_of(rule, story, NOW.date(), TODAY)  # type: ignore[arg-type]
    assert explanation(rule, reading, TODAY)  # type: ignore[arg-type]
    assert not (story.state in DECIDED - {ClaimState.DECIDED_BY_SILENCE} and reading.decision)
    if story.decision:
        assert appeals_of(rule, CATALOGUE.paths, story.decision)  # type: ignore[arg-type]
    assert guaranteed([story], NOW.date(), TODAY, TODAY) in (True, False, None)
