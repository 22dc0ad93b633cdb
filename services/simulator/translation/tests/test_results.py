"""What households get from the law as code once translated: known amounts, whatever the order and whoever else is in the batch."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from services.simulator.domain.household import Disability, Home, Household
from services.simulator.domain.results import Values
from services.simulator.domain.vocabulary import Activity, Basis, Nationality, Occupancy, Resource, Union
from services.simulator.engine import ordinary
from services.simulator.engine.columns import Keys
from services.simulator.engine.law import Law
from services.simulator.legislation.fixture import population
from services.simulator.translation.outputs import NotComputed
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.tests.households import MONTH, adult, child, household, lasting, received, tenant
from services.simulator.translation.translation import Translation

BENEFITS = (
    "css_participation_forfaitaire", "cmu_c", "af", "cf", "asf", "paje_base", "paje_naissance", "aeeh", "ars", "bourse_college",
    "aide_logement", "cheque_energie", "rsa", "ppa", "aefa", "aah", "caah", "aspa", "asi", "ass",
)  # fmt: skip
FAMILY = household(
    adult(), adult("conjoint", "1991-03-02"), child(born="2018-02-10"), child("enfant_2", "2022-05-01"), home=tenant(720),
    resources={("moi", Resource.WAGE): lasting(1350, Basis.TAXABLE), ("conjoint", Resource.WAGE): lasting(450, Basis.TAXABLE)},
)  # fmt: skip
LONE_PARENT = household(
    adult(), child(other_parent_absent=True), child("e2", "2015-02-01", other_parent_absent=True),
    child("e3", "2012-02-01", other_parent_absent=True), home=tenant(),
)  # fmt: skip
OLD = household(adult(born="1958-01-01"), resources={("moi", Resource.RETIREMENT_PENSION): lasting(320)})
DISABLED = household(adult(disability=Disability(85)))
SEEKER = household(
    adult(activity=Activity.JOB_SEEKER, career=None), resources={("moi", Resource.UNEMPLOYMENT): lasting(0)}
)
APART = household(
    adult(), adult("conjoint"), union=Union.COHABITATION, home=tenant(),
    resources={("moi", Resource.UNEMPLOYMENT): lasting(900), ("conjoint", Resource.SELF_EMPLOYED_PROFIT): lasting(700)},
    received=(received("rsa", 200, 200), received("als", 150, 150)),
)  # fmt: skip
PREGNANT = household(adult(expected_birth_date=date(2026, 12, 3)))
HOSTED = household(adult(born="2004-01-01", nationality=Nationality.OTHER), home=Home(Occupancy.HOSTED))
ALL = (FAMILY, LONE_PARENT, OLD, DISABLED, SEEKER, APART, PREGNANT, HOSTED)


def results(law: Law, translation: Translation, households: Sequence[Household], months: int = 1) -> list[list[Values]]:
    wanted = translation.wanted(BENEFITS, households[0].month, months)
    keys = Keys(law)
    made = ordinary.simulation(law, keys, translation.translate(households, months))
    arrays = {one: made.calculate(*keys[one]) for one in sorted(wanted, key=lambda one: (one[1], one[0]))}
    return translation.read_outputs(households, BENEFITS, months, arrays)


def amount(values: Values, benefit: str) -> float:
    found = values[benefit]
    assert isinstance(found, float)
    return found


def test_known_households_get_known_amounts(law: Law, translation: Translation) -> None:
    # As measured on stock OpenFisca with the same inputs.
    family, lone_parent, old, disabled, *_ = (months[0] for months in results(law, translation, ALL))
    assert (family["aide_logement"], family["af"], family["ars"]) == (221.0, 153.01, 429.01)
    assert family["css_participation_forfaitaire"] == 44.0
    assert (lone_parent["cf"], lone_parent["asf"], lone_parent["rsa"]) == (298.75, 605.35, 369.19)
    assert old["aspa"] == 723.59
    assert disabled["aah"] == {"moi": 1041.59}


def test_declared_benefits_of_the_past_lower_the_employment_bonus(law: Law, translation: Translation) -> None:
    months = {"af": (153.01,) * 12, "alf": (221,) * 12}
    said = tuple(received(benefit, *amounts) for benefit, amounts in months.items())
    (told,), (silent,) = results(law, translation, [FAMILY.changed(received=said), FAMILY])
    assert amount(told, "ppa") < amount(silent, "ppa")


def test_a_household_gets_the_same_alone_and_in_any_company(law: Law, translation: Translation) -> None:
    alone = [results(law, translation, [one], 2)[0] for one in ALL]
    shuffled = [3, 0, 7, 2, 5, 1, 6, 4]
    together = results(law, translation, [ALL[rank] for rank in shuffled], 2)
    assert [alone[rank] for rank in shuffled] == together


def test_the_order_in_which_benefits_are_asked_changes_nothing(law: Law, translation: Translation) -> None:
    keys, months = Keys(law), 4
    households = [*ALL, *population()[::50]]
    wanted = translation.wanted(BENEFITS, MONTH, months)
    batch = translation.translate(households, months)
    canonical = ordinary.simulation(law, keys, batch)
    expected = {
        one: canonical.calculate(*keys[one]).tolist() for one in sorted(wanted, key=lambda one: (one[1], one[0]))
    }
    for step in (1, 7, 11):
        # Each step visits every output once: none divides how many there are.
        order = [wanted[step * rank % len(wanted)] for rank in range(len(wanted))]
        assert len(set(order)) == len(wanted)
        made = ordinary.simulation(law, keys, batch)
        # A benefit of a month reads that of the month before: whoever asks for the last month first goes down a chain, which ends with what
        # was paid. The core takes it for one without an end after a single step, and puts nil, unless it is told better.
        made.max_spiral_loops = months + 12
        assert {one: made.calculate(*keys[one]).tolist() for one in order} == expected


def test_a_child_to_be_born_counts_for_the_birth_grant_only(law: Law, translation: Translation) -> None:
    october, november, december = results(law, translation, [PREGNANT], 3)[0]
    assert amount(october, "paje_naissance") > 1_000
    assert october["paje_base"] == november["paje_base"] == 0
    assert december["paje_base"] == 0  # due from the month after the birth on: the child is there in January
    assert list(october["aah"]) == ["moi"]  # type: ignore[arg-type]  # a person's benefit is by person


def test_what_is_usual_and_left_out_is_what_the_law_as_code_assumes(
    law: Law, translation: Translation, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, object] = {}

    class Telling(Sheet):
        def constant(self, keys: Sequence[tuple[str, str]], value: float | bool | str | bytes) -> None:
            said.setdefault(keys[0][0], value)
            super().constant(keys, value)

    monkeypatch.setattr("services.simulator.translation.translation.Sheet", Telling)
    translation.translate([household()])
    for name in said.keys() & translation.assumed:
        variable = law.system.variables[name]
        assert variable.default_array(1)[0] == said[name], name


def test_amounts_are_rounded_half_up_to_the_cent_and_ratios_are_not(translation: Translation) -> None:
    key = "2026-10"
    arrays = {
        ("rsa", key): np.array([153.015], dtype=np.float32),
        ("af", key): np.array([-0.001], dtype=np.float32),
        ("af_taux_modulation", key): np.array([0.125], dtype=np.float32),
        ("cmu_c", key): np.array([True]),
    }
    read = translation.read_outputs([household()], [name for name, _ in arrays], 1, arrays)[0][0]
    assert read == {"rsa": 153.02, "af": 0.0, "af_taux_modulation": 0.125, "cmu_c": 1.0}


def test_what_is_no_number_is_never_an_amount(translation: Translation) -> None:
    for wrong in (np.nan, np.inf):
        arrays = {("rsa", "2026-10"): np.array([wrong], dtype=np.float32)}
        with pytest.raises(NotComputed):
            translation.read_outputs([household()], ["rsa"], 1, arrays)


def test_yearly_benefits_are_those_of_the_months_year(translation: Translation) -> None:
    assert translation.wanted(("ars", "rsa"), date(2026, 12, 1), 2) == [
        ("ars", "2026"), ("rsa", "2026-12"), ("ars", "2027"), ("rsa", "2027-01"),
    ]  # fmt: skip


@pytest.mark.parametrize("month", [date(2024, 11, 1), date(2026, 1, 1), date(2028, 11, 1)])
def test_every_month_that_may_be_asked_for_is_computed(month: date, law: Law, translation: Translation) -> None:
    moved = [one.changed(month=month) for one in ALL]
    for months in results(law, translation, moved):
        assert set(months[0]) == set(BENEFITS)
