"""What we give of earnings and of the rest for the RSA is what the law's formulas find, to the bit, wherever we change nothing on purpose."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from services.simulator.domain.household import Household, months_after
from services.simulator.domain.vocabulary import Resource
from services.simulator.engine import ordinary
from services.simulator.engine.columns import Keys
from services.simulator.engine.law import Law
from services.simulator.legislation.fixture import population
from services.simulator.serving.samples import samples
from services.simulator.translation import stopped, unearned
from services.simulator.translation.home import Homes
from services.simulator.translation.resources import Resources
from services.simulator.translation.roster import Roster
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.tests.households import MONTH, adult, household, lasting
from services.simulator.translation.translation import Translation
from services.simulator.translation.window import window

EARNED, UNEARNED = "rsa_revenu_activite_individu", "rsa_base_ressources_individu"
MONTHS = 6


@pytest.mark.parametrize("month", [MONTH, date(2025, 1, 1)])
def test_where_nothing_has_stopped_what_counts_is_what_the_law_finds_to_the_bit(law: Law, month: date) -> None:
    """For all the households of the fixture, of whom nobody is told to have stopped."""
    homes = [replace(one, month=month) for one in population()]
    translation, covered = Translation.of(law, month), window(month, MONTHS)
    roster, sheet = Roster.of(homes), Sheet(frozenset())
    resources = Resources(sheet, roster, covered, translation.rates)
    resources.write()
    Homes(sheet, roster, covered).write({})
    assert resources.earned is not None
    nobody = np.zeros((covered.size, len(roster.persons)), dtype=bool)
    # What relatives give counts for the formula, always.
    gifts = unearned.Gifts(None, resources._amounts.of(Resource.FAMILY_HELP, Resource.EXCEPTIONAL))
    ours = {
        EARNED: stopped.averages(sheet, covered, resources.earned, nobody),
        UNEARNED: unearned.counted(sheet, covered, translation.rates.minimum, gifts, nobody),
    }
    batch = translation.translate(homes, MONTHS)
    left = {key: column for key, column in batch.columns.items() if key[0] not in ours}
    made = ordinary.simulation(law, Keys(law), replace(batch, columns=left))
    for name, rows in ours.items():
        for n in range(MONTHS):
            theirs = made.calculate(name, f"{months_after(month, n):%Y-%m}")
            assert (rows[n] == theirs).all(), (name, n, rows[n][rows[n] != theirs], theirs[rows[n] != theirs])


def test_a_household_counts_the_same_beside_one_whose_resources_have_stopped(
    law: Law, translation: Translation
) -> None:
    working = household(adult(), resources={("moi", Resource.WAGE): lasting(613.37)})
    ended = household(adult(), resources={("moi", Resource.UNEMPLOYMENT): replace(lasting(900), continues=False)})
    alone, beside = (_rsa(law, translation, homes) for homes in ([working], [ended, working]))
    assert [month[-1] for month in beside] == [month[-1] for month in alone]


@pytest.mark.parametrize("resources", [{}, {Resource.WAGE: lasting(900)}, {Resource.UNEMPLOYMENT: lasting(900)}])
def test_no_household_needs_an_input_that_the_samples_have_not(
    translation: Translation, resources: dict[Resource, object]
) -> None:
    """Whatever stops or not: what a batch lacks of a known shape is filled, save what the law would compute."""
    said = household(adult(), resources={("moi", kind): series for kind, series in resources.items()})
    batch = translation.translate([said], MONTHS)
    given = {*batch.columns, *batch.constants}
    for group in samples(MONTH):
        assert {one for one in translation.translate(group, MONTHS).columns if one[0] in (EARNED, UNEARNED)} <= given


def test_what_relatives_give_counts_for_the_rsa_until_july_2025(law: Law, translation: Translation) -> None:
    assert [_rsa_helped(law, date(2025, 6, 1)), _rsa_helped(law, MONTH)] == [
        _rsa_alone(law, date(2025, 6, 1)) - 100,
        _rsa_alone(law, MONTH),
    ]


def _rsa_helped(law: Law, month: date) -> float:
    helped = household(adult(), resources={("moi", Resource.FAMILY_HELP): lasting(100)}, month=month)
    return float(_rsa(law, Translation.of(law, month), [helped])[0][0])


def _rsa_alone(law: Law, month: date) -> float:
    return float(_rsa(law, Translation.of(law, month), [household(adult(), month=month)])[0][0])


def _rsa(law: Law, translation: Translation, homes: list[Household]) -> list[np.ndarray]:
    made = ordinary.simulation(law, Keys(law), translation.translate(homes, MONTHS))
    return [made.calculate("rsa", f"{months_after(homes[0].month, n):%Y-%m}") for n in range(MONTHS)]
