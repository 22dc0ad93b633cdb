"""What of the care of a child is paid back since September 2025: the linear scale, its dates, and what it does not know."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from services.simulator.catalogue.loader import FILES, load_catalogue
from services.simulator.domain import family_wording as words
from services.simulator.domain.childcare import care_aids, childcare_missing, income_of
from services.simulator.domain.household import Childcare, Disability, Household, Person, Received, Series, months_after
from services.simulator.domain.results import BenefitResult, Eligibility, Method
from services.simulator.domain.vocabulary import Activity, Basis, ChildcareKind, Resource, Role, Union
from services.simulator.tests.homes import ME, MONTH, Law, result, single, wage
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
RULES = CATALOGUE.childcare
EXAMPLES = yaml.safe_load((FILES / "childcare.yaml").read_text())["examples"]
MINDED = Childcare(ChildcareKind.CHILDMINDER, 125, 606_25)


def family(
    month: date = MONTH, *, income: int | None = 3_000_00, care: Childcare | None = MINDED, others: int = 0
) -> Household:
    """A couple at work with a toddler, and so many elder children; `income`: a month, as the notice tells it."""
    toddler = Person("enfant_1", Role.CHILD, months_after(month, -18), childcare=care)
    elder = (Person(f"enfant_{n + 2}", Role.CHILD, months_after(month, -12 * 9)) for n in range(others))
    partner = Person("conjoint", Role.PARTNER, date(1991, 2, 2), Activity.EMPLOYEE)
    known = single().changed(month=month, union=Union.MARRIAGE)
    notices = {} if income is None else {(month.year - 2, ""): income * 12}
    return known.changed(persons=(*known.persons, partner, toddler, *elder), tax_incomes=notices, without=frozenset())


async def care_of(household: Household) -> BenefitResult:
    """What is said of it."""
    return result((await simulate(Law(lambda *_: {}), CATALOGUE, household)).month, "cmg")


def aid(household: Household) -> int:
    return sum(one.amount_cents for one in care_aids(household, RULES))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["address"])
def test_the_example_of_the_caf_is_found_again_to_the_euro(example: dict[str, Any]) -> None:
    given = example["given"]
    care = Childcare(ChildcareKind.CHILDMINDER, given["hours"], given["cost"])
    assert round(aid(family(given["month"], income=given["income"], care=care)) / 100) == example["gives"]["euros"]


async def test_the_result_has_the_amount_and_no_band_where_the_notice_is_known() -> None:
    found = await care_of(family())
    # 606.25 × (1 − 3 000 × 0.000619 ÷ 4.91)
    assert (found.eligibility, found.method, found.amount_cents) == (Eligibility.ELIGIBLE, Method.ESTIMATE, 376_96)
    assert (found.low_cents, found.reason) == (None, words.CARE_EXACT)


async def test_before_september_2025_another_scale_applied_and_no_amount_is_told() -> None:
    before = await care_of(family(date(2025, 8, 1)))
    assert (before.eligibility, before.amount_cents, before.reason) == (Eligibility.UNKNOWN, 0, words.CARE_BEFORE)
    assert (await care_of(family(date(2025, 9, 1)))).amount_cents == pytest.approx(374_12, abs=2)


def test_the_reference_cost_rises_in_april_2026_and_not_a_month_before() -> None:
    assert aid(family(date(2026, 3, 1))) == pytest.approx(374_12, abs=2)
    assert aid(family(date(2026, 4, 1))) == 376_96


def test_the_income_is_bounded_below_and_above() -> None:
    assert aid(family(income=0)) == aid(family(income=800_00)) > aid(family(income=900_00))
    assert aid(family(income=9_000_00)) == aid(family(income=8_500_00)) == 0


def test_what_an_hour_costs_above_the_ceiling_is_not_counted() -> None:
    dear = Childcare(ChildcareKind.CHILDMINDER, 100, 1_500_00)
    (found,) = care_aids(family(care=dear), RULES)
    assert found.counted_cents == 809_00


def test_more_children_and_a_disabled_one_make_each_hour_cheaper() -> None:
    alone, two, three = (aid(family(others=others)) for others in (0, 1, 2))
    assert alone < two < three
    disabled = family(others=1)
    persons = (*disabled.persons[:-1], replace(disabled.persons[-1], disability=Disability(80, aeeh_complement=2)))
    assert aid(disabled.changed(persons=persons)) == three
    paid = Received("aeeh", Series(MONTH, (150_00,)), open=True)
    assert aid(family().changed(received=(paid,))) == two


def test_who_is_employed_at_home_has_a_scale_of_their_own() -> None:
    home = Childcare(ChildcareKind.HOME_EMPLOYEE, 100, 1_050_00)
    # 1 050 × (1 − 3 000 × 0.001238 ÷ 10.50)
    assert aid(family(care=home)) == 678_60


@pytest.mark.parametrize(
    ("care", "missing"),
    [
        (None, ("enfant_1.childcare.kind",)),
        (
            Childcare(ChildcareKind.CHILDMINDER),
            ("enfant_1.childcare.monthly_hours", "enfant_1.childcare.monthly_cost_cents"),
        ),
        (Childcare(ChildcareKind.NONE), ()),
    ],
)
async def test_what_is_not_known_of_the_care_is_asked(care: Childcare | None, missing: tuple[str, ...]) -> None:
    household = family(care=care)
    assert childcare_missing(household, RULES) == missing
    found = await care_of(household)
    assert found.missing == missing
    assert found.eligibility is (Eligibility.UNKNOWN if missing else Eligibility.NOT_ELIGIBLE)


async def test_an_income_that_nobody_told_is_asked_and_is_never_taken_for_nothing() -> None:
    found = await care_of(family(income=None))
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, ("tax_incomes",))


async def test_questions_of_care_are_asked_in_words() -> None:
    simulated = await simulate(Law(lambda *_: {}), CATALOGUE, family(care=None))
    (asked,) = [one for one in simulated.questions if one.question == "enfant_1.childcare.kind"]
    assert asked.person == "enfant_1"
    assert "Qui garde cet enfant" in asked.text


def test_wages_told_over_the_whole_year_stand_for_the_notice() -> None:
    household = family(income=None)
    paid = {(key, Resource.WAGE): wage(2_000_00, date(2023, 1, 1), Basis.TAXABLE) for key in (ME, "conjoint")}
    income = income_of(household.changed(resources=paid), RULES)
    assert income is not None
    # Ten per cent are taken off what is taxed.
    assert (income.cents, income.year, income.noticed) == (3_600_00, 2024, False)


def test_the_last_notice_known_goes_on_when_the_year_turns() -> None:
    income = income_of(family().changed(month=date(2027, 1, 1)), RULES)
    assert income is not None
    assert (income.cents, income.year) == (3_000_00, 2024)


async def test_a_structure_keeps_its_own_scale_which_is_said() -> None:
    found = await care_of(family(care=Childcare(ChildcareKind.STRUCTURE)))
    assert (found.eligibility, found.reason) == (Eligibility.UNKNOWN, words.CARE_STRUCTURE)


async def test_what_is_really_paid_is_shown_as_it_is_paid() -> None:
    paid = Received("cmg", Series(months_after(MONTH, -2), (174_80,) * 3), open=True)
    found = await care_of(family(care=None).changed(received=(paid,)))
    assert (found.eligibility, found.amount_cents, found.missing) == (Eligibility.RECEIVED, 174_80, ())
