"""The rulebook: what is answered of each document, on which day, and to whom it is sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.documents.domain.admissibility import Answer, Asked, Purpose, answer
from services.documents.domain.channels import PersonFile
from services.documents.domain.guessing import guess
from services.documents.domain.rulebook import Rulebook
from services.documents.domain.verdicts import RefusalReason as Reason
from services.documents.rules.loader import load

BOOK: Rulebook = load()
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
GENERAL = (
    PersonFile("cnaf", "GENERAL"),
    PersonFile("cnam", "GENERAL", "CPAM de la Loire"),
    PersonFile("cnav", "GENERAL"),
)
AGRICOLE = (PersonFile("msa", "AGRICOLE", "MSA Auvergne"),)
_ORGANISMES = [*BOOK.organismes, "", "inconnu"]


def ask(
    kind: str, *, day: str = "", dated: str = "", files: tuple[PersonFile, ...] = GENERAL, **purpose: str
) -> Answer:
    now = datetime.fromisoformat(f"{day}T10:00:00+00:00") if day else NOW
    told = date.fromisoformat(dated) if dated else None
    return answer(BOOK, Asked(kind, Purpose(**purpose), told), now, files)


@pytest.mark.parametrize(
    ("kind", "purpose", "reason", "rule"),
    [
        ("feuille-de-soins", {}, Reason.ORIGINAL_PAPIER_REQUIS, "feuille-de-soins-original"),
        ("avis-arret-travail", {}, Reason.ORIGINAL_PAPIER_REQUIS, "arret-travail-original"),
        ("bulletin-situation-hospitalier", {}, None, "bulletin-situation"),
        ("certificat-medical-mdph", {}, Reason.MAUVAIS_ORGANISME, "mdph-adulte"),
        ("attestation-loyer", {"benefit": "apl"}, None, "attestation-loyer-bailleur"),
        ("rib", {"organisme": "cnaf", "benefit": "rsa"}, None, "rib-admis"),
        ("avis-impot", {"organisme": "cnaf"}, Reason.DEJA_DETENUE, "avis-impot-deja-detenu"),
        ("avis-impot", {"organisme": "cnam", "benefit": "c2s"}, None, "avis-impot-admis"),
        ("titre-sejour", {"organisme": "cnaf"}, None, "sejour-admis"),
        ("piece-identite", {"organisme": "cnav", "benefit": "retraite-base"}, None, "identite-admise"),
        ("certificat-scolarite", {"benefit": "ars"}, Reason.EN_LIGNE_SEULEMENT, "scolarite-ars-en-ligne"),
        ("certificat-scolarite", {}, None, "scolarite-admise"),
        ("demande-retraite-papier", {}, Reason.EN_LIGNE_SEULEMENT, "retraite-demande-unique"),
        ("demande-ppa-papier", {}, Reason.EN_LIGNE_SEULEMENT, "ppa-en-ligne"),
        ("attestation-employeur", {}, Reason.DUE_PAR_UN_TIERS, "attestation-employeur-tiers"),
        ("declaration-accident-travail", {}, Reason.DUE_PAR_UN_TIERS, "accident-travail-employeur"),
        ("certificat-accident-travail", {}, Reason.TELETRANSMISSION_PRESCRIPTEUR, "certificat-at-prescripteur"),
        ("releve-compte", {}, Reason.NON_ATTENDUE, "releve-compte-non-attendu"),
        ("curriculum-vitae", {"organisme": "cnaf"}, Reason.EN_LIGNE_SEULEMENT, "cv-en-ligne"),
        ("attestation-loyer", {"organisme": "cnam"}, Reason.MAUVAIS_ORGANISME, "mauvais-organisme"),
        ("etat-services-militaires", {"benefit": "rsa"}, Reason.NON_ATTENDUE, "piece-non-attendue"),
        ("carnet-de-vaccination", {}, Reason.TYPE_INCONNU, "type-inconnu"),
    ],
)
def test_each_document_has_its_answer(kind: str, purpose: dict[str, str], reason: Reason | None, rule: str) -> None:
    said = answer(BOOK, Asked(kind, Purpose(**purpose)), NOW, GENERAL)
    assert (said.reason, said.rule) == (reason, rule)


@pytest.mark.parametrize(
    ("day", "organisme", "reason", "rule"),
    [
        ("2025-06-30", "msa", None, "arret-travail-depot-msa"),
        ("2025-06-30", "cnam", Reason.ORIGINAL_PAPIER_REQUIS, "arret-travail-avant-2025"),
        ("2025-07-01", "msa", Reason.ORIGINAL_PAPIER_REQUIS, "arret-travail-tolerance"),
        ("2025-08-31", "cnam", Reason.ORIGINAL_PAPIER_REQUIS, "arret-travail-tolerance"),
        ("2025-09-01", "msa", Reason.ORIGINAL_PAPIER_REQUIS, "arret-travail-original"),
    ],
)
def test_the_arret_is_judged_by_the_law_of_the_day(day: str, organisme: str, reason: Reason | None, rule: str) -> None:
    said = ask("avis-arret-travail", day=day, organisme=organisme)
    assert (said.reason, said.rule) == (reason, rule)


def test_a_law_begins_at_midnight_in_paris() -> None:
    last_minute = datetime(2025, 8, 31, 21, 59, tzinfo=UTC)
    asked = Asked("avis-arret-travail")
    assert answer(BOOK, asked, last_minute, ()).rule == "arret-travail-tolerance"
    assert answer(BOOK, asked, last_minute + timedelta(minutes=1), ()).rule == "arret-travail-original"


@pytest.mark.parametrize(
    ("day", "admissible"), [("2023-02-28", True), ("2023-03-01", False)]
)  # fmt: skip
def test_the_paper_claim_of_the_prime_d_activite_ended_on_a_day(day: str, admissible: bool) -> None:
    assert (ask("demande-ppa-papier", day=day).reason is None) is admissible


@pytest.mark.parametrize(
    ("dated", "due"),
    [
        ("2026-11-20", "2026-11-22T23:00:00+00:00"),
        # Through the night when clocks change: the days stay whole.
        ("2026-10-24", "2026-10-26T23:00:00+00:00"),
        ("2026-03-28", "2026-03-30T22:00:00+00:00"),
        ("2028-02-28", "2028-03-01T23:00:00+00:00"),
    ],
)
def test_the_two_days_of_an_arret_run_from_its_date(dated: str, due: str) -> None:
    countdown = ask("avis-arret-travail", dated=dated).countdown
    assert countdown is not None
    assert countdown.due_time.astimezone(UTC).isoformat() == due
    assert "moitié" in countdown.consequence
    assert ask("avis-arret-travail").countdown is None


def test_a_document_for_who_does_not_know_the_person_yet_is_said_to_wait() -> None:
    assert "Aucun dossier à votre nom n'y est encore connu (MSA)" in ask("rib", organisme="msa").explanation
    assert "Aucun dossier" not in ask("rib", organisme=GENERAL[0].organisme).explanation
    # Where identity does not answer, nothing is said of it.
    assert "Aucun dossier" not in ask("rib", organisme="msa", files=()).explanation


def test_care_abroad_is_claimed_with_a_form_since_it_may_be_claimed_online() -> None:
    assert ask("facture-soins-etranger", day="2022-05-04").reason is Reason.ORIGINAL_PAPIER_REQUIS
    said = ask("facture-soins-etranger")
    assert (said.reason, said.rule) == (Reason.EN_LIGNE_SEULEMENT, "soins-etranger-en-ligne")


def test_few_rules_rest_on_memory_alone() -> None:
    rules = [rule for kind in BOOK.types.values() for rule in kind.rules]
    assert sum(rule.confidence == "K" for rule in rules) <= 13


def test_a_document_for_nobody_in_particular_is_offered_to_those_who_would_take_it() -> None:
    assert ask("rib").destinations == ("cnaf", "cnam", "cnav")
    assert ask("attestation-loyer").destinations == ("cnaf",)
    # The Caf has it from the tax office already.
    assert ask("avis-impot").destinations == ("cnam", "cnav")
    assert ask("rib", organisme="cnaf").destinations == ()
    assert ask("feuille-de-soins").destinations == ()


def test_what_an_organisme_asked_for_is_never_unexpected() -> None:
    assert ask("etat-services-militaires", benefit="rsa").reason is Reason.NON_ATTENDUE
    assert ask("etat-services-militaires", benefit="rsa", expected_piece_id="p").reason is None
    assert ask("etat-services-militaires", benefit="ame").reason is None


@pytest.mark.parametrize(
    ("kind", "day", "dated", "admissible"),
    [
        # Until the 15th, the payslips of the four months before; then of three, the month's own with them.
        ("fiche-de-paie", "2026-11-15", "2026-07-01", True),
        ("fiche-de-paie", "2026-11-15", "2026-06-30", False),
        ("fiche-de-paie", "2026-11-16", "2026-08-01", True),
        ("fiche-de-paie", "2026-11-16", "2026-07-31", False),
        # The notice of the year replaces the one before on 15 September.
        ("avis-impot", "2026-09-14", "2025-08-01", True),
        ("avis-impot", "2026-09-15", "2025-08-01", False),
        ("avis-impot", "2026-09-15", "2026-08-01", True),
        ("avis-impot", "2026-09-14", "2024-12-31", False),
        ("quittance-loyer", "2026-05-31", "2026-02-28", True),
        ("quittance-loyer", "2026-05-31", "2026-02-27", False),
        ("certificat-scolarite", "2028-02-29", "2027-02-28", True),
        ("certificat-scolarite", "2028-02-29", "2027-02-27", False),
    ],
)
def test_a_document_may_be_too_old(kind: str, day: str, dated: str, admissible: bool) -> None:
    said = ask(kind, day=day, dated=dated)
    assert said.reason is (None if admissible else Reason.PERIMEE)


@given(
    kind=st.sampled_from(sorted(BOOK.types)),
    organisme=st.sampled_from(_ORGANISMES),
    benefit=st.sampled_from(["", *sorted(BOOK.pieces), "inconnue"]),
    now=st.datetimes(datetime(2017, 3, 22), datetime(2060, 1, 1), timezones=st.just(UTC)),
    dated=st.none() | st.dates(date(1, 1, 1), date.max),
)
def test_whatever_is_asked_there_is_one_whole_answer(
    kind: str, organisme: str, benefit: str, now: datetime, dated: date | None
) -> None:
    said = answer(BOOK, Asked(kind, Purpose(organisme, benefit), dated), now, GENERAL)
    assert said.explanation
    assert said.rule
    assert "{" not in said.explanation
    if said.reason is None:
        assert said.limits is not None
        assert said.channel is None
    else:
        assert said.channel is not None
        assert said.channel.instruction
        assert "{" not in said.channel.instruction
        assert said.limits is None


def test_the_rulebook_covers_the_six_domains_and_every_datum_has_its_source() -> None:
    assert len(BOOK.types) >= 30
    assert {kind.domain for kind in BOOK.types.values()} == {
        "SANTE", "FAMILLE", "LOGEMENT", "SOLIDARITE", "RETRAITE", "EMPLOI",
    }  # fmt: skip
    rules = [rule for kind in BOOK.types.values() for rule in kind.rules]
    assert all(rule.source and rule.checked and rule.confidence for rule in rules)
    assert len({rule.rule for rule in rules}) == len(rules)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("arret maladi", "avis-arret-travail"),
        ("mon RIB", "rib"),
        ("feuile de soin", "feuille-de-soins"),
        ("carte didentité", "piece-identite"),
        ("FICHE DE PAYE", "fiche-de-paie"),
        ("facture edf", "justificatif-domicile"),
        ("avis d'imposition 2025", "avis-impot"),
        ("attestation pôle emploi", "attestation-employeur"),
        ("quitance", "quittance-loyer"),
        ("titre de sejours", "titre-sejour"),
        ("je suis enceinte", "declaration-grossesse"),
        ("cerfa 10842", "attestation-loyer"),
    ],
)
def test_a_document_is_found_by_the_words_of_a_person(words: str, kind: str) -> None:
    assert guess(BOOK, words)[0].type == kind


@pytest.mark.parametrize("words", ["", "   ", "zzzzzz", "☃", "bonjour madame"])
def test_words_that_mean_no_document_find_none(words: str) -> None:
    assert guess(BOOK, words) == []


@given(st.text(max_size=300))
def test_no_words_break_the_search(words: str) -> None:
    guess(BOOK, words)
