"""The identité pivot, its writings, and whether a NIR goes with it."""

from datetime import date
from typing import Any

import pytest

from services.identity.domain.coherence import Incoherence, incoherences
from services.identity.domain.errors import IdentityIncomplete
from services.identity.domain.matching import Candidate, Match, MatchedBy, match
from services.identity.domain.nir import Sex
from services.identity.domain.pivot import Pivot, normalise, read_pivot
from services.identity.tests.people import nir_of

CLAIMS: dict[str, Any] = {
    "given_name": "Marie-Ève Zoé Anne Louise",
    "given_name_array": ["Marie-Ève", "Zoé", "Anne", "Louise"],
    "family_name": "D'ŒUVRE",
    "preferred_username": "MARTIN",
    "birthdate": "1985-05-14",
    "gender": "female",
    "birthplace": "63113",
    "birthcountry": "99100",
}


def pivot(**changes: Any) -> Pivot:
    return read_pivot(CLAIMS | changes)


def test_two_writings_of_one_civil_status_are_one() -> None:
    other = pivot(family_name="d’oeuvre", given_name_array=["MARIE EVE", "ZOE", "ANNE", "LOUISE"])
    assert other.matching_parts() == pivot().matching_parts()


def test_the_usual_name_greets_and_does_not_match() -> None:
    assert pivot().display_name == "Marie-Ève MARTIN"
    assert pivot(preferred_username=None).display_name == "Marie-Ève D'ŒUVRE"
    assert pivot(preferred_username="AUTRE").matching_parts() == pivot().matching_parts()


def test_every_given_name_counts_even_the_fourth() -> None:
    fewer = pivot(given_name_array=["Marie-Ève", "Zoé", "Anne"])
    assert fewer.matching_parts() != pivot().matching_parts()


def test_given_names_without_an_array_are_split() -> None:
    assert pivot(given_name_array=None).matching_parts() == pivot().matching_parts()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1985-05-00", date(1985, 5, 1)),
        ("1985-00-00", date(1985, 1, 1)),
        ("1985", date(1985, 1, 1)),
        ("1985-05", date(1985, 5, 1)),
    ],
)
def test_what_is_presumed_of_a_birth_is_written_one(written: str, read: date) -> None:
    assert pivot(birthdate=written).birthdate == read


def test_a_birth_abroad_has_no_place() -> None:
    assert pivot(birthplace=None, birthcountry="99350").birthplace == ""


@pytest.mark.parametrize(
    "changes",
    [{"family_name": ""}, {"given_name_array": []}, {"gender": "?"}, {"birthdate": "1985-02-30"}, {"birthdate": ""}],
)
def test_an_incomplete_identity_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(IdentityIncomplete):
        pivot(**changes)


def test_normalising_twice_changes_nothing() -> None:
    assert normalise(normalise("Élise-Łucja  d'Ærø")) == normalise("Élise-Łucja  d'Ærø")


def test_a_number_that_goes_with_the_pivot_has_nothing_against_it() -> None:
    assert not incoherences(nir_of("2850563999001"), pivot())


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("1850563999001", Incoherence.SEX),
        ("2860563999001", Incoherence.YEAR),
        ("2850463999001", Incoherence.MONTH),
    ],
)
def test_what_contradicts_the_pivot_is_named(body: str, found: Incoherence) -> None:
    assert incoherences(nir_of(body), pivot()) == {found}


def test_a_pseudo_month_or_a_presumed_birth_leaves_the_month_aside() -> None:
    assert not incoherences(nir_of("2853063999001"), pivot())
    assert not incoherences(nir_of("2850463999001"), pivot(birthdate="1985-01-01"))


def test_the_sex_and_year_of_a_provisional_number_are_checked_and_its_month_is_not() -> None:
    assert not incoherences(nir_of("8850499999001"), pivot())
    assert incoherences(nir_of("7860499999001"), pivot()) == {Incoherence.SEX, Incoherence.YEAR}


def test_a_sub_goes_before_a_pivot_and_a_pivot_before_a_new_person() -> None:
    free = [Candidate("by-pivot", bound=False)]
    assert match("by-sub", pivot(), free) == Match("by-sub", MatchedBy.SUB)
    assert match(None, pivot(), free) == Match("by-pivot", MatchedBy.PIVOT)
    assert match(None, pivot(), []) == Match(None, MatchedBy.NOTHING)


@pytest.mark.parametrize(
    ("changes", "candidates"),
    [
        ({}, [Candidate("known", bound=True)]),
        ({}, [Candidate("one", bound=False), Candidate("homonym", bound=True)]),
        ({"birthplace": "", "birthcountry": "99350", "birthdate": "1985-01-01"}, [Candidate("one", bound=False)]),
        ({"birthplace": "", "birthcountry": "99350", "birthdate": "1985-05"}, [Candidate("one", bound=False)]),
    ],
)
def test_a_pivot_that_singles_nobody_out_makes_a_new_person(
    changes: dict[str, Any], candidates: list[Candidate]
) -> None:
    assert match(None, pivot(**changes), candidates) == Match(None, MatchedBy.NOTHING)


def test_a_pivot_never_shows_itself() -> None:
    shown = repr(Pivot(("Marie",), "Exemple", date(1985, 5, 14), Sex.FEMALE, "63113", "99100", "Martin"))
    assert not any(secret in shown for secret in ("Marie", "Exemple", "1985", "63113", "Martin"))
