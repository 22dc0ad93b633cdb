"""A wage that has stopped for good is left out of the RSA for as long as it is; what nobody's wage stopping touches is the law's own, to the bit."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from services.simulator.domain.household import Career, Household, Series, months_after
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Resource
from services.simulator.engine import ordinary
from services.simulator.engine.columns import Keys
from services.simulator.engine.law import Law
from services.simulator.legislation.fixture import population
from services.simulator.translation import stopped
from services.simulator.translation.resources import Resources
from services.simulator.translation.roster import Roster
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.tests.households import MONTH, adult, household, lasting
from services.simulator.translation.translation import Translation
from services.simulator.translation.window import window

EARNED = "rsa_revenu_activite_individu"
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
    assert (EARNED, f"{MONTH:%Y-%m}") not in translation.translate([told], MONTHS).columns
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


@pytest.mark.parametrize("month", [MONTH, date(2025, 1, 1)])
def test_where_no_wage_has_stopped_what_is_earned_is_what_the_law_finds_to_the_bit(law: Law, month: date) -> None:
    """As the formula finds it, for all the households of the fixture: what we give to a batch says nothing new of those whom it is not for."""
    homes = [replace(one, month=month) for one in population()]
    translation, covered = Translation.of(law, month), window(month, MONTHS)
    roster, sheet = Roster.of(homes), Sheet(frozenset())
    resources = Resources(sheet, roster, covered, translation.rates)
    resources.write()
    assert resources.earned is not None
    nobody = np.zeros((covered.size, len(roster.persons)), dtype=bool)
    ours = stopped.averages(sheet, covered, resources.earned, nobody)
    batch = translation.translate(homes, MONTHS)
    for key in [key for key in batch.columns if key[0] == EARNED]:
        del batch.columns[key]  # type: ignore[attr-defined]  # a plain dict, in this test alone
    made = ordinary.simulation(law, Keys(law), batch)
    for n in range(MONTHS):
        theirs = made.calculate(EARNED, f"{months_after(month, n):%Y-%m}")
        assert (ours[n] == theirs).all(), (n, ours[n][ours[n] != theirs], theirs[ours[n] != theirs])


def test_a_household_gets_the_same_with_and_without_one_whose_wage_has_stopped(
    law: Law, translation: Translation
) -> None:
    working = household(adult(), resources={("moi", Resource.WAGE): lasting(613.37)})
    alone = amounts(law, translation, working)
    batch = translation.translate([without_a_job(0), working], MONTHS)
    made = ordinary.simulation(law, Keys(law), batch)
    beside = [float(made.calculate("rsa", f"{months_after(MONTH, n):%Y-%m}")[1]) for n in range(MONTHS)]
    assert beside == alone
