"""What is decided without anybody else: certification, reviews, pseudonyms, retention, and the dated rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidInput
from sandbox.suite.layout import ORGANISMES
from services.identity.domain.assurance import Assurance
from services.identity.domain.certification import (
    Certification,
    ReviewReason,
    State,
    Step,
    Verdict,
    after_asking,
    on_declaration,
)
from services.identity.domain.errors import (
    IdentityAlreadyCertified,
    NirAlreadyCertified,
    NoNirDeclared,
    ReviewClosed,
)
from services.identity.domain.pseudonyms import derive, derive_key, next_version
from services.identity.domain.retention import Kept, NoRetentionRule, cutoff, is_dormant, rule_on
from services.identity.domain.reviews import Review, ReviewVerdict, check_request, resolve
from services.identity.store.rules import load_directory, load_retention

NOW = datetime(2025, 11, 22, 9, 0, tzinfo=UTC)
ORDER = ["cnam", "msa", "cnaf"]
CERTIFIED = Certification(State.CERTIFIED, NOW, nir_digest=b"one")
REVIEW = Review("r", "p", ReviewReason.PIVOT_MISMATCH, NOW)


@pytest.mark.parametrize(
    ("verdicts", "state", "organisme"),
    [
        (("MATCH", "UNKNOWN", "UNKNOWN"), "CERTIFIED", "cnam"),
        (("UNKNOWN", "UNKNOWN", "MATCH"), "CERTIFIED", "cnaf"),
        (("UNREACHABLE", "MATCH", "UNKNOWN"), "CERTIFIED", "msa"),
        (("UNREACHABLE", "UNREACHABLE", "UNREACHABLE"), "PENDING", ""),
        (("UNKNOWN", "UNREACHABLE", "UNKNOWN"), "PENDING", ""),
        (("UNKNOWN", "UNKNOWN", "UNKNOWN"), "IN_REVIEW", ""),
        (("MISMATCH", "MATCH", "UNKNOWN"), "IN_REVIEW", ""),
        (("MATCH", "MISMATCH", "UNKNOWN"), "CERTIFIED", "cnam"),
    ],
)
def test_the_first_certifier_that_knows_the_number_decides(
    verdicts: tuple[str, ...], state: str, organisme: str
) -> None:
    said = {name: Verdict(verdict) for name, verdict in zip(ORDER, verdicts, strict=True)}
    outcome = after_asking(ORDER, said, confirmed=False)
    assert (outcome.state.value, outcome.organisme) == (state, organisme)
    assert outcome.explanation


@given(st.dictionaries(st.sampled_from(ORDER), st.sampled_from(Verdict)))
def test_a_number_confirmed_by_an_agent_never_comes_back_to_a_review(verdicts: dict[str, Verdict]) -> None:
    outcome = after_asking(ORDER, verdicts, confirmed=True)
    assert outcome.state is (State.CERTIFIED if Verdict.MATCH in verdicts.values() else State.PENDING)


def test_nobody_to_ask_is_not_a_dead_end() -> None:
    assert after_asking([], {}, confirmed=False).state is State.PENDING


def test_telling_the_same_number_again_changes_nothing() -> None:
    assert on_declaration(CERTIFIED, b"one", provisional=False) is Step.NOTHING_NEW
    waiting = replace(CERTIFIED, state=State.PENDING)
    assert on_declaration(waiting, b"one", provisional=False) is Step.GO_ON


def test_another_number_is_refused_once_one_is_certified() -> None:
    with pytest.raises(NirAlreadyCertified):
        on_declaration(CERTIFIED, b"two", provisional=False)


def test_a_provisional_number_gives_way_to_the_definitive_one_only() -> None:
    provisional = replace(CERTIFIED, provisional=True)
    assert on_declaration(provisional, b"two", provisional=False) is Step.GO_ON
    with pytest.raises(NirAlreadyCertified):
        on_declaration(provisional, b"two", provisional=True)


def test_somebody_in_review_may_correct_a_typing_mistake() -> None:
    assert on_declaration(replace(CERTIFIED, state=State.IN_REVIEW), b"two", provisional=False) is Step.GO_ON


def test_an_agent_confirms_refuses_once_and_never_without_words() -> None:
    in_review = replace(CERTIFIED, state=State.IN_REVIEW)
    assert resolve(REVIEW, in_review, ReviewVerdict.CONFIRMED, "").state is State.PENDING
    assert resolve(REVIEW, in_review, ReviewVerdict.REFUSED, "Lu sur la carte d'un autre.").state is State.NIR_MISSING
    with pytest.raises(InvalidInput):
        resolve(REVIEW, in_review, ReviewVerdict.REFUSED, "  ")
    with pytest.raises(NoNirDeclared):
        resolve(REVIEW, replace(in_review, nir_digest=None), ReviewVerdict.CONFIRMED, "")
    with pytest.raises(ReviewClosed):
        resolve(replace(REVIEW, verdict=ReviewVerdict.REFUSED), in_review, ReviewVerdict.CONFIRMED, "")


def test_a_human_is_asked_for_when_there_is_something_to_look_at() -> None:
    check_request(replace(CERTIFIED, state=State.NIR_MISSING), "Je n'ai pas de numéro.")
    with pytest.raises(IdentityAlreadyCertified):
        check_request(CERTIFIED, "")
    with pytest.raises(InvalidInput):
        check_request(replace(CERTIFIED, state=State.PENDING), "a" * 2001)


@given(st.binary(min_size=32, max_size=32), st.uuids(), st.uuids())
def test_pseudonyms_differ_per_person_organisme_and_key(key: bytes, one: object, two: object) -> None:
    value = derive(key, "cnaf", str(one))
    assert len(value) == 32
    assert set(value) <= set("0123456789abcdef")
    assert value != derive(key, "msa", str(one))
    assert value != derive(derive_key(key, "pseudonym/cnaf/v2"), "cnaf", str(one))
    assert (value == derive(key, "cnaf", str(two))) == (one == two)


def test_versions_count_on() -> None:
    assert next_version(["v1"]) == "v2"
    assert next_version(["v9", "v10", "legacy"]) == "v11"
    assert next_version([]) == "v1"


def test_a_person_is_dormant_twelve_months_after_their_last_login() -> None:
    rules = load_retention()
    assert is_dormant(datetime(2024, 11, 22, 9, 0, tzinfo=UTC), NOW, rules)
    assert not is_dormant(datetime(2024, 11, 22, 9, 1, tzinfo=UTC), NOW, rules)
    leap = datetime(2025, 2, 28, 9, 0, tzinfo=UTC)
    assert cutoff(rules, Kept.PERSON, leap.replace(year=2024, day=29)) == leap.replace(year=2023, day=28)


@given(st.datetimes(datetime(2018, 4, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))
def test_whoever_logged_in_within_the_year_is_kept(now: datetime) -> None:
    rules = load_retention()
    assert not is_dormant(now - timedelta(days=364), now, rules)
    assert is_dormant(now - timedelta(days=367), now, rules)


@pytest.mark.parametrize("kept", Kept)
def test_every_kind_of_data_has_a_rule_since_the_decree(kept: Kept) -> None:
    assert rule_on(load_retention(), kept, date(2017, 3, 22)).source
    with pytest.raises(NoRetentionRule):
        rule_on(load_retention(), kept, date(2017, 1, 1))


def test_every_organisme_that_may_receive_a_number_has_a_legal_basis() -> None:
    directory = load_directory()
    assert {each.organisme for each in directory.recipients} == set(ORGANISMES)
    assert all(each.legal_basis for each in directory.recipients)
    assert [each.organisme for each in directory.certifiers(ORGANISMES, NOW.date())][:2] == ["cnam", "msa"]


def test_an_organisme_that_is_not_listed_is_never_asked() -> None:
    directory, today = load_directory(), NOW.date()
    asked = [*directory.certifiers(["cnam", "banque"], today), *directory.others(["cnam", "banque"], today)]
    assert [each.organisme for each in asked] == ["cnam"]
    assert not directory.certifiers(["cnam"], date(2016, 1, 1))


def test_tries_grow_apart_and_never_stop() -> None:
    directory = load_directory()
    delays = [directory.retry_delay(attempts) for attempts in range(20)]
    assert delays == sorted(delays)
    assert delays[0] <= timedelta(seconds=10)


def test_levels_of_assurance_are_ordered_and_never_guessed() -> None:
    assert Assurance.of_acr("eidas2") is Assurance.SUBSTANTIAL
    assert Assurance.of_acr("eidas2") > Assurance.LOW  # type: ignore[operator]
    assert Assurance.of_acr("eidas0") is None
    assert Assurance.of_acr(None) is None
