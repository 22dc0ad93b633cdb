"""What a document says: numbers, accounts, names, dates."""

from datetime import date

import pytest

from bench.corpus import every, tricky_more
from services.documents.checks.content import accounts, dates, freshness, kinds, mrz, nir
from services.documents.checks.content.names import named
from services.documents.checks.judgement import recognised
from services.documents.checks.tests.material import PERSON, TODAY, deposited, lines
from services.documents.domain.verdicts import Holder, Outcome
from services.documents.rules.loader import load


# facts §3.5
@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("2690549588157", "80"),
        ("185052A004018", "64"),
        ("185052B004018", "91"),
        ("7010199100001", "54"),
        ("8010199100001", "04"),
    ],
)
def test_the_key_of_a_number_of_social_security(number: str, key: str) -> None:
    assert nir.key_of(number) == key
    assert nir.found_in(f"N° SS : {number} {key}") == [(number, key)]


@pytest.mark.parametrize(
    "text", ["5 69 05 49 588 157 80", "2 69 13 49 588 157", "Tél. 06 12 34 56 78", "SIRET 123 456 789 00012"]
)
def test_other_numbers_are_not_taken_for_one_of_social_security(text: str) -> None:
    assert nir.found_in(text) == []


def test_a_number_by_groups_is_found_with_its_key() -> None:
    assert nir.found_in("2 69 05 49 588 157 / 80") == [("2690549588157", "80")]


def test_an_account_by_its_two_keys() -> None:
    assert accounts.is_right("FR1420041010050500013M02606")
    assert accounts.rib_key("20041", "01005", "0500013M026") == "06"


@pytest.mark.parametrize(
    "iban",
    [
        "FR1420041010050500013M02607",
        "FR1520041010050500013M02606",
        "FR14",
        "",
        "FR1420041010050500013M0260",
        "DE89370400440532013001",
    ],
)
def test_a_wrong_account_is_wrong(iban: str) -> None:
    assert not accounts.is_right(iban)


def test_an_account_that_a_machine_misread_is_repaired_by_its_keys() -> None:
    assert accounts.repaired("FR142OO41O1OO50500013M02606") == "FR1420041010050500013M02606"
    assert accounts.repaired("FR1813735335780383620236679") == "FR1813735335780383620Z36679"
    assert accounts.repaired("FR1420041010050500013M02607") == "FR1420041010050500013M02607"
    assert accounts.found_in("FR14 2OO4 1O1O O505 0001 3M02 606") == ["FR142OO41O1OO5050001" + "3M02606"]


def test_an_account_written_in_columns_is_found_where_its_key_is_right() -> None:
    assert accounts.slips_in("20041 01005  0500013M026 06") == ["FR1420041010050500013M02606"]
    assert accounts.slips_in("20041 01005 0500013M026 07") == []


def test_a_foreign_account_has_no_rib_key() -> None:
    assert accounts.is_right("DE89370400440532013000")


def test_an_account_is_found_by_groups_among_other_words() -> None:
    assert accounts.found_in("IBAN : FR14 2004 1010 0505 0001 3M02 606 BIC PSSTFRPPXXX") == [
        "FR1420041010050500013M02606"
    ]


_HOLDER = Holder(("Jean-Pierre", "Noël"), "DUPONT-MOREL", "LEFÈVRE")


@pytest.mark.parametrize(
    "text",
    [
        "Jean-Pierre Dupont-Morel", "M. JEAN PIERRE LEFEVRE", "LEFEVRE Jean-Pierre", "Titulaire : DUPONT Noël", "JEANPIERRE LEFEVRE",
        "M LEFEVR JEAN-PIERRE", "Lefèvrе Noel",
    ],
)  # fmt: skip
def test_a_person_is_found_under_any_of_their_names(text: str) -> None:
    assert named(_HOLDER, text)


@pytest.mark.parametrize(
    "text",
    [
        "Jean-Paul Martin",
        "LEFEVRE Sophie",
        "Noël approche, dit Durand",
        "Jean-Pierre habite loin de la rue de la ville où naquit Lefèvre",
    ],
)
def test_somebody_else_is_not(text: str) -> None:
    assert named(_HOLDER, text) is False


def test_short_names_have_to_be_exact() -> None:
    assert named(Holder(("Zoé",), "ROUX"), "ZOE ROUX")
    assert named(Holder(("Zoé",), "TRAN"), "LEO TRAN") is False
    assert named(Holder(("Paul",), "ROUX"), "pour vous") is False


def test_without_a_name_or_a_text_nothing_is_said() -> None:
    assert named(Holder(), "Jean") is None
    assert named(_HOLDER, " … ") is None


