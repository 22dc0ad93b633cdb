"""A retirement of which little is known: the band holds what each activity would give, and nothing is decided on a career that we assume."""

from datetime import date

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Household
from services.simulator.domain.results import Eligibility
from services.simulator.domain.retirement import Retirement, estimate_retirement
from services.simulator.domain.vocabulary import Activity
from services.simulator.tests.homes import ME, Law, result, single
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()


def somebody(activity: Activity | None, born: date) -> Household:
    return single(activity, born=born)


def estimated(household: Household) -> Retirement:
    return estimate_retirement(household, household.applicant, CATALOGUE.retirement)


def test_the_band_of_an_activity_that_is_not_known_holds_what_each_activity_would_give() -> None:
    unknown = estimated(somebody(None, born=date(1970, 5, 15))).estimates
    for activity in (Activity.EMPLOYEE, Activity.SELF_EMPLOYED, Activity.NONE):
        ages = {one.start_date: one for one in estimated(somebody(activity, born=date(1970, 5, 15))).estimates}
        for one in unknown:
            if one.start_date in ages:
                assert one.low_cents <= ages[one.start_date].low_cents
                assert ages[one.start_date].high_cents <= one.high_cents
    assert unknown


def test_an_activity_that_is_not_known_says_what_each_end_of_the_band_stands_for() -> None:
    said = " ".join(estimated(somebody(None, born=date(1970, 5, 15))).assumptions)
    assert "Votre activité n'est pas connue" in said
    assert "qui travaille jusqu'au départ" in said
    assert "n'en compte pas" in said


async def test_the_minimum_of_somebody_retired_says_who_works_it_out() -> None:
    simulated = await simulate(
        Law(lambda household, month: {}), CATALOGUE, single(Activity.RETIRED, born=date(1955, 1, 1))
    )
    found = result(simulated.month, "minimum-contributif", ME)
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, ())
    assert "caisse de retraite" in found.reason
    assert "rien à demander" in found.reason


async def test_the_minimum_is_not_decided_on_a_career_that_we_assume() -> None:
    household = single(Activity.NONE, born=date(1958, 1, 1))
    simulated = await simulate(Law(lambda household, month: {}), CATALOGUE, household)
    found = result(simulated.month, "minimum-contributif", ME)
    assert found.eligibility is Eligibility.UNKNOWN
    assert "moi.career.validated_quarters" in found.missing
    assert {*found.missing} <= {one.question for one in simulated.questions if one.text}
