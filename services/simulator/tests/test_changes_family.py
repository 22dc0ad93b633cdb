"""Who comes, who leaves, and where they live."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import changes as kinds
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.eligibility import Situation, results_of
from services.simulator.domain.household import Disability, Home, Person
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role, Union
from services.simulator.tests.changing import CHILD, FLAT, ME, MONTH, PARTNER, alone, couple, wages
from services.simulator.tests.test_changes_work import FEBRUARY, JANUARY, paid, try_it


def keys(trial: object) -> list[str]:
    """Who is in the household after the change."""
    return [person.key for person in trial.after.persons]  # type: ignore[attr-defined]  # a trial


def test_a_child_is_born_on_that_day_under_a_key_that_nobody_has() -> None:
    expecting = replace(ME, expected_birth_date=date(2027, 1, 20))
    trial = try_it(alone(persons=(expecting, CHILD)), kinds.Birth(), date(2027, 1, 15))
    assert keys(trial) == ["moi", "enfant_1", "enfant_2"]
    assert trial.after.person("enfant_2").birth_date == date(2027, 1, 15)
    assert trial.after.person("moi").expected_birth_date is None
    assert trial.after.knows("enfant_2", Resource.WAGE)


def test_twins_are_two_children() -> None:
    assert keys(try_it(couple(), kinds.Birth(2)))[-2:] == ["enfant_3", "enfant_4"]


def test_a_household_does_not_grow_beyond_twenty() -> None:
    with pytest.raises(Impossible, match="children"):
        try_it(couple(), kinds.Birth(17))


def test_a_separation_shares_persons_and_resources() -> None:
    what = kinds.Separation(frozenset({"enfant_1"}), alimony_paid_cents=0)
    trial = try_it(couple(), what)
    assert keys(trial) == ["moi", "enfant_1"]
    assert trial.after.union is None
    assert trial.after.alone_since_date == JANUARY
    assert set(trial.after.resources) == {("moi", Resource.WAGE)}
    assert [line.benefit for line in trial.after.received] == ["af"]
    assert trial.after.person("enfant_1").other_parent_absent
    assert trial.after.tax_incomes == {}
    assert trial.after.home == FLAT


def test_an_alimony_is_received_from_the_day_of_the_separation_and_bars_family_support() -> None:
    what = kinds.Separation(frozenset({"enfant_1", "enfant_2"}), frozenset({"enfant_2"}), alimony_received_cents=200_00)
    trial = try_it(couple(), what)
    assert paid(trial, Resource.ALIMONY_RECEIVED) == 200_00
    assert not any(child.other_parent_absent for child in trial.after.children)
    assert [child.alternating_custody for child in trial.after.children] == [False, True]


def test_who_leaves_with_no_child_pays_alimony_and_moves() -> None:
    studio = Home(Occupancy.FURNISHED_TENANT, 450_00, "35238")
    trial = try_it(couple(), kinds.Separation(alimony_paid_cents=150_00, home=studio))
    assert keys(trial) == ["moi"]
    assert trial.after.alone_since_date is None
    assert trial.after.home == studio
    assert paid(trial, Resource.ALIMONY_PAID) == 150_00


def test_who_is_alone_cannot_separate_nor_lose_a_partner() -> None:
    for what in (kinds.Separation(), kinds.PartnerDeath()):
        with pytest.raises(Impossible):
            try_it(alone(), what)


@pytest.mark.parametrize(
    ("staying", "alternating", "field"),
    [({"conjoint"}, set(), "children_staying"), ({"enfant_1"}, {"enfant_2"}, "children_alternating")],
)
def test_only_children_of_the_household_stay(staying: set[str], alternating: set[str], field: str) -> None:
    with pytest.raises(Impossible, match=field):
        try_it(couple(), kinds.Separation(frozenset(staying), frozenset(alternating)))


def test_a_partner_comes_with_what_they_earn() -> None:
    what = kinds.Couple(Union.COHABITATION, PARTNER, {Resource.WAGE: wages(1_000_00)})
    trial = try_it(alone(alone_since_date=date(2024, 1, 1)), what)
    assert keys(trial) == ["moi", "conjoint", "enfant_1"]
    assert paid(trial, Resource.WAGE, person="conjoint") == 1_000_00
    assert trial.after.alone_since_date is None
    assert trial.after.tax_incomes == {(2024, "moi"): 25_000_00}


def test_a_second_partner_is_refused() -> None:
    with pytest.raises(Impossible, match="partner"):
        try_it(couple(), kinds.Couple(Union.PACS, replace(PARTNER, key="autre")))


def test_a_partner_has_a_key_of_their_own_and_the_role_of_one() -> None:
    with pytest.raises(Impossible, match=r"partner\.person"):
        try_it(alone(), kinds.Couple(Union.PACS, replace(PARTNER, key="enfant_1")))
    with pytest.raises(Impossible, match=r"partner\.role"):
        try_it(alone(), kinds.Couple(Union.PACS, Person("ami", Role.CHILD, date(2000, 1, 1))))


def test_a_child_who_leaves_takes_their_resources() -> None:
    household = couple(resources={("enfant_1", Resource.WAGE): wages(300_00), ("moi", Resource.WAGE): wages(900_00)})
    trial = try_it(household, kinds.ChildLeaving("enfant_1"))
    assert keys(trial) == ["moi", "conjoint", "enfant_2"]
    assert set(trial.after.resources) == {("moi", Resource.WAGE)}


def test_an_adult_does_not_leave_as_a_child() -> None:
    with pytest.raises(Impossible) as refusal:
        try_it(couple(), kinds.ChildLeaving("conjoint"))
    assert refusal.value.description == "Cette personne n'est pas un enfant à charge."


def test_the_survivor_is_told_that_no_survivor_pension_is_counted() -> None:
    trial = try_it(couple(), kinds.PartnerDeath())
    assert keys(trial) == ["moi", "enfant_1", "enfant_2"]
    assert any("réversion" in said for said in trial.assumptions)
    assert paid(trial, Resource.SURVIVOR_PENSION) is None
    assert all(child.other_parent_absent for child in trial.after.children)


def test_who_loses_a_spouse_is_bereaved_and_the_benefits_of_survivors_answer() -> None:
    catalogue = load_catalogue()
    survivor = try_it(couple(), kinds.PartnerDeath()).after
    old = survivor.changed(persons=(replace(survivor.applicant, birth_date=date(1962, 6, 1)),))
    for household, opened in (
        (survivor, {"allocation-veuvage", "capital-deces"}),
        (old, {"reversion", "capital-deces"}),
    ):
        situation = Situation(household, household, MONTH, {}, household)
        asked = [catalogue.benefits[name] for name in ("reversion", "allocation-veuvage", "capital-deces")]
        found = results_of(situation, asked, replace(catalogue, benefits={one.id: one for one in asked}))
        assert {one.benefit for one in found if one.eligibility is Eligibility.ELIGIBLE} == opened


def test_the_allocation_veuvage_is_not_for_who_lives_as_a_couple_again() -> None:
    """CSS L356-3."""
    catalogue = load_catalogue()
    again = couple(bereaved=True, union=Union.COHABITATION)
    asked = [catalogue.benefits["allocation-veuvage"]]
    (found,) = results_of(
        Situation(again, again, MONTH, {}, again), asked, replace(catalogue, benefits={asked[0].id: asked[0]})
    )
    assert found.eligibility is Eligibility.NOT_ELIGIBLE


def test_without_a_marriage_there_is_no_survivor_pension_to_ask_for() -> None:
    trial = try_it(couple(union=Union.PACS), kinds.PartnerDeath())
    assert trial.after.bereaved is False
    assert any("Sans mariage" in said for said in trial.assumptions)


def test_a_survivor_pension_told_is_counted() -> None:
    trial = try_it(couple(), kinds.PartnerDeath(400_00), date(2027, 1, 31))
    assert paid(trial, Resource.SURVIVOR_PENSION, FEBRUARY) == 400_00
    assert paid(trial, Resource.SURVIVOR_PENSION, JANUARY) == 12_90


def test_a_move_takes_the_new_home_whole() -> None:
    home = Home(Occupancy.SOCIAL_TENANT, 500_00, "75056")
    assert try_it(couple(), kinds.Move(home)).after.home == home
    with pytest.raises(Impossible, match=r"home\.occupancy"):
        try_it(couple(), kinds.Move(Home()))


def test_a_rent_changes_only_where_there_is_one() -> None:
    assert try_it(couple(), kinds.RentChange(750_00)).after.home == replace(FLAT, rent_cents=750_00)
    for home in (None, Home(Occupancy.OWNER)):
        with pytest.raises(Impossible, match="rent_cents"):
            try_it(couple(home=home), kinds.RentChange(750_00))


def test_a_disability_has_a_rate_and_its_child_complement_is_for_children() -> None:
    trial = try_it(alone(), kinds.DisabilityRecognised("moi", Disability(80)))
    assert trial.after.person("moi").disability == Disability(80)
    assert trial.after.person("moi").activity is Activity.EMPLOYEE
    with pytest.raises(Impossible, match="incapacity_rate"):
        try_it(alone(), kinds.DisabilityRecognised("moi", Disability()))
    with pytest.raises(Impossible, match="aeeh_complement"):
        try_it(alone(), kinds.DisabilityRecognised("moi", Disability(80, aeeh_complement=2)))
