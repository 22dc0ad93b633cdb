"""What follows from the law around a claim: appeals, the retirement guarantee, openings, durations, the words of the forms."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.requests_tracking.catalogue.loader import load
from services.requests_tracking.domain.benefits import File, instructors
from services.requests_tracking.domain.dates import add_months
from services.requests_tracking.domain.durations import Past, durations_of
from services.requests_tracking.domain.legal import appeal_date, appeals_of
from services.requests_tracking.domain.retirement import guaranteed, whole_state
from services.requests_tracking.domain.rules import Case
from services.requests_tracking.domain.steps import Decision, Step
from services.requests_tracking.domain.timeline import Story, fold
from services.requests_tracking.domain.vocabulary import ClaimKind, ClaimState, StepKind
from services.requests_tracking.tests.test_timeline import SENT, org, rib
from services.requests_tracking.tests.vectors import d

CATALOGUE = load()
CAF = CATALOGUE.mapping_of("cnaf")


@pytest.mark.parametrize(
    ("organisme", "benefit", "decided", "path", "due", "article"),
    [
        ("cnaf", "af", "2026-04-30", "cra", "2026-06-30", "R. 142-1"),
        ("cnaf", "af", "2026-12-31", "cra", "2027-02-28", "R. 142-1"),
        ("cnaf", "af", "2027-12-30", "cra", "2028-02-29", "R. 142-1"),
        ("msa", "rsa", "2026-12-31", "rapo-rsa", "2027-02-28", "R. 262-88"),
        ("cnaf", "prime-activite", "2026-07-31", "cra-prime-activite", "2026-09-30", "R. 847-2"),
        ("cnaf", "apl", "2026-07-31", "recours-logement", "2026-09-30", "R. 825-1"),
        ("cnam", "invalidite", "2026-10-31", "cmra", "2026-12-31", "R. 142-8"),
        ("mdph", "aah", "2026-12-29", "rapo-mdph", "2027-02-28", "R. 241-36"),
        ("france_travail", "ass", "2026-12-31", "mediateur-france-travail", "2027-02-28", "R. 5312-47"),
    ],
)  # fmt: skip
def test_an_appeal_has_its_last_day(  # noqa: PLR0917
    organisme: str, benefit: str, decided: str, path: str, due: str, article: str
) -> None:
    rule = CATALOGUE.rule_of(Case(ClaimKind.BENEFIT, organisme, benefit, d("2026-01-01")))
    assert rule
    appeals = appeals_of(rule, CATALOGUE.paths, Decision(False, "", d(decided)))
    found = next(appeal for appeal in appeals if appeal.path.path == path)
    assert found.due == d(due) == appeal_date(appeals)
    assert article in found.path.reference


@pytest.mark.parametrize(
    ("benefit", "path", "court"),
    [
        ("af", "cra", "tribunal-judiciaire"),
        ("aah", "cra", "tribunal-judiciaire"),
        ("rsa", "rapo-rsa", "tribunal-administratif"),
        ("prime-activite", "cra-prime-activite", "tribunal-administratif"),
        ("apl", "recours-logement", "tribunal-administratif"),
    ],
)
def test_after_an_appeal_comes_its_court_in_two_months(benefit: str, path: str, court: str) -> None:
    rule = CATALOGUE.rule_of(Case(ClaimKind.APPEAL, "cnaf", benefit, d("2026-01-01"), path))
    assert rule
    (appeal,) = appeals_of(rule, CATALOGUE.paths, Decision(False, "", d("2026-06-30")))
    assert (appeal.path.path, appeal.path.here, appeal.due) == (court, False, d("2026-08-30"))


def story(*told: Step) -> Story:
    return fold([*SENT, *told], CAF)


RECEIVED = org(1, StepKind.STATE, 1, "recue")


def test_a_retirement_complete_four_months_ahead_is_guaranteed_to_the_day() -> None:
    done = [story(RECEIVED)]
    assert guaranteed(done, d("2027-02-01"), d("2027-06-01"), d("2027-02-02")) is True
    assert guaranteed(done, d("2027-02-02"), d("2027-06-01"), d("2027-02-02")) is False


def test_the_guarantee_waits_for_the_piece_and_is_lost_when_it_comes_too_late() -> None:
    asked = story(RECEIVED, rib(2, StepKind.PIECE_EXPECTED, 2))
    assert guaranteed([asked], d("2026-11-22"), d("2027-06-01"), d("2027-02-01")) is None
    assert guaranteed([asked], d("2026-11-22"), d("2027-06-01"), d("2027-02-02")) is False
    came = story(RECEIVED, rib(2, StepKind.PIECE_EXPECTED, 2), rib(3, StepKind.PIECE_RECEIVED, 100))
    assert guaranteed([came], d("2026-11-22"), d("2027-06-01"), d("2027-04-01")) is False


def test_one_regime_that_has_not_answered_leaves_the_guarantee_open() -> None:
    assert guaranteed([story(RECEIVED), story()], d("2026-11-22"), d("2027-06-01"), d("2026-12-01")) is None


def test_the_guarantee_of_31_august_2015_for_the_first_pensions_of_2016() -> None:
    # Décret 2015-1015: claims made from 1 September 2015, for pensions that start on 1 January 2016.
    assert guaranteed([story(RECEIVED)], d("2015-09-01"), d("2016-01-01"), d("2015-10-01")) is True


S = ClaimState


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([S.SUBMITTED, S.GRANTED], S.SUBMITTED),
        ([S.UNDER_REVIEW, S.INCOMPLETE], S.INCOMPLETE),
        ([S.GRANTED, S.UNDER_REVIEW], S.UNDER_REVIEW),
        ([S.GRANTED, S.REFUSED], S.GRANTED),
        ([S.REFUSED, S.CLOSED], S.REFUSED),
        ([S.WITHDRAWN, S.WITHDRAWN], S.WITHDRAWN),
        ([S.CLOSED], S.CLOSED),
    ],
)
def test_the_whole_stands_with_the_part_that_is_behind(parts: list[ClaimState], whole: ClaimState) -> None:
    assert whole_state(parts) is whole


@pytest.mark.parametrize(
    ("day", "announced", "is_open"),
    [
        ("2019-03-18", None, False),
        ("2019-03-19", "2019-06-01", False),
        ("2019-05-31", "2019-06-01", False),
        ("2019-06-01", "2019-06-01", True),
        ("2026-11-22", "2019-06-01", True),
    ],
)
def test_the_rsa_opens_in_the_spring_of_2019(day: str, announced: str | None, is_open: bool) -> None:
    rsa = CATALOGUE.benefits["rsa"]
    assert rsa.open_date(d(day)) == (d(announced) if announced else None)
    assert rsa.open_on(d(day)) is is_open


def test_on_the_day_of_the_presentation_of_2019_what_it_shows_is_open_and_nothing_else() -> None:
    # 19 March 2019, last slide: CMU-ACS and housing are tracked, retirement opens in the spring, then the RSA.
    opened = {name for name, benefit in CATALOGUE.benefits.items() if benefit.open_on(d("2019-03-19"))}
    assert opened == {"c2s", "apl", "retraite-base"}


@given(st.lists(st.integers(0, 400), min_size=30, max_size=200))
def test_durations_are_what_was_and_in_order(days: list[int]) -> None:
    found = durations_of([Past(each, date(2026, 1, 1)) for each in days])
    assert found
    assert found.first_quartile <= found.median <= found.ninth_decile
    for within, share in ((found.first_quartile, 0.25), (found.median, 0.5), (found.ninth_decile, 0.9)):
        assert sum(each <= within for each in days) >= share * len(days)
        assert sum(each < within for each in days) < share * len(days)


def test_under_thirty_past_claims_nothing_is_said() -> None:
    assert durations_of([Past(10, date(2026, 1, 1))] * 29) is None
    assert durations_of([Past(10, date(2026, 1, 1))] * 30) is not None


def test_a_claim_goes_to_the_organisme_of_the_persons_regime() -> None:
    rsa, today = CATALOGUE.benefits["rsa"], d("2026-11-22")
    caf, msa = File("cnaf", "GENERAL", d("2015-01-01"), None), File("msa", "AGRICOLE", d("2015-01-01"), None)
    assert instructors(rsa, [msa], today) == ("msa",)
    assert instructors(rsa, [caf], today) == ("cnaf",)
    ended = File("cnaf", "GENERAL", d("2015-01-01"), today - timedelta(days=1))
    assert instructors(rsa, [ended], today) == ()
    assert instructors(rsa, [File("cnaf", "GENERAL", d("2015-01-01"), None, is_source=True)], today) == ()


def test_one_retirement_goes_to_every_regime_that_knows_the_person() -> None:
    files = [File(name, "GENERAL", d("2015-01-01"), None) for name in ("msa", "cnav", "cnaf")]
    assert instructors(CATALOGUE.benefits["retraite-base"], files, d("2026-11-22")) == ("cnav", "msa")


def test_the_facts_window_of_april_ends_clamps() -> None:
    # facts.md §4.1: end 30/04 → 30/12..28/02.
    assert (add_months(d("2026-04-30"), -4), add_months(d("2026-04-30"), -2)) == (d("2025-12-30"), d("2026-02-28"))
    assert (add_months(d("2026-12-31"), -4), add_months(d("2026-12-31"), -2)) == (d("2026-08-31"), d("2026-10-31"))
