"""Who receives a fact, and exactly what: no field, and nobody, without a basis in force."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.situation.catalogue.loader import load
from services.situation.domain.catalogue import Obligation
from services.situation.domain.content import Content
from services.situation.domain.dates import Period
from services.situation.domain.errors import InvalidChange
from services.situation.domain.facts import Outcome, Verb
from services.situation.domain.permissions import receivable, subject
from services.situation.domain.preview import etag
from services.situation.domain.routing import Attachment, Directory, History, Question, Reason, route, share, without

CATALOGUE = load()
TODAY = date(2026, 11, 22)
ORGANISMES = sorted(CATALOGUE.organismes)
QUALITIES = ["HOLDER", "DEPENDANT", "PARTNER", "PENSIONER", "SOURCE"]
ADDRESS = {
    "street": "1 rue A",
    "postal_code": "63000",
    "city": "Riom",
    "commune_code": "63300",
    "country_code": "99100",
}


def known(*organismes: str, quality: str = "HOLDER", end: date | None = None) -> Directory:
    files = tuple(Attachment(organisme, quality, Period(date(2020, 1, 1), end)) for organisme in organismes)
    return Directory(files, dict.fromkeys(organismes, "name"))


def ask(
    kind: str, verb: Verb = Verb.CREATED, history: History | None = None, content: Content | None = None
) -> Question:
    return Question(CATALOGUE.kinds[kind], verb, TODAY, content or {}, history or History())


attachments = st.lists(
    st.builds(
        Attachment,
        st.sampled_from(ORGANISMES),
        st.sampled_from(QUALITIES),
        st.builds(
            lambda start, length: Period(
                start, None if length is None else date.fromordinal(start.toordinal() + length)
            ),
            st.dates(date(2015, 1, 1), date(2030, 1, 1)),
            st.none() | st.integers(0, 4000),
        ),
    ),
    max_size=12,
)
directories = attachments.map(lambda files: Directory(tuple(files), {file.organisme: "name" for file in files}))
histories = st.builds(History, st.frozensets(st.sampled_from(ORGANISMES)), st.frozensets(st.sampled_from(ORGANISMES)))
questions = st.builds(
    lambda kind, verb, day, history: Question(CATALOGUE.kinds[kind], verb, day, {}, history),
    st.sampled_from(sorted(CATALOGUE.kinds)),
    st.sampled_from(list(Verb)),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    histories,
)


@given(questions, directories)
def test_nobody_receives_a_field_outside_a_basis_in_force(question: Question, directory: Directory) -> None:
    content = {spec.name: "value" for spec in question.kind.fields}
    for rule in route(question, directory).recipients:
        basis = question.kind.recipient(rule.organisme, question.day)
        assert basis is not None
        assert set(share(rule, content) or {}) <= set(basis.fields)
        assert subject(rule.organisme, question.kind.name, "*") in receivable(CATALOGUE, question.day)[rule.organisme]


@given(questions, directories)
def test_every_recipient_has_a_file_of_the_person_or_holds_an_earlier_version(
    question: Question, directory: Directory
) -> None:
    qualities = directory.qualities(question.day)
    for rule in route(question, directory).recipients:
        right_quality = rule.qualities & qualities.get(rule.organisme, set())
        assert right_quality or rule.organisme in question.history.received
        assert rule.organisme in directory.pseudonyms


@given(questions, directories)
def test_everybody_attached_or_with_a_basis_is_either_told_or_said_to_be_left_out(
    question: Question, directory: Directory
) -> None:
    routing = route(question, directory)
    told = [rule.organisme for rule in routing.recipients] + [left_out.organisme for left_out in routing.exclusions]
    named = {rule.organisme for rule in question.kind.recipients if rule.holds(question.day)}
    assert len(told) == len(set(told))
    assert set(told) == named | set(directory.qualities(question.day))


def test_a_partner_s_bank_account_is_not_sent_to_the_organisme_that_pays_the_holder() -> None:
    routing = route(ask("BANK_ACCOUNT"), known("cnaf", quality="PARTNER"))
    assert routing.recipients == ()
    assert {e.organisme: e.reason for e in routing.exclusions}["cnaf"] is Reason.NO_LEGAL_BASIS


@pytest.mark.parametrize(
    ("relation", "told"), [("CONJOINT", ["cnaf", "cnav"]), ("PARENT", ["cnaf"]), ("AUTRE", ["cnaf"])]
)
def test_only_a_spouse_s_death_is_told_to_those_who_study_a_survivor_pension(relation: str, told: list[str]) -> None:
    dead = {"relation": relation, "death_date": "2026-11-01", "family_name": "Aubert"}
    routing = route(ask("DEATH_OF_RELATIVE", content=dead), known("cnaf", "cnav"))
    assert [rule.organisme for rule in routing.recipients] == told
    assert [share(rule, dead) for rule in routing.recipients if rule.organisme == "cnaf"] == [
        {"relation": relation, "death_date": "2026-11-01"}
    ]


def test_who_was_told_of_a_spouse_s_death_hears_that_it_was_not_the_spouse() -> None:
    corrected = {"relation": "PARENT", "death_date": "2026-11-01"}
    history = History(received=frozenset({"cnav"}))
    routing = route(ask("DEATH_OF_RELATIVE", Verb.CORRECTED, history, corrected), known("cnav"))
    assert [rule.organisme for rule in routing.recipients] == ["cnav"]


def test_a_file_closed_yesterday_receives_nothing_new() -> None:
    routing = route(ask("ADDRESS"), known("cnaf", end=date(2026, 11, 21)))
    assert {e.organisme: e.reason for e in routing.exclusions}["cnaf"] is Reason.NOT_ATTACHED


@pytest.mark.parametrize("verb", [Verb.ANNULLED, Verb.ENDED])
def test_who_never_had_a_fact_does_not_hear_that_it_stops(verb: Verb) -> None:
    history = History(received=frozenset({"cnaf"}), refused=frozenset({"cdc"}))
    routing = route(ask("ADDRESS", verb, history), known("cnaf", "cnam", "cdc"))
    assert [rule.organisme for rule in routing.recipients] == ["cnaf"]
    reasons = {exclusion.organisme: exclusion.reason for exclusion in routing.exclusions}
    assert (reasons["cdc"], reasons["cnam"]) == (Reason.REFUSED, Reason.NO_LEGAL_BASIS)


@pytest.mark.parametrize("verb", [Verb.CORRECTED, Verb.ANNULLED, Verb.ENDED])
def test_an_optional_recipient_that_holds_the_fact_cannot_be_refused_what_changes_it(verb: Verb) -> None:
    history = History(received=frozenset({"cdc"}))
    routing = route(ask("ADDRESS", verb, history), known("cdc"))
    (rule,) = routing.recipients
    assert (rule.obligation, bool(rule.obligation_explanation)) == (Obligation.REQUIRED, True)
    with pytest.raises(InvalidChange):
        without(routing, ["cdc"])


def test_who_was_refused_a_fact_is_not_proposed_its_corrections() -> None:
    history = History(received=frozenset({"cnaf"}), refused=frozenset({"cdc"}))
    routing = route(ask("ADDRESS", Verb.CORRECTED, history), known("cnaf", "cdc"))
    assert [rule.organisme for rule in routing.recipients] == ["cnaf"]
    assert {e.organisme: e.reason for e in routing.exclusions}["cdc"] is Reason.REFUSED


def test_only_optional_recipients_can_be_refused() -> None:
    routing = route(ask("ADDRESS"), known("cnaf", "cdc"))
    assert [rule.organisme for rule in without(routing, ["cdc"]).recipients] == ["cnaf"]
    with pytest.raises(InvalidChange):
        without(routing, ["cnaf"])
    with pytest.raises(InvalidChange):
        without(routing, ["mgen"])


def outcome(content: Any, start: date = TODAY) -> Outcome:
    return Outcome(CATALOGUE.kinds["ADDRESS"], Verb.CREATED, content, Period(start))


@given(directories, directories, st.sampled_from(["street", "city", "commune_code"]), st.sampled_from(["x", "1 rue A"]))
def test_the_etag_changes_if_and_only_if_somebody_would_receive_something_else(
    one: Directory, other: Directory, field: str, value: str
) -> None:
    changed = ADDRESS | {field: value}
    first, second = route(ask("ADDRESS"), one), route(ask("ADDRESS"), other)
    sent = [(rule.organisme, share(rule, ADDRESS)) for rule in first.recipients]
    sent_after = [(rule.organisme, share(rule, changed)) for rule in second.recipients]
    same = etag("p", outcome(ADDRESS), first) == etag("p", outcome(changed), second)
    assert same is (sent == sent_after)


def test_the_etag_depends_on_the_person_the_validity_and_what_was_known() -> None:
    routing = route(ask("ADDRESS"), known("cnaf"))
    etags = {
        etag("p", outcome(ADDRESS), routing),
        etag("q", outcome(ADDRESS), routing),
        etag("p", outcome(ADDRESS, date(2026, 12, 1)), routing),
        etag("p", outcome(ADDRESS), routing, ["another version"]),
    }
    assert len(etags) == 4


def test_optional_and_required_recipients_are_told_apart() -> None:
    routing = route(ask("ADDRESS"), known("cnaf", "cdc"))
    assert {rule.organisme: rule.obligation for rule in routing.recipients} == {
        "cnaf": Obligation.REQUIRED,
        "cdc": Obligation.OPTIONAL,
    }
