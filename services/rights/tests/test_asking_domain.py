"""Whom to ask, what to show of whom does not answer, and how pages of several organismes are cut: pure rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.changes import changed_benefits
from services.rights.domain.directory import Attachment, Directory
from services.rights.domain.freshness import keeping_rule, reply_to
from services.rights.domain.paging import Key, newest_first, page_after
from services.rights.domain.questions import Attempt, Outcome, Question, Said
from services.rights.domain.rights import RightLine, RightState, SourceState
from services.rights.domain.unrecognised import usual_domain
from services.rights.domain.vocabulary import Domain, Organisme, Regime

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CNAF = Attachment(Organisme.CNAF, Regime.GENERAL, is_source=False, start=date(2020, 1, 1))
RULE = keeping_rule(CATALOGUE.retention, TODAY)
SAID = Said(Question.RIGHTS, b"", NOON - timedelta(days=1), NOON - timedelta(days=1))


def directory(*attachments: Attachment) -> Directory:
    return Directory(attachments, {})


def test_a_file_ended_within_24_months_is_still_asked_and_an_older_one_is_not() -> None:
    recent = replace(CNAF, organisme=Organisme.CNAM, end=date(2024, 11, 22))
    old = replace(CNAF, organisme=Organisme.MSA, end=date(2024, 11, 21))
    assert directory(CNAF, recent, old).payers(TODAY) == (Organisme.CNAF, Organisme.CNAM)


def test_the_regimes_are_those_of_the_files_open_that_day_or_else_of_all() -> None:
    past = replace(CNAF, regime=Regime.AGRICOLE, end=date(2025, 1, 1))
    assert directory(CNAF, past).regimes(TODAY) == {Regime.GENERAL}
    assert directory(past, replace(CNAF, regime=None)).regimes(TODAY) == {Regime.AGRICOLE}


def test_every_organisme_has_a_usual_domain() -> None:
    assert usual_domain(Organisme.CNAM, CATALOGUE) is Domain.SANTE
    assert usual_domain(Organisme.CNAF, CATALOGUE) is Domain.FAMILLE
    assert usual_domain(Organisme.FRANCE_TRAVAIL, CATALOGUE) is Domain.EMPLOI
    assert usual_domain(Organisme.CNAV, CATALOGUE) is Domain.RETRAITE


def test_without_an_answer_to_every_question_nothing_is_shown() -> None:
    attempt = Attempt(Organisme.CNAF, Outcome.LATE)
    both = (Question.RIGHTS, Question.PAYMENTS)
    assert reply_to(attempt, both, [SAID], RULE, NOON).status.status is SourceState.UNAVAILABLE
    reply = reply_to(attempt, (Question.RIGHTS,), [SAID], RULE, NOON)
    assert (reply.status.status, reply.status.fetched_at) == (SourceState.STALE, SAID.data_time)


def test_without_a_rule_nothing_kept_is_shown() -> None:
    assert keeping_rule(CATALOGUE.retention, date(2017, 3, 20)) is None
    reply = reply_to(Attempt(Organisme.CNAF, Outcome.FAILED), (Question.RIGHTS,), [SAID], None, NOON)
    assert reply.status.status is SourceState.UNAVAILABLE


def test_a_benefit_that_appears_disappears_or_changes_is_a_change() -> None:
    rsa = RightLine("rsa", Organisme.CNAF, RightState.OPEN, amount_cents=1)
    apl, als = replace(rsa, benefit_id="apl"), replace(rsa, benefit_id="als")
    assert changed_benefits([rsa, apl], [replace(rsa, amount_cents=2), als]) == ("als", "apl", "rsa")
    assert changed_benefits([rsa, apl], [apl, rsa]) == ()


@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(1, 7))
def test_pages_together_are_the_whole_list_whatever_their_size(lines: list[str], size: int) -> None:
    keyed = newest_first(lines, lambda line: (line,))
    found: list[str] = []
    after: Key | None = None
    while True:
        page, after = page_after(keyed, after, size)
        found += page
        if after is None:
            break
    assert found == sorted(lines, reverse=True)
