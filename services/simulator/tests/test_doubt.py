"""What is not known is never a zero: it is asked, in the order that settles most."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Disability, Home, Household, Person, Series
from services.simulator.domain.past import as_now, as_taxed
from services.simulator.domain.questions import filled, open_questions
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Activity, Basis, Nationality, Occupancy, Resource, Role
from services.simulator.tests.homes import (
    CHILD,
    ME,
    MONTH,
    TENANT,
    Given,
    Law,
    bare,
    employee,
    net,
    result,
    single,
    wage,
)
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
UNKNOWN, ELIGIBLE, NOT_ELIGIBLE = Eligibility.UNKNOWN, Eligibility.ELIGIBLE, Eligibility.NOT_ELIGIBLE


def rsa_like(household: Household, month: date) -> Given:
    """600 € less what is earned; a rent's third, where there is a rent and less than 1 000 € of wage."""
    wages = net(household, Resource.WAGE, month)
    home = household.home or Home()
    rent = (home.rent_cents or 0) / 100 if home.occupancy is Occupancy.TENANT else 0
    return {"rsa": max(0.0, 600 - wages), "als": rent / 3 if wages < 1000 else 0.0, "af": 100.0}


def always(household: Household, month: date) -> Given:
    return {"af": 150.0 if net(household, Resource.WAGE, month) < 5000 else 75.0}


async def test_a_benefit_that_what_is_unknown_decides_cannot_be_told() -> None:
    found = await simulate(Law(rsa_like), CATALOGUE, bare(activity=Activity.EMPLOYEE).changed(home=TENANT))
    rsa = result(found.month, "als")
    assert (rsa.eligibility, rsa.amount_cents) == (UNKNOWN, 0)
    assert rsa.missing == ("moi.resources.WAGE",)
    assert found.questions[0].question == "moi.resources.WAGE"


async def test_a_benefit_that_nothing_unknown_changes_is_told() -> None:
    found = await simulate(Law(rsa_like), CATALOGUE, bare())
    af = result(found.month, "af")
    assert (af.eligibility, af.amount_cents, af.low_cents) == (ELIGIBLE, 100_00, None)


async def test_a_benefit_that_is_always_open_has_a_range() -> None:
    found = await simulate(Law(always), CATALOGUE, bare(activity=Activity.EMPLOYEE).changed(bereaved=False))
    af = result(found.month, "af")
    assert (af.eligibility, af.amount_cents) == (ELIGIBLE, 150_00)
    assert (af.low_cents, af.high_cents) == (75_00, 150_00)
    assert "af" in found.questions[0].benefits


async def test_a_zero_is_said_only_where_every_answer_gives_zero() -> None:
    found = await simulate(Law(lambda household, month: {}), CATALOGUE, bare())
    assert result(found.month, "rsa").eligibility is NOT_ELIGIBLE


async def test_what_takes_over_from_a_doubtful_benefit_is_doubtful_too() -> None:
    # No hypothesis falls between 1 600 € and 1 700 €, where the cover is paid for.
    def covers(household: Household, month: date) -> Given:
        wages = net(household, Resource.WAGE, month)
        return {"cmu_c": float(wages < 1600), "css_participation_forfaitaire": 8.0 * (1600 <= wages < 1700)}

    found = await simulate(Law(covers), CATALOGUE, bare(activity=Activity.EMPLOYEE).changed(bereaved=False))
    assert result(found.month, "c2s").eligibility is UNKNOWN
    assert result(found.month, "c2s-participation").eligibility is UNKNOWN


async def test_an_answer_that_matters_only_to_the_poorest_is_asked_too() -> None:
    # With the likeliest wage, 1 500 €, the rent changes nothing.
    household = bare(activity=Activity.EMPLOYEE)
    found = await simulate(Law(rsa_like), CATALOGUE, household)
    assert set(result(found.month, "als").missing) == {"moi.resources.WAGE", "home.occupancy", "home.rent"}


async def test_a_question_that_changes_nothing_is_not_asked() -> None:
    found = await simulate(
        Law(lambda household, month: {"af": 100.0}), CATALOGUE, bare(activity=Activity.EMPLOYEE).changed(bereaved=False)
    )
    # What no household has to tell of its health is asked for the benefits that rest on it alone.
    health = {"moi.disability.incapacity_rate", "moi.expecting"}
    assert {question.question for question in found.questions} <= {"home.occupancy", "moi.resources.WAGE", *health}


async def test_everything_is_computed_in_one_call() -> None:
    law = Law(rsa_like)
    await simulate(law, CATALOGUE, bare())
    assert len(law.calls) == 1


async def test_a_household_that_tells_everything_is_asked_nothing() -> None:
    law, household = Law(rsa_like), employee(300_00)
    me = replace(household.applicant, birth_date=date(1970, 5, 15), disability=Disability(0))
    found = await simulate(law, CATALOGUE, household.changed(persons=(me,)))
    assert found.questions == ()
    assert law.calls == [(1, 1)]
    assert result(found.month, "rsa").amount_cents == 300_00


