"""A wage, or an unemployment benefit, that has stopped for good is left out of the RSA for as long as nothing takes its place."""

from datetime import date

from services.simulator.domain.household import Career, Household, Series, months_after
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Resource
from services.simulator.engine import ordinary
from services.simulator.engine.columns import Keys
from services.simulator.engine.law import Law
from services.simulator.translation.tests.households import MONTH, adult, household
from services.simulator.translation.translation import Translation

MONTHS = 6


def without_a_job(*amounts: int, activity: Activity = Activity.JOB_SEEKER, career: Career | None = None) -> Household:
    """Somebody alone, with wages up to the month before, and these from the first month computed on."""
    paid = Series(months_after(MONTH, -12), (1_500_00,) * 12 + amounts, continues=bool(amounts), basis=Basis.NET)
    return household(adult(activity=activity, career=career), resources={("moi", Resource.WAGE): paid})


def amounts(law: Law, translation: Translation, one: Household, name: str = "rsa") -> list[float]:
    made = ordinary.simulation(law, Keys(law), translation.translate([one], MONTHS))
    return [float(made.calculate(name, f"{months_after(one.month, n):%Y-%m}")[0]) for n in range(MONTHS)]


def test_the_rsa_of_who_has_nothing_in_place_of_a_wage_does_not_fall_in_a_later_month(
    law: Law, translation: Translation
) -> None:
    first, *later = amounts(law, translation, without_a_job(0))
    assert first > 500
    assert later[:4] == [first] * 4


def test_the_end_of_a_contract_tells_that_a_wage_has_stopped(law: Law, translation: Translation) -> None:
    ended = Career(contract_end_date=date(2026, 9, 30), contract_end=ContractEnd.RESIGNATION)
    first, *later = amounts(law, translation, without_a_job(career=ended))
    assert first > 500
    assert later[:4] == [first] * 4


def test_months_of_which_nothing_is_told_are_no_wage_that_has_stopped(law: Law, translation: Translation) -> None:
    """The declaration of a quarter tells of no month after it."""
    quarter = Series(months_after(MONTH, -4), (1_500_00,) * 3, basis=Basis.NET)
    told = household(adult(), resources={("moi", Resource.WAGE): quarter})
    assert amounts(law, translation, told)[0] == 0


def test_what_takes_the_place_of_a_wage_leaves_it_counted(law: Law, translation: Translation) -> None:
    one = without_a_job(0)
    paid = Series(MONTH, (300_00,), continues=True, basis=Basis.NET)
    replaced = one.changed(resources={**one.resources, ("moi", Resource.UNEMPLOYMENT): paid})
    assert amounts(law, translation, replaced)[:3] == [0, 0, 0]


def test_a_wage_that_comes_back_counts_again(law: Law, translation: Translation) -> None:
    found = amounts(law, translation, without_a_job(0, 0, 1_500_00, activity=Activity.EMPLOYEE))
    assert found[0] == found[1] > 500
    # Its quarter is of worked months for two thirds, then for one.
    assert found[2] == 0
    assert 0 < found[3] < found[0]


def at_the_end_of_a_benefit(*later: int) -> Household:
    """Somebody alone whose unemployment benefit was paid up to the month before, and these from the first month computed on."""
    amounts = (900_00,) * 12 + later
    series = Series(months_after(MONTH, -12), amounts, continues=bool(later), basis=Basis.NET)
    return household(adult(activity=Activity.NONE), resources={("moi", Resource.UNEMPLOYMENT): series})


def test_the_rsa_at_the_end_of_an_unemployment_benefit_does_not_fall_in_a_later_month(
    law: Law, translation: Translation
) -> None:
    first, *later = amounts(law, translation, at_the_end_of_a_benefit(0))
    assert first > 500
    assert later[:4] == [first] * 4


def test_an_unemployment_benefit_of_which_no_end_is_told_still_counts(law: Law, translation: Translation) -> None:
    assert amounts(law, translation, at_the_end_of_a_benefit())[1] == 0


def test_a_pension_takes_the_place_of_an_unemployment_benefit(law: Law, translation: Translation) -> None:
    pension = {("moi", Resource.RETIREMENT_PENSION): Series(MONTH, (300_00,), continues=True, basis=Basis.NET)}
    told = at_the_end_of_a_benefit(0)
    replaced = told.changed(resources={**told.resources, **pension})
    assert amounts(law, translation, replaced)[:3] == [0, 0, 0]
