"""Who lives there and where: every field with its source, nothing guessed."""

from datetime import date

import pytest
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from services.simulator.domain.prefill import Confidence, Correction
from services.simulator.domain.vocabulary import Activity, Occupancy, SchoolLevel, Union
from services.simulator.tests.told import (
    address,
    child,
    day,
    departure,
    domain,
    fact,
    household,
    housing,
    of,
    pregnancy,
    provenance,
    questions,
    request,
    right,
    status,
    studies,
    work,
)


def test_without_a_birth_date_there_is_no_household_and_it_is_asked() -> None:
    assert of(request(born=None)).household is None
    assert questions(request(born=None)) == {"moi.birth_date"}


def test_of_somebody_who_told_nothing_couple_and_children_are_asked() -> None:
    found = household(request())
    assert [person.key for person in found.persons] == ["moi"]
    assert found.home is None
    assert found.resources == {}
    assert (found.partner_unknown, found.children_unknown) == (True, True)
    assert {"union", "children"} <= questions(request())


def test_a_couple_is_known_and_the_partner_is_asked() -> None:
    told = request(status("MARIAGE"))
    assert household(told).union is Union.MARRIAGE
    assert household(told).partner_unknown
    assert "conjoint.birth_date" in questions(told)
    assert provenance(told, "union").source == "moi"


def test_the_death_of_the_partner_ends_the_couple() -> None:
    death = facts_pb2.DeathOfRelative(relation="CONJOINT", death_date=day(date(2026, 6, 3)))
    told = request(status("MARIAGE"), fact(facts_pb2.FactContent(death_of_relative=death), start=date(2026, 6, 3)))
    assert household(told).union is None
    assert household(told).alone_since_date == date(2026, 6, 3)
    assert not household(told).partner_unknown


def test_a_new_couple_outlives_an_earlier_mourning() -> None:
    death = facts_pb2.DeathOfRelative(relation="CONJOINT", death_date=day(date(2019, 6, 3)))
    gone = fact(facts_pb2.FactContent(death_of_relative=death), start=date(2019, 6, 3))
    assert household(request(gone, status("PACS", start=date(2024, 1, 1)))).union is Union.PACS


def test_an_annulled_fact_says_nothing() -> None:
    assert "union" in questions(request(fact(facts_pb2.FactContent(), verb=ledger_pb2.VERB_ANNULLED)))


def test_what_ended_before_the_month_is_not_current() -> None:
    assert "union" in questions(request(status("MARIAGE", end=date(2026, 10, 31))))


def test_children_are_numbered_from_the_eldest_and_those_who_left_are_not_there() -> None:
    told = request(
        child(date(2018, 5, 2)), child(date(2012, 1, 9)), child(date(2005, 3, 3)), departure(date(2005, 3, 3))
    )
    assert [(c.key, c.birth_date.year) for c in household(told).children] == [("enfant_1", 2012), ("enfant_2", 2018)]


def test_of_twins_the_given_names_say_which_one_left() -> None:
    twins = child(date(2006, 3, 3), "Ana"), child(date(2006, 3, 3), "Léo")
    assert len(household(request(*twins, departure(date(2006, 3, 3), "Léo"))).children) == 1
    assert "children" not in questions(request(child(date(2015, 3, 3)), departure(date(2006, 3, 3))))


def test_of_twins_without_names_nobody_is_taken_away_and_it_is_asked() -> None:
    twins = request(child(date(2006, 3, 3)), child(date(2006, 3, 3)), departure(date(2006, 3, 3)))
    assert len(household(twins).children) == 2
    assert "children" in questions(twins)


def test_a_grown_child_is_asked_about_and_an_older_one_left_out() -> None:
    told = request(child(date(2007, 1, 1)), child(date(1999, 1, 1)))
    assert [c.birth_date.year for c in household(told).children] == [2007]
    assert provenance(told, "enfant_1.birth_date").confidence is Confidence.ASSUMED
    assert "children" in questions(told)


def test_alternating_custody_is_read_from_the_arrival() -> None:
    assert household(request(child(date(2018, 1, 1), circumstance="GARDE_ALTERNEE"))).children[0].alternating_custody


def test_a_pregnancy_is_known_until_the_child_is_there() -> None:
    assert household(request(pregnancy(date(2027, 2, 1)))).applicant.expected_birth_date == date(2027, 2, 1)
    born = request(pregnancy(date(2026, 10, 1)), child(date(2026, 9, 25)))
    assert household(born).applicant.expected_birth_date is None
    assert "moi.expected_birth_date" not in questions(born)


def test_a_birth_that_should_have_come_is_asked() -> None:
    assert "moi.expected_birth_date" in questions(request(pregnancy(date(2026, 9, 1))))


@pytest.mark.parametrize(
    ("told", "activity"),
    [
        ([work("SALARIE")], Activity.EMPLOYEE),
        ([work("SALARIE"), studies("APPRENTISSAGE")], Activity.APPRENTICE),
        ([work("SALARIE"), studies("SUPERIEUR")], Activity.EMPLOYEE),
        ([studies("SUPERIEUR")], Activity.STUDENT),
        ([work("RETRAITE"), studies("SUPERIEUR")], None),
    ],
)
def test_the_activity_is_what_was_told_unless_words_disagree(
    told: list[ledger_pb2.FactVersion], activity: Activity | None
) -> None:
    assert household(request(*told)).applicant.activity is activity
    assert ("moi.activity" in questions(request(*told))) is (activity is None)


def test_studies_give_school_and_scholarship() -> None:
    me = household(request(studies("SUPERIEUR"))).applicant
    assert (me.school, me.scholarship) == (SchoolLevel.HIGHER, True)


def test_a_right_held_makes_an_activity_likely_and_two_that_disagree_do_not() -> None:
    seeker = request(domains=(domain("EMPLOI", right("are", 84630, "france_travail")),))
    assert household(seeker).applicant.activity is Activity.JOB_SEEKER
    assert provenance(seeker, "moi.activity").confidence is Confidence.ASSUMED
    both = request(domains=(domain("EMPLOI", right("are"), right("invalidite")),))
    assert household(both).applicant.activity is None
    assert "moi.activity" in questions(both)


def test_a_home_is_what_was_told() -> None:
    told = request(address(), housing(occupancy="LOCATAIRE", rent_cents=65000, furnished=True))
    home = household(told).home
    assert home is not None
    assert (home.occupancy, home.rent_cents, home.commune_code) == (Occupancy.FURNISHED_TENANT, 65000, "63113")
    assert provenance(told, "home.rent").correction is Correction.DECLARE_FACT


def test_who_lets_an_empty_home_is_asked() -> None:
    assert "home.occupancy" in questions(request(housing(occupancy="LOCATAIRE", rent_cents=65000)))


def test_a_rent_of_nothing_is_not_a_rent() -> None:
    home = household(request(housing(occupancy="LOCATAIRE"))).home
    assert home is not None
    assert home.rent_cents is None


def test_who_moved_since_is_asked_about_the_home() -> None:
    told = request(housing(occupancy="LOCATAIRE", rent_cents=65000, furnished=True), address(date(2026, 9, 1)))
    assert provenance(told, "home.rent").confidence is Confidence.ASSUMED
    assert "home.occupancy" in questions(told)


def test_who_receives_the_apl_has_a_landlord_with_an_agreement() -> None:
    home = household(request(domains=(domain("LOGEMENT", right("apl", 28400)),))).home
    assert home is not None
    assert home.state_agreement is True