async def test_questions_that_settle_most_come_first() -> None:
    found = await simulate(Law(rsa_like), CATALOGUE, bare(activity=Activity.EMPLOYEE).changed(bereaved=False))
    settles = [question.settles for question in found.questions]
    assert settles == sorted(settles, reverse=True)
    assert all(question.settles == len(question.benefits) > 0 for question in found.questions)
    assert all(question.text.endswith("?") for question in found.questions)


async def test_a_job_seeker_is_asked_for_the_last_contract() -> None:
    found = await simulate(Law(rsa_like), CATALOGUE, bare(activity=Activity.JOB_SEEKER))
    are = result(found.month, "are", ME)
    assert are.eligibility is UNKNOWN
    assert are.missing[0] == "moi.career.contract_end_date"
    assert "moi.career.contract_end_date" in {question.question for question in found.questions}


async def test_conditions_that_nobody_told_are_asked_never_refused() -> None:
    found = await simulate(Law(rsa_like), CATALOGUE, bare())
    mobility = result(found.month, "aide-mobilite", ME)
    assert (mobility.eligibility, mobility.missing) == (UNKNOWN, ("moi.activity",))


async def test_a_condition_that_fails_is_named() -> None:
    found = await simulate(Law(rsa_like), CATALOGUE, employee())
    refused = result(found.month, "apa", ME)
    assert refused.eligibility is NOT_ELIGIBLE
    assert refused.reason == "La condition d'âge n'est pas remplie."


def test_a_lone_parent_is_asked_since_when() -> None:
    child = Person(CHILD, Role.CHILD, date(2020, 3, 1))
    alone = employee().changed(persons=(employee().applicant, child))
    assert "alone_since" in {question.id for question in open_questions(alone)}
    told = alone.changed(alone_since_date=date(2024, 1, 1))
    assert "alone_since" not in {question.id for question in open_questions(told)}


def test_a_foreigner_is_asked_since_when_they_may_work() -> None:
    household = employee()
    foreigner = household.changed(persons=(replace(household.applicant, nationality=Nationality.OTHER),))
    assert "moi.permit_since_date" in {question.id for question in open_questions(foreigner)}


def test_a_wage_whose_past_is_untold_is_taken_to_have_been_the_same() -> None:
    recent = single(resources={(ME, Resource.WAGE): wage(1_500_00, date(2026, 7, 1))})
    assert "tax_incomes" in {question.id for question in open_questions(recent)}
    assert as_now(recent).resources[ME, Resource.WAGE].at(date(2024, 1, 1)) == 1_500_00


def test_a_past_that_is_told_nil_stays_nil() -> None:
    recent = single(resources={(ME, Resource.WAGE): wage(1_500_00, date(2026, 7, 1))})
    told = recent.changed(without=recent.without | {(ME, Resource.WAGE)})
    assert "tax_incomes" not in {question.id for question in open_questions(told)}
    assert as_now(told) is told


def test_a_tax_notice_sets_the_year_that_it_is_about() -> None:
    recent = single(
        resources={(ME, Resource.WAGE): wage(1_500_00, date(2026, 7, 1))}, tax_incomes={(2024, ""): 9_000_00}
    )
    wages = as_taxed(recent).resources[ME, Resource.WAGE]
    year = sum(wages.at(date(2024, month, 1)) or 0 for month in range(1, 13))
    assert abs(year * 0.9 - 9_000_00) < 12
    assert wages.at(date(2025, 6, 1)) == wages.at(MONTH) == 1_500_00


@st.composite
def partly_known(draw: st.DrawFn) -> Household:
    """Somebody of whom some things are known."""
    activity = draw(st.none() | st.sampled_from(Activity))
    kinds = draw(st.sets(st.sampled_from(Resource), max_size=4))
    resources = {
        (ME, kind): Series(date(2025, 1, 1), (draw(st.integers(0, 500_000)),), True, Basis.NET) for kind in kinds
    }
    without = draw(st.sampled_from([frozenset(), frozenset({(ME, None)}), frozenset({(ME, Resource.WAGE)})]))
    occupancy = draw(st.none() | st.sampled_from(Occupancy))
    home = Home(occupancy, draw(st.none() | st.integers(0, 200_000)), draw(st.sampled_from(["", "69123"])))
    children = tuple(Person(f"e{n}", Role.CHILD, date(2010 + n, 1, 1)) for n in range(draw(st.integers(0, 3))))
    me = Person(ME, Role.APPLICANT, draw(st.dates(date(1940, 1, 1), date(2008, 1, 1))), activity)
    return Household(MONTH, (me, *children), home=home, resources=resources, without=without)


@given(household=partly_known())
def test_every_answer_closes_its_question_and_leaves_what_is_told(household: Household) -> None:
    questions = open_questions(household)
    assert len({question.id for question in questions}) == len(questions)
    for question in questions:
        for answer in question.answers:
            answered = answer(household)
            assert question.id not in {other.id for other in open_questions(answered)}
            for key, series in household.resources.items():
                assert answered.resources[key].at(MONTH) == series.at(MONTH)


@given(household=partly_known())
def test_the_most_plausible_answers_leave_nothing_open(household: Household) -> None:
    questions = open_questions(household)
    closed = {question.id for question in questions}
    assert closed.isdisjoint(question.id for question in open_questions(filled(household, questions)))