def test_dates_as_french_papers_write_them() -> None:
    assert dates.dates_in("le 1er mars 2026, 02/04/2026 ; 3-5-2026 et 31/02/2026") == [
        date(2026, 3, 1),
        date(2026, 4, 2),
        date(2026, 5, 3),
    ]
    assert dates.months_in("Paie d'Août 2026") == [date(2026, 8, 1)]
    assert dates.dated_after("Fait à Nantes, le\n12 août 2026", (", LE",)) == [date(2026, 8, 12)]


def test_an_expiry_is_read_in_the_machine_readable_lines_where_its_key_is_right() -> None:
    # ICAO Doc 9303 part 5, specimen.
    card = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
    assert mrz.expiry_in(card) == date(2012, 4, 15)
    assert mrz.expiry_in(card.replace("1204159", "1304159")) is None


# facts §3.3: the rules, around the days when they turn.
@pytest.mark.parametrize(
    ("rule", "day", "today", "fresh"),
    [
        ("avis-impot", date(2025, 1, 1), date(2026, 9, 14), True),
        ("avis-impot", date(2025, 1, 1), date(2026, 9, 15), False),
        ("avis-impot", date(2024, 1, 1), date(2026, 9, 14), False),
        ("fiche-de-paie", date(2026, 7, 1), date(2026, 11, 15), True),
        ("fiche-de-paie", date(2026, 7, 1), date(2026, 11, 16), False),
        ("moins-de-3-mois", date(2026, 8, 16), date(2026, 11, 16), True),
        ("moins-de-3-mois", date(2026, 8, 15), date(2026, 11, 16), False),
        ("moins-de-12-mois", date(2024, 2, 29), date(2025, 2, 28), True),
        ("moins-de-12-mois", date(2024, 2, 27), date(2025, 2, 28), False),
        ("non-expire", date(2026, 11, 16), date(2026, 11, 16), True),
        ("non-expire", date(2026, 11, 15), date(2026, 11, 16), False),
        ("moins-de-3-mois", date(2027, 1, 1), date(2026, 11, 16), False),
    ],
)
def test_a_document_is_fresh_or_not(rule: str, day: date, today: date, fresh: bool) -> None:
    assert freshness.judge(load().freshness[rule], day, today) is fresh


@pytest.mark.parametrize(
    ("kind", "rule", "evidence"),
    [
        ("fiche-de-paie", "fiche-de-paie", "paie de 10/2026"),
        ("avis-impot", "avis-impot", "revenus de 2025"),
        ("justificatif-domicile", "moins-de-3-mois", "date 11/2026"),
        ("attestation-hebergement", "moins-de-3-mois", "date 11/2026"),
        ("piece-identite", "non-expire", "fin de validité 05/2031"),
        ("titre-sejour", "non-expire", "fin de validité 05/2027"),
    ],
)
def test_the_date_is_read_where_the_document_says_it(kind: str, rule: str, evidence: str) -> None:
    found = freshness.read(load().freshness[rule], "\n".join(lines(kind)), TODAY)
    assert found is not None
    assert (found.fresh, found.sure, found.evidence) == (True, True, evidence)
    # An age runs from a day; an expiry says nothing of one.
    assert (found.day is None) is (rule == "non-expire")
    # Words may be misread, or be a receipt's: only lines with a key of their own prove a last day.
    assert found.expiry == (date(2031, 5, 4) if kind == "piece-identite" else None)


def test_every_type_that_is_recognised_is_in_the_rulebook() -> None:
    assert set(kinds.kinds()) <= set(load().types)


@pytest.mark.parametrize("text", ["", "Bonjour, voici ma liste de courses : du pain, du lait.", "???"])
def test_a_text_of_no_type_is_not_recognised(text: str) -> None:
    assert kinds.recognise(text, "rib").type == ""


def test_a_title_that_a_scan_misread_is_recognised() -> None:
    assert (
        kinds.recognise("BULLET1N DE SALAIRF\nsalaire brut net imposable cotisations", "fiche-de-paie").type
        == "fiche-de-paie"
    )


@pytest.mark.parametrize("number", range(len(tricky_more.PAPERS)))
def test_a_paper_is_recognised_under_the_title_that_it_really_bears(number: int) -> None:
    announced, write, found = tricky_more.PAPERS[number]
    said, kind = recognised(deposited(kind=announced), "\n".join(write(PERSON, TODAY)))
    assert (said.outcome, kind) == (Outcome.PASSED, found or announced)


def test_the_first_title_says_what_a_page_is_and_the_others_what_it_holds() -> None:
    page = "RELEVÉ DE COMPTE\nAncien solde, nouveau solde, débit, crédit, date valeur\nRelevé d'identité bancaire : IBAN, BIC, code banque, code guichet"
    assert kinds.recognise(page, "releve-compte").type == "releve-compte"
    assert kinds.recognise(page, "rib").type != "rib"


def test_every_type_of_the_rulebook_is_in_the_corpus() -> None:
    assert set(every.PAPERS) == set(load().types)
    assert {name for name, _ in every.refused_types()} == set(every.NEVER)
