"""Whether there is a partner, or children, may not be known: what hangs on them is then not told, and never a zero."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.facts import refusal, told
from services.simulator.domain.facts_told import Missing
from services.simulator.domain.household import Household, Person, Received, Series
from services.simulator.domain.prefill import Known
from services.simulator.domain.prefilling import prefilled
from services.simulator.domain.questions import filled, open_questions
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Activity, Resource, Role, Union
from services.simulator.tests.direct import DirectCalculator
from services.simulator.tests.homes import result, single
from services.simulator.tests.told import RULES
from services.simulator.usecases.simulate import simulate

MONTH = date(2026, 11, 1)
ME = Person("moi", Role.APPLICANT, date(1990, 5, 17), Activity.EMPLOYEE)
ALONE = Household(MONTH, (ME,))


@pytest.fixture(scope="module")
def calculator() -> DirectCalculator:
    return DirectCalculator.of(MONTH)


def ids(household: Household) -> set[str]:
    return {question.id for question in open_questions(household)}


def test_what_is_told_of_the_persons_is_not_asked() -> None:
    assert not ids(ALONE) & {"union", "children"}


def test_a_partner_and_children_that_nobody_told_of_are_asked() -> None:
    assert {"union", "children"} <= ids(ALONE.changed(partner_unknown=True, children_unknown=True))


def test_a_couple_without_its_partner_asks_who_it_is_and_never_supposes_nobody() -> None:
    couple = ALONE.changed(union=Union.MARRIAGE, partner_unknown=True)
    (question,) = [one for one in open_questions(couple) if one.id == "union"]
    for answer in question.answers:
        answered = answer(couple)
        assert answered.partner
        assert (answered.union, answered.partner_unknown) == (Union.MARRIAGE, False)


@given(st.booleans(), st.booleans(), st.integers(0, 3))
def test_whatever_is_unknown_the_household_that_is_computed_is_whole(partner: bool, more: bool, count: int) -> None:
    children = tuple(Person(f"enfant_{rank}", Role.CHILD, date(2015, 3, 1)) for rank in range(1, count + 1))
    household = ALONE.changed(persons=(ME, *children), partner_unknown=partner, children_unknown=more)
    questions = open_questions(household)
    for question in questions:
        for answer in question.answers:
            answered = answer(household)
            keys = [person.key for person in answered.persons]
            assert len(set(keys)) == len(keys)
            assert (answered.partner is None) == (answered.union is None)
    assert not filled(household, questions).partner_unknown


@pytest.mark.parametrize("fact", ["children", "children_under_3", "child_incapacity", "youngest_child_months"])
def test_a_condition_on_children_is_not_decided_while_they_are_not_known(fact: str) -> None:
    assert told(fact, ALONE.changed(children_unknown=True), ME) == Missing("children")
    assert not isinstance(told(fact, ALONE, ME), Missing)


@pytest.mark.parametrize("fact", ["couple"])
def test_a_condition_on_the_couple_is_not_decided_while_it_is_not_known(fact: str) -> None:
    assert told(fact, ALONE.changed(partner_unknown=True), ME) == Missing("union")


def test_both_questions_have_their_words() -> None:
    texts = load_catalogue().questions
    unknown = replace(ALONE, partner_unknown=True, children_unknown=True)
    for question in open_questions(unknown):
        if question.id in ("union", "children"):
            assert texts[question.aspect].texts["default"].endswith("?")


CHILD = Person("enfant_1", Role.CHILD, date(2018, 3, 1))
LONE_PARENT = ALONE.changed(persons=(ME, CHILD))


def test_a_lone_parent_is_asked_whether_the_other_parent_pays_until_it_is_told() -> None:
    asked = "enfant_1.other_parent_absent"
    assert asked in ids(LONE_PARENT)
    absent = LONE_PARENT.changed(persons=(ME, replace(CHILD, other_parent_absent=True)))
    paying = LONE_PARENT.changed(persons=(ME, replace(CHILD, other_parent_absent=False)))
    shared = LONE_PARENT.changed(persons=(ME, replace(CHILD, alternating_custody=True)))
    nothing = LONE_PARENT.changed(without=frozenset({("moi", Resource.ALIMONY_RECEIVED)}))
    couple = LONE_PARENT.changed(union=Union.MARRIAGE, partner_unknown=True)
    assert not any(asked in ids(each) for each in (absent, paying, shared, nothing, couple))


async def test_a_lone_parent_who_did_not_tell_of_the_other_is_not_refused_the_asf(calculator: DirectCalculator) -> None:
    found = await simulate(calculator, load_catalogue(), LONE_PARENT, frozenset({"asf"}))
    assert result(found.month, "asf").eligibility is Eligibility.UNKNOWN
    assert any(question.text.startswith("L'autre parent de cet enfant") for question in found.questions)


async def test_nothing_that_children_would_open_is_refused_while_they_are_not_known(
    calculator: DirectCalculator,
) -> None:
    unknown = ALONE.changed(partner_unknown=True, children_unknown=True)
    found = await simulate(calculator, load_catalogue(), unknown)
    for benefit in ("asf", "cf", "aeeh"):
        assert result(found.month, benefit).eligibility is Eligibility.UNKNOWN, benefit


WIDOWED = ("reversion", "allocation-veuvage", "capital-deces")


def test_nobody_is_held_for_never_bereaved_before_it_is_told() -> None:
    paid = Received("capital-deces", Series(MONTH, (400_000,)))
    assert told("bereaved", ALONE, ME) == Missing("bereaved")
    assert told("bereaved", ALONE.changed(bereaved=False), ME) == 0
    assert told("bereaved", ALONE.changed(bereaved=True), ME) == 1
    assert told("bereaved", ALONE.changed(received=(paid,)), ME) == 1
    assert told("bereaved", ALONE.changed(union=Union.PACS, partner_unknown=True), ME) == 0


def test_a_past_of_self_employment_is_not_denied_before_it_is_told() -> None:
    assert told("was_self_employed", ALONE, ME) == Missing("moi.resources.SELF_EMPLOYED_PROFIT")
    assert told("was_self_employed", ALONE.changed(without=frozenset({("moi", None)})), ME) == 0


async def test_a_widow_who_did_not_say_so_is_asked_and_refused_nothing(calculator: DirectCalculator) -> None:
    found = await simulate(calculator, load_catalogue(), ALONE, frozenset(WIDOWED))
    said = {one.benefit: one.eligibility for one in found.month.results}
    assert said["capital-deces"] is said["allocation-veuvage"] is Eligibility.UNKNOWN
    (asked,) = [one for one in found.questions if one.question == "bereaved"]
    assert (asked.text, asked.person) == ("Avez-vous perdu votre conjoint ?", "")


def test_a_refusal_that_rests_on_silence_says_so() -> None:
    assert refusal("school").startswith("D'après ce que vous avez dit")
    assert not refusal("age").startswith("D'après")


async def test_what_assurance_hides_of_health_is_asked_and_never_refused(calculator: DirectCalculator) -> None:
    hidden = single(Activity.NONE, disability_unknown=True, without=frozenset())
    found = await simulate(calculator, load_catalogue(), hidden)
    for benefit in ("aah", "majoration-vie-autonome", "pch", "asi", "invalidite"):
        assert result(found.month, benefit, "moi").eligibility is Eligibility.UNKNOWN, benefit
    assert "moi.disability.incapacity_rate" in {one.question for one in found.questions}


def test_lines_hidden_by_assurance_leave_disability_unknown() -> None:
    known = Known(MONTH, date(1990, 5, 17), hidden=True)
    for each in (known, replace(known, hidden=False)):
        household = prefilled(each, RULES, MONTH).household
        assert household is not None
        assert household.disability_unknown is each.hidden
