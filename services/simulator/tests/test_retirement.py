"""The retirement estimate: the schedule of generations, the rate, the minimum, the points, and what is said to be assumed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidInput
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Career, Household, Received
from services.simulator.domain.results import Eligibility
from services.simulator.domain.retirement import Retirement, estimate_retirement, legal_age_date, retirement_on
from services.simulator.domain.vocabulary import Activity, Resource
from services.simulator.tests.homes import ME, Law, bare, employee, result, single, wage
from services.simulator.usecases.retirement import estimate
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
RULES = CATALOGUE.retirement


def of(
    born: date, career: Career | None = None, *, activity: Activity = Activity.EMPLOYEE, cents: int = 2_000_00
) -> Household:
    household = employee(cents) if activity is Activity.EMPLOYEE else single(activity)
    return household.changed(persons=(replace(household.applicant, birth_date=born, activity=activity, career=career),))


def estimated(household: Household) -> Retirement:
    return estimate_retirement(household, household.applicant, RULES)


@pytest.mark.parametrize(
    ("born", "start"),
    [
        # service-public.gouv.fr, 27 February 2026: what the law of finance for 2026 suspends, from 1 September 2026.
        (date(1963, 11, 20), date(2026, 9, 1)),  # 62 years 9 months, as before
        (date(1964, 5, 15), date(2027, 3, 1)),  # 62 years 9 months instead of 63
        (date(1965, 3, 31), date(2028, 1, 1)),  # 62 years 9 months
        (date(1965, 4, 1), date(2028, 4, 1)),  # 63 years
        (date(1966, 7, 10), date(2029, 11, 1)),  # 63 years 3 months
        (date(1967, 7, 10), date(2031, 2, 1)),  # 63 years 6 months
        (date(1968, 7, 10), date(2032, 5, 1)),  # 63 years 9 months
        (date(1969, 7, 10), date(2033, 8, 1)),  # 64 years
        (date(1990, 5, 15), date(2054, 6, 1)),
    ],
)
def test_the_legal_age_follows_the_generation(born: date, start: date) -> None:
    person = of(born).applicant
    assert legal_age_date(person, RULES) == start


def test_all_the_quarters_give_half_of_the_average_wage() -> None:
    # 167 quarters in October 2026 and four a year make more than the 170 needed in March 2027… with three to spare.
    known = Career(
        validated_quarters=172, average_annual_wage_cents=30_000_00, complementary_points=0, children_raised=0
    )
    found = estimated(of(date(1964, 5, 15), known, cents=1)).estimates[0]
    assert (found.rate, found.base_cents) == (5000, 1_250_00)
    assert found.label == "l'âge légal, à taux plein"


def test_each_missing_quarter_takes_0_625_point_of_rate_and_its_share_of_the_duration() -> None:
    known = Career(
        validated_quarters=160, average_annual_wage_cents=30_000_00, complementary_points=0, children_raised=0
    )
    found = estimated(of(date(1964, 5, 15), known, activity=Activity.NONE)).estimates[0]
    assert found.rate == 5000 - round(10 * 62.5)
    assert found.base_cents == round(30_000_00 * found.rate / 10_000 * 160 / 170 / 12)


def test_at_67_nothing_is_taken_off_the_rate() -> None:
    known = Career(
        validated_quarters=100, average_annual_wage_cents=30_000_00, complementary_points=0, children_raised=0
    )
    last = estimated(of(date(1964, 5, 15), known, activity=Activity.NONE)).estimates[-1]
    assert (last.age_years, last.rate) == (67, 5000)


def test_working_beyond_pays_1_25_per_cent_a_quarter() -> None:
    known = Career(
        validated_quarters=190, average_annual_wage_cents=30_000_00, complementary_points=0, children_raised=0
    )
    last = estimated(of(date(1964, 5, 15), known)).estimates[-1]
    # From 62 years 9 months to 67: seventeen quarters.
    assert last.rate == 5000 + round(5000 * 17 * 0.0125)


def test_a_pension_may_be_estimated_for_any_day() -> None:
    known = Career(
        validated_quarters=172, average_annual_wage_cents=30_000_00, complementary_points=0, children_raised=0
    )
    household = of(date(1964, 5, 15), known)
    legal = estimated(household).estimates[0]
    at_legal = retirement_on(household, household.applicant, legal.start_date, RULES)
    assert at_legal.monthly_cents == legal.monthly_cents
    later = retirement_on(household, household.applicant, date(2028, 3, 1), RULES)
    # A year more: four quarters beyond both the age and the duration.
    assert later.rate == 5000 + round(5000 * 4 * 0.0125)


def test_a_small_pension_at_the_full_rate_is_lifted_to_the_minimum() -> None:
    known = Career(
        validated_quarters=175, average_annual_wage_cents=15_000_00, complementary_points=0, children_raised=0
    )
    found = estimated(of(date(1964, 5, 15), known, activity=Activity.NONE)).estimates[0]
    assert found.minimum_applies
    assert found.base_cents == 903_93


def test_the_minimum_stops_at_a_ceiling_of_all_pensions() -> None:
    known = Career(
        validated_quarters=175, average_annual_wage_cents=15_000_00, complementary_points=6_000, children_raised=0
    )
    found = estimated(of(date(1964, 5, 15), known, activity=Activity.NONE)).estimates[0]
    assert found.base_cents + found.complementary_cents == 1_410_89


def test_three_children_raise_the_pension_by_a_tenth() -> None:
    known = Career(
        validated_quarters=175, average_annual_wage_cents=30_000_00, complementary_points=4_000, children_raised=2
    )
    two = estimated(of(date(1964, 5, 15), known, activity=Activity.NONE)).estimates[0]
    three = estimated(of(date(1964, 5, 15), replace(known, children_raised=3), activity=Activity.NONE)).estimates[0]
    assert three.monthly_cents == pytest.approx(two.monthly_cents * 1.1, abs=1)


def test_points_are_paid_at_their_value() -> None:
    known = Career(
        validated_quarters=175, average_annual_wage_cents=30_000_00, complementary_points=4_000, children_raised=0
    )
    found = estimated(of(date(1964, 5, 15), known, activity=Activity.NONE)).estimates[0]
    assert found.complementary_cents == round(4_000 * 1.4386 * 100 / 12)


def test_a_long_career_opens_earlier_where_five_quarters_came_before_twenty() -> None:
    known = Career(
        validated_quarters=172, average_annual_wage_cents=30_000_00, complementary_points=0, quarters_before_20=5
    )
    early = estimated(of(date(1966, 7, 10), known)).estimates[0]
    assert "carrière longue" in early.label
    # 60 years and 9 months for 1966, which is past: the pension may begin next month… in April 2027.
    assert early.start_date == date(2027, 5, 1)
    late = estimated(of(date(1966, 7, 10), replace(known, quarters_before_20=3))).estimates[0]
    assert "carrière longue" not in late.label


def test_the_less_is_known_the_wider_the_band() -> None:
    whole = Career(validated_quarters=120, average_annual_wage_cents=30_000_00, complementary_points=3_000)
    known = estimated(of(date(1970, 1, 1), whole)).estimates[0]
    unknown = estimated(of(date(1970, 1, 1))).estimates[0]
    assert _width(unknown.low_cents, unknown.high_cents) > _width(known.low_cents, known.high_cents)


def _width(low: int, high: int) -> float:
    return high / low


def test_everything_that_was_assumed_is_said_in_french() -> None:
    found = estimated(bare(activity=Activity.FARMER))
    assert any("exploitants agricoles" in text for text in found.assumptions)
    assert any("Smic" in text for text in found.assumptions)
    assert any("suspension" in text for text in found.assumptions)
    assert found.missing == (
        "career.validated_quarters", "career.average_annual_wage_cents", "career.complementary_points",
    )  # fmt: skip


def test_what_is_missing_is_asked() -> None:
    found = estimate(CATALOGUE, employee())
    assert [question.question for question in found.questions] == [
        "moi.career.validated_quarters", "moi.career.average_annual_wage_cents", "moi.career.complementary_points",
    ]  # fmt: skip
    assert all(question.text.endswith("?") for question in found.questions)


def test_who_is_retired_already_gets_no_estimate() -> None:
    retired = of(date(1958, 5, 15), activity=Activity.RETIRED)
    pensioned = employee().changed(resources={(ME, Resource.RETIREMENT_PENSION): wage(1_200_00)})
    righted = employee().changed(received=(Received("retraite-base", wage(900_00), ME, open=True),))
    for household in (retired, pensioned, righted):
        found = estimate(CATALOGUE, household)
        assert (found.estimates, found.questions) == ((), ())
        assert found.assumptions[0].startswith("Vous êtes déjà à la retraite")


def test_from_71_on_no_departure_is_estimated() -> None:
    assert not estimated(of(date(1955, 9, 15))).estimates
    assert estimated(of(date(1956, 9, 15))).estimates


def test_quarters_that_are_assumed_never_raise_the_rate() -> None:
    found = estimated(of(date(1960, 5, 15)))
    assert {each.rate for each in found.estimates} == {5000}


def test_an_activity_that_is_not_known_is_asked_and_never_said_to_go_on() -> None:
    found = estimate(CATALOGUE, bare())
    assert found.questions[0].question == "moi.activity"
    assert found.questions[0].text.endswith("?")
    assert not any("continue comme aujourd'hui" in text for text in found.assumptions)


@pytest.mark.parametrize("benefit", ["retraite-base", "retraite-complementaire", "minimum-contributif"])
async def test_the_catalogue_promises_no_pension_from_an_assumed_career_to_who_is_retired(benefit: str) -> None:
    household = of(date(1958, 5, 15), activity=Activity.RETIRED)
    month = (await simulate(Law(lambda *_: {}), CATALOGUE, household, frozenset({benefit}))).month
    said = result(month, benefit, ME)
    assert (said.eligibility, said.amount_cents, said.low_cents) == (Eligibility.UNKNOWN, 0, None)
    assert said.reason.startswith("Vous êtes déjà à la retraite")


def test_nobody_estimates_the_retirement_of_a_stranger() -> None:
    with pytest.raises(InvalidInput):
        estimate(CATALOGUE, employee(), "conjoint")


@given(
    born=st.dates(date(1950, 1, 1), date(2008, 1, 1)),
    quarters=st.none() | st.integers(0, 220),
    average=st.none() | st.integers(0, 10_000_000),
    points=st.none() | st.integers(0, 60_000),
    activity=st.sampled_from(Activity),
)
def test_whatever_the_career_estimates_are_ordered_bounded_and_to_come(
    born: date, quarters: int | None, average: int | None, points: int | None, activity: Activity
) -> None:
    career = Career(validated_quarters=quarters, average_annual_wage_cents=average, complementary_points=points)
    household = single(activity, born=born, resources={(ME, Resource.WAGE): wage(1_800_00)})
    household = household.changed(persons=(replace(household.applicant, career=career),))
    estimates = estimated(household).estimates
    starts = [each.start_date for each in estimates]
    to_come = activity is not Activity.RETIRED and born > date(1955, 10, 1)
    assert (1 if to_come else 0) <= len(estimates) <= (4 if to_come else 0)
    assert starts == sorted(set(starts))
    assert all(start > household.month for start in starts)
    for each in estimates:
        assert 0 <= each.low_cents <= each.monthly_cents <= each.high_cents
        assert 3750 <= each.rate <= 10_000
        assert 0 <= each.age_months < 12
