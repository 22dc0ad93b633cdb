"""The dated lexicon: the same concept under its name of 2017, 2019 and 2026."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.dated import DatedName, first_overlap, name_on
from services.rights.domain.errors import UnknownTermError
from services.rights.domain.lexicon import Term

LEXICON = load_catalogue().lexicon
SEED_000, SEED_003, TODAY = date(2017, 3, 20), date(2019, 3, 19), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("term", "in_2017", "in_2019", "in_2026"),
    [
        ("Pôle emploi", "Pôle emploi", "Pôle emploi", "France Travail"),
        ("France Travail", "Pôle emploi", "Pôle emploi", "France Travail"),
        ("CNAMTS", "Cnamts", "Cnam", "Cnam"),
        ("CMUc/ACS", "CMU-C ou ACS", "CMU-C ou ACS", "Complémentaire santé solidaire"),
        ("ACS", "CMU-C ou ACS", "CMU-C ou ACS", "Complémentaire santé solidaire"),
        ("C2S", "CMU-C ou ACS", "CMU-C ou ACS", "Complémentaire santé solidaire"),
        ("RSI", "RSI", "Sécurité sociale des indépendants", "Sécurité sociale des indépendants (régime général)"),
        ("MSAP", "Maison de services au public", "Maison de services au public", "France services"),
        ("CPA", "Compte personnel d'activité", "Compte personnel d'activité", "Mon compte formation"),
        ("prime d’activité", "Prime d'activité", "Prime d'activité", "Prime d'activité"),
    ],
)
def test_a_term_has_the_name_of_each_world(term: str, in_2017: str, in_2019: str, in_2026: str) -> None:
    names = [LEXICON.name_at(term, on) for on in (SEED_000, SEED_003, TODAY)]
    assert names == [in_2017, in_2019, in_2026]


@pytest.mark.parametrize(
    ("term", "last_day", "before", "after"),
    [
        ("CMU-C", date(2019, 10, 31), "CMU-C ou ACS", "Complémentaire santé solidaire"),
        ("Pôle emploi", date(2023, 12, 31), "Pôle emploi", "France Travail"),
        ("RSI", date(2017, 12, 31), "RSI", "Sécurité sociale des indépendants"),
    ],
)
def test_a_name_changes_overnight(term: str, last_day: date, before: str, after: str) -> None:
    assert LEXICON.name_at(term, last_day) == before
    assert LEXICON.name_at(term, date.fromordinal(last_day.toordinal() + 1)) == after


def test_an_unknown_term_is_a_named_error() -> None:
    with pytest.raises(UnknownTermError):
        LEXICON.name_at("téléphone rouge", TODAY)


def test_every_term_says_what_it_means() -> None:
    assert all(term.meaning.endswith(".") for term in LEXICON.terms)


@given(on=st.dates(), term=st.sampled_from(LEXICON.terms))
def test_every_spelling_of_a_term_leads_to_the_same_name_any_day(on: date, term: Term) -> None:
    assert {LEXICON.name_at(spelling, on) for spelling in term.spellings()} == {name_on(term.names, on)}


@given(st.lists(st.dates(), min_size=2, max_size=8, unique=True).map(sorted), st.dates())
def test_successive_names_never_overlap_and_always_answer(bounds: list[date], on: date) -> None:
    names = [
        DatedName(f"name {i}", start, date.fromordinal(end.toordinal() - 1))
        for i, (start, end) in enumerate(pairwise(bounds))
    ]
    assert first_overlap(names) is None
    assert name_on(names, on) in {n.name for n in names}
