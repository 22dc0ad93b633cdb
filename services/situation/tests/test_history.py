"""A fact's life and its two times: verbs, as-of questions, and what a later version changes of an earlier answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidInput
from services.situation.catalogue.loader import load
from services.situation.domain.bitemporal import as_known, as_of
from services.situation.domain.dates import Period
from services.situation.domain.errors import FactAlreadyEnded, FactAnnulled, FactNotFound, InvalidChange, StaleVersion
from services.situation.domain.facts import Change, FactVersion, Outcome, Verb, outcome_of, version_of

CATALOGUE = load()
CONTACT = CATALOGUE.kinds["CONTACT"]
TODAY = date(2026, 11, 22)
START = datetime(2026, 1, 1, tzinfo=UTC)
SINGLE = {kind.name for kind in CATALOGUE.kinds.values() if kind.single}
TOLD = {"email": "a@exemple.fr"}


def created(**changes: object) -> Change:
    fields = {"verb": Verb.CREATED, "kind": "CONTACT", "content": TOLD, "start": "2026-01-01"} | changes
    return Change(**fields)  # type: ignore[arg-type]


def then(verb: Verb, current: FactVersion, **changes: object) -> Change:
    fields = {"verb": verb, "kind": "CONTACT", "fact_id": current.fact_id, "previous_version_id": current.version_id}
    return Change(**(fields | changes))  # type: ignore[arg-type]


def ids() -> "list[str]":
    return [f"id{number:03d}" for number in range(200, 0, -1)]


def write(outcome: Outcome, known: datetime, drawn: "list[str]") -> FactVersion:
    return version_of(outcome, "person", known, drawn.pop)


@pytest.fixture
def told() -> FactVersion:
    return write(outcome_of(created(), CONTACT, None, TODAY), START, ids())


def test_a_first_version_has_number_one_and_no_previous(told: FactVersion) -> None:
    assert (told.number, told.verb, told.previous_version_id) == (1, Verb.CREATED, None)


def test_a_correction_keeps_the_validity_that_it_does_not_change(told: FactVersion) -> None:
    change = then(Verb.CORRECTED, told, content={"email": "b@exemple.fr"})
    assert outcome_of(change, CONTACT, told, TODAY).validity == told.validity
    longer = then(Verb.CORRECTED, told, content=TOLD, end="2026-06-30")
    assert outcome_of(longer, CONTACT, told, TODAY).validity == Period(date(2026, 1, 1), date(2026, 6, 30))


def test_an_ended_fact_says_the_same_until_its_last_day_and_may_be_corrected_but_not_ended_again(
    told: FactVersion,
) -> None:
    ended = write(outcome_of(then(Verb.ENDED, told, end="2026-02-28"), CONTACT, told, TODAY), START, ids())
    assert ended.content == told.content
    assert ended.validity.covers(date(2026, 2, 28))
    assert not ended.validity.covers(date(2026, 3, 1))
    with pytest.raises(FactAlreadyEnded):
        outcome_of(then(Verb.ENDED, ended, end="2026-03-01"), CONTACT, ended, TODAY)
    outcome_of(then(Verb.CORRECTED, ended, content=TOLD), CONTACT, ended, TODAY)


def test_a_fact_cannot_end_before_it_starts(told: FactVersion) -> None:
    with pytest.raises(InvalidChange) as refusal:
        outcome_of(then(Verb.ENDED, told, end="2025-12-31"), CONTACT, told, TODAY)
    assert [violation.field for violation in refusal.value.violations] == ["change.validity.end_date"]


def test_an_annulled_fact_accepts_nothing_more(told: FactVersion) -> None:
    annulled = write(outcome_of(then(Verb.ANNULLED, told), CONTACT, told, TODAY), START, ids())
    assert annulled.content is None
    for verb in (Verb.CORRECTED, Verb.ANNULLED, Verb.ENDED):
        with pytest.raises(FactAnnulled):
            outcome_of(then(verb, annulled, content=TOLD, end="2027-01-01"), CONTACT, annulled, TODAY)


def test_a_change_names_the_version_that_the_person_saw(told: FactVersion) -> None:
    with pytest.raises(StaleVersion):
        outcome_of(then(Verb.ANNULLED, told, previous_version_id="another"), CONTACT, told, TODAY)
    with pytest.raises(FactNotFound):
        outcome_of(then(Verb.ANNULLED, told), CONTACT, None, TODAY)
    with pytest.raises(InvalidInput) as refusal:
        outcome_of(Change(Verb.ENDED, "CONTACT"), CONTACT, None, TODAY)
    assert len(refusal.value.violations) == 2


def test_an_address_starts_within_three_months_but_a_correction_may_come_years_later() -> None:
    kind = CATALOGUE.kinds["ADDRESS"]
    content = {"street": "1 rue A", "postal_code": "63000", "city": "Riom"}
    change = Change(Verb.CREATED, "ADDRESS", content=content, start="2026-08-22")
    version = write(outcome_of(change, kind, None, TODAY), START, ids())
    with pytest.raises(InvalidChange):
        outcome_of(Change(Verb.CREATED, "ADDRESS", content=content, start="2026-08-21"), kind, None, TODAY)
    later = Change(Verb.CORRECTED, "ADDRESS", version.fact_id, version.version_id, content)
    outcome_of(later, kind, version, date(2030, 1, 1))


def test_what_is_learned_later_is_known_later_even_if_a_clock_is_behind(told: FactVersion) -> None:
    outcome = outcome_of(then(Verb.ANNULLED, told), CONTACT, told, TODAY)
    assert write(outcome, START - timedelta(hours=1), ids()).known_time > told.known_time


def test_the_last_single_fact_to_start_answers_until_it_ends() -> None:
    def lives(number: int, start: date, end: date | None) -> FactVersion:
        known = START + timedelta(days=number)
        return FactVersion(f"v{number}", f"f{number}", "p", "ADDRESS", 1, Verb.CREATED, TOLD, Period(start, end), known)

    home = lives(1, date(2020, 1, 1), None)
    summer = lives(2, date(2026, 7, 1), date(2026, 8, 31))
    for day, expected in ((date(2026, 6, 30), home), (date(2026, 7, 1), summer), (date(2026, 9, 1), home)):
        assert as_of([home, summer], valid=day, known=None, single_kinds=SINGLE) == [expected]
    assert as_of([home, summer], valid=None, known=None, single_kinds=SINGLE) == [home, summer]


@st.composite
def histories(draw: st.DrawFn) -> list[FactVersion]:
    """Any lives of up to three facts, told in any order, one version per hour."""
    drawn, written = ids(), []
    current: dict[int, FactVersion] = {}
    for hour in range(draw(st.integers(1, 12))):
        slot = draw(st.integers(0, 2))
        held: FactVersion | None = current.get(slot)
        change = created(start=draw(st.dates(date(2025, 1, 1), date(2027, 1, 1))).isoformat())
        if held is not None and held.verb is not Verb.ANNULLED:
            verb = draw(st.sampled_from([Verb.CORRECTED, Verb.ANNULLED, Verb.ENDED]))
            verb = Verb.CORRECTED if verb is Verb.ENDED and held.verb is Verb.ENDED else verb
            end = (held.validity.start + timedelta(days=draw(st.integers(0, 400)))).isoformat()
            change = then(
                verb, held, content=TOLD if verb is Verb.CORRECTED else None, end=end if verb is Verb.ENDED else None
            )
        else:
            held = None
        current[slot] = write(outcome_of(change, CONTACT, held, TODAY), START + timedelta(hours=hour), drawn)
        written.append(current[slot])
    return written


@given(histories(), st.integers(-1, 13), st.dates(date(2024, 12, 1), date(2028, 2, 1)))
def test_an_answer_as_of_any_instant_is_the_fold_of_what_was_known_then(
    versions: list[FactVersion], hour: int, day: date
) -> None:
    instant = START + timedelta(hours=hour)
    folded: dict[str, FactVersion] = {}
    for version in sorted((v for v in versions if v.known_time <= instant), key=lambda v: v.number):
        folded[version.fact_id] = version
    assert as_known(versions, instant) == folded
    standing = [v for v in folded.values() if v.verb is not Verb.ANNULLED and v.validity.covers(day)]
    answers = as_of(versions, valid=day, known=instant)
    assert sorted(answers, key=lambda v: v.version_id) == sorted(standing, key=lambda v: v.version_id)


@given(histories(), st.integers(0, 13))
def test_what_is_learned_later_never_changes_an_answer_about_earlier(versions: list[FactVersion], hour: int) -> None:
    instant = START + timedelta(hours=hour)
    earlier = [version for version in versions if version.known_time <= instant]
    assert as_of(versions, valid=TODAY, known=instant) == as_of(earlier, valid=TODAY, known=None)
