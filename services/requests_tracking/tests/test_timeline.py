"""The fold of a claim's steps: whatever the order and the repetitions, the same story; a correction stays a correction."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.requests_tracking.catalogue.loader import load
from services.requests_tracking.domain.pieces import asks_of
from services.requests_tracking.domain.steps import Decision, PieceNews, Step
from services.requests_tracking.domain.timeline import Story, fold
from services.requests_tracking.domain.vocabulary import SUITE, ClaimState, EntryKind, PieceState, StepKind, WaitingFor
from services.requests_tracking.domain.waiting import waiting_of
from services.requests_tracking.tests.parts import NOW

CATALOGUE = load()
CAF = CATALOGUE.mapping_of("cnaf")


def at(days: float) -> datetime:
    return NOW + timedelta(days=days)


def org(number: int, kind: StepKind, days: float, word: str = "", **fields: Any) -> Step:
    return Step("cnaf", number, kind, at(days), at(days), word=word, **fields)


def ours(number: int, state: ClaimState, days: float, **fields: Any) -> Step:
    return Step(SUITE, number, StepKind.STATE, at(days), at(days), word=state, **fields)


def rib(number: int, kind: StepKind, days: float, due: date | None = None) -> Step:
    return org(number, kind, days, piece=PieceNews("rib", due=due), piece_id=f"piece-{number}")


SENT = (ours(1, ClaimState.DRAFT, 0), ours(2, ClaimState.SUBMITTED, 0.1))
LONG = (
    *SENT,
    org(1, StepKind.STATE, 1, "recue"),
    rib(2, StepKind.PIECE_EXPECTED, 2, date(2026, 12, 15)),
    rib(3, StepKind.PIECE_RECEIVED, 5),
    org(4, StepKind.STATE, 6, "controle"),
    rib(5, StepKind.PIECE_LOST, 7),
    rib(6, StepKind.PIECE_RECEIVED, 9),
    org(7, StepKind.STATE, 12, "accordee", decision=Decision(True, "Droit ouvert.", date(2026, 12, 4), 45000)),
    org(8, StepKind.CORRECTION, 14, decision=Decision(True, "Montant corrigé.", date(2026, 12, 4), 54000), corrects=7),
    org(9, StepKind.NOTE, 15, text="Bonne réception."),
)


def states(story: Story) -> list[str]:
    return [f"{entry.kind}:{entry.state}" for entry in story.entries]


def test_a_whole_story_is_told_in_order() -> None:
    assert states(fold(LONG, CAF)) == [
        "STATE:DRAFT",
        "STATE:SUBMITTED",
        "STATE:RECEIVED",
        "PIECE_EXPECTED:INCOMPLETE",
        "PIECE_RECEIVED:UNDER_REVIEW",
        "STATE:UNDER_REVIEW",
        "PIECE_LOST:INCOMPLETE",
        "PIECE_RECEIVED:UNDER_REVIEW",
        "STATE:GRANTED",
        "CORRECTION:GRANTED",
        "NOTE:GRANTED",
    ]


@given(st.permutations(LONG), st.lists(st.sampled_from(LONG), max_size=6))
def test_steps_told_out_of_order_and_repeated_give_the_same_story(shuffled: list[Step], again: list[Step]) -> None:
    assert fold([*shuffled, *again], CAF) == fold(LONG, CAF)


@given(st.permutations(LONG), st.integers(0, len(LONG)))
def test_what_is_missing_for_a_while_changes_nothing_in_the_end(shuffled: list[Step], known: int) -> None:
    fold(shuffled[:known], CAF)
    assert fold(shuffled, CAF) == fold(LONG, CAF)


def test_an_organismes_own_numbers_order_its_steps_whatever_its_clock_says() -> None:
    story = fold([*SENT, org(1, StepKind.STATE, 3, "recue"), org(2, StepKind.STATE, 1, "en_cours")], CAF)
    assert story.state is ClaimState.UNDER_REVIEW
    assert story.entries[-1].time == at(3)


def test_a_correction_of_a_decision_is_no_new_decision() -> None:
    story = fold(LONG, CAF)
    correction = story.entries[-2]
    assert correction.kind is EntryKind.CORRECTION
    assert correction.corrects == 9
    assert story.decision is not None
    assert (story.decision.amount_cents, story.decision.dated) == (54000, date(2026, 12, 4))
    assert [entry.kind for entry in story.entries].count(EntryKind.STATE) == 5


def test_a_decision_said_again_keeps_its_day() -> None:
    story = fold([*SENT, org(1, StepKind.STATE, 1, "refusee"), org(2, StepKind.STATE, 30, "refusee")], CAF)
    assert story.decision
    assert story.decision.dated == at(1).date()


def test_a_corrected_word_changes_the_state_that_it_had_set_and_no_other() -> None:
    wrong = (*SENT, org(1, StepKind.STATE, 1, "recue"), org(2, StepKind.STATE, 2, "refusee"))
    mended = fold([*wrong, org(3, StepKind.CORRECTION, 3, "accordee", corrects=2)], CAF)
    assert (mended.state, mended.decision and mended.decision.granted) == (ClaimState.GRANTED, True)
    older = fold([*wrong, org(3, StepKind.CORRECTION, 3, "en_cours", corrects=1)], CAF)
    assert older.state is ClaimState.REFUSED


def test_a_correction_told_before_what_it_corrects_waits_for_it() -> None:
    correction = org(3, StepKind.CORRECTION, 3, "accordee", corrects=2)
    early = fold([*SENT, correction], CAF)
    assert (early.state, early.entries[-1].corrects) == (ClaimState.SUBMITTED, 0)
    assert fold([*SENT, correction, org(2, StepKind.STATE, 2, "refusee")], CAF).state is ClaimState.GRANTED


def test_a_silence_that_comes_after_a_decision_told_late_changes_nothing_and_says_so() -> None:
    silent = ours(3, ClaimState.DECIDED_BY_SILENCE, 60, decision=Decision(False, "", date(2027, 1, 20)))
    assert fold([*SENT, silent], CAF).state is ClaimState.DECIDED_BY_SILENCE
    story = fold([*SENT, silent, org(1, StepKind.STATE, 50, "accordee")], CAF)
    assert story.state is ClaimState.GRANTED
    assert story.entries[-1].kind is EntryKind.CORRECTION


def test_a_written_decision_after_a_silence_takes_its_place() -> None:
    silent = ours(3, ClaimState.DECIDED_BY_SILENCE, 60, decision=Decision(False, "", date(2027, 1, 20)))
    story = fold([*SENT, silent, org(1, StepKind.STATE, 70, "accordee")], CAF)
    assert (story.state, story.decision and story.decision.granted) == (ClaimState.GRANTED, True)


def test_a_word_that_says_more_than_the_model_says_what_is_lost() -> None:
    story = fold([*SENT, org(1, StepKind.STATE, 1, "accordee_partiellement")], CAF)
    assert story.state is ClaimState.GRANTED
    assert "partie" in story.entries[-1].lost


def test_an_unknown_word_leaves_the_claim_where_it_stands() -> None:
    story = fold([*SENT, org(1, StepKind.STATE, 1, "recue"), org(2, StepKind.STATE, 2, "xyz")], CAF)
    assert (story.state, story.entries[-1].word) == (ClaimState.RECEIVED, "xyz")
    assert "xyz" in story.entries[-1].lost


def test_every_word_of_every_organisme_is_mapped_to_a_state_it_may_say() -> None:
    allowed = set(ClaimState) - {ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.DECIDED_BY_SILENCE}
    for mapping in CATALOGUE.mappings.values():
        assert {meaning.state for meaning in mapping.words.values()} <= allowed
        reached = {meaning.state for meaning in mapping.words.values()}
        assert {ClaimState.RECEIVED, ClaimState.INCOMPLETE, ClaimState.GRANTED, ClaimState.REFUSED} <= reached


def test_a_claim_waits_for_whoever_owes_a_piece_the_person_first() -> None:
    rent = org(3, StepKind.PIECE_EXPECTED, 2, piece=PieceNews("attestation-loyer", WaitingFor.BAILLEUR), piece_id="p3")
    asked = (*SENT, org(1, StepKind.STATE, 1, "recue"), rent)
    labels = dict(CATALOGUE.pieces)
    waiting = waiting_of(fold(asked, CAF), labels)
    assert waiting
    assert (waiting.who, waiting.since, waiting.reason) == (
        WaitingFor.BAILLEUR,
        at(2),
        "Pièce attendue : Attestation de loyer.",
    )
    both = waiting_of(fold([*asked, rib(4, StepKind.PIECE_EXPECTED, 3)], CAF), labels)
    assert both
    assert (both.who, both.since) == (WaitingFor.PERSON, at(3))


def test_a_lost_piece_is_asked_for_again_and_does_not_stop_the_clock() -> None:
    lost = fold(LONG[:7], CAF)
    (piece,) = lost.pieces
    assert (piece.state, piece.lost) == (PieceState.EXPECTED, True)
    waiting = waiting_of(lost, dict(CATALOGUE.pieces))
    assert waiting
    assert waiting.reason.startswith("L'organisme a perdu")
    assert [ask.produced for ask in asks_of(lost.pieces)] == [date(2026, 11, 27)]


def test_a_deposit_waits_for_the_organisme_and_its_day_counts_as_the_day_of_the_piece() -> None:
    asked = (*SENT, org(1, StepKind.STATE, 1, "recue"), rib(2, StepKind.PIECE_EXPECTED, 2))
    deposit = Step(SUITE, 3, StepKind.PIECE_DEPOSITED, at(3), at(3), piece_id="piece-2", document_id="doc")
    deposited = fold([*asked, deposit], CAF)
    waiting = waiting_of(deposited, {})
    assert waiting
    assert (waiting.who, deposited.pieces[0].state) == (WaitingFor.ORGANISME, PieceState.DEPOSITED)
    received = replace(deposit, number=4, kind=StepKind.PIECE_RECEIVED, time=at(6))
    done = fold([*asked, deposit, received], CAF)
    assert asks_of(done.pieces)[0].produced == date(2026, 11, 25)
    again = fold([*asked, deposit, received, rib(3, StepKind.PIECE_RECEIVED, 7)], CAF)
    assert len(again.entries) == len(done.entries)


@pytest.mark.parametrize("word", ["refusee", "sans_suite", "retiree"])
def test_nothing_more_is_asked_for_once_it_is_over(word: str) -> None:
    story = fold([*SENT, rib(1, StepKind.PIECE_EXPECTED, 2), org(2, StepKind.STATE, 3, word)], CAF)
    assert story.pieces[0].state is PieceState.CANCELLED
    assert waiting_of(story, {}) is None
