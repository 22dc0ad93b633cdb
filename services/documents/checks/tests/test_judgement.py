"""What is decided of a document's content: refused, left to a person, or passed."""

from dataclasses import replace
from datetime import date

import pytest

from bench.corpus import drawing
from services.documents.checks.ruling import rules
from services.documents.checks.tests.material import PERSON, deposited, inspector, lines, outcome, pdf, said
from services.documents.domain.verdicts import Examination, Outcome, RefusalReason


def _examined(printed: list[str], kind: str) -> Examination:
    return inspector().examine(deposited(drawing.pdf_of([printed]), kind=kind))


def _someone_else() -> list[str]:
    holder = replace(PERSON.holder, given_names=("Wilfrid",), birth_name="QUÉMENEUR", usual_name="")
    return lines("rib", replace(PERSON, holder=holder))


def test_a_rib_of_somebody_else_is_refused() -> None:
    found = _examined(_someone_else(), "rib")
    assert said(found, "nom-concordant").reason is RefusalReason.NON_ATTENDUE


def test_a_childs_certificate_need_not_name_the_parent() -> None:
    found = inspector().examine(deposited(pdf("certificat-scolarite"), kind="certificat-scolarite"))
    assert outcome(found, "nom-concordant") is Outcome.INCONCLUSIVE
    assert not found.needs_review


def test_a_wrong_iban_is_refused() -> None:
    wrong = replace(PERSON, iban=PERSON.iban[:-1] + str((int(PERSON.iban[-1]) + 1) % 10))
    assert outcome(_examined(lines("rib", wrong), "rib"), "iban-rib") is Outcome.FAILED
    assert outcome(_examined(lines("rib"), "rib"), "iban-rib") is Outcome.PASSED


def test_a_payslip_with_a_wrong_number_of_social_security_is_refused() -> None:
    wrong = replace(PERSON, nir=PERSON.nir[:-2] + f"{(int(PERSON.nir[-2:]) + 1) % 97:02d}")
    assert outcome(_examined(lines("fiche-de-paie", wrong), "fiche-de-paie"), "nir-cle") is Outcome.FAILED
    assert outcome(_examined(lines("fiche-de-paie"), "fiche-de-paie"), "nir-cle") is Outcome.PASSED


def test_an_old_payslip_is_refused_as_out_of_date() -> None:
    old = [line.replace("2026", "2025") for line in lines("fiche-de-paie")]
    assert said(_examined(old, "fiche-de-paie"), "date-fraicheur").reason is RefusalReason.PERIMEE


def test_a_lease_announced_as_a_rib_is_refused() -> None:
    found = inspector().examine(deposited(pdf("bail"), kind="rib"))
    assert outcome(found, "type-reconnu") is Outcome.FAILED
    assert found.type_found == "bail"


@pytest.mark.parametrize("announced", ["avis-arret-travail", "rib", "certificat-travail"])
def test_a_sick_leave_form_is_not_admissible_whatever_it_is_called(announced: str) -> None:
    found = inspector().examine(deposited(pdf("avis-arret-travail"), kind=announced))
    assert outcome(found, "type-reconnu") is Outcome.NON_RECEVABLE
    assert said(found, "type-reconnu").reason is RefusalReason.ORIGINAL_PAPIER_REQUIS
    assert found.refused
    assert found.content is None


def test_the_last_day_of_a_card_is_what_its_machine_readable_lines_prove() -> None:
    found = inspector().examine(deposited(pdf("piece-identite"), pdf("piece-identite"), kind="piece-identite"))
    assert (found.refused, found.dated, found.expiry) == (False, None, date(2031, 5, 4))


def test_one_side_of_a_card_is_looked_at_by_a_person_and_two_pass() -> None:
    one, two = (
        deposited(pdf("titre-sejour"), kind="titre-sejour"),
        deposited(pdf("titre-sejour"), pdf("titre-sejour"), kind="titre-sejour"),
    )
    assert outcome(inspector().examine(one), "recto-verso") is Outcome.INCONCLUSIVE
    assert outcome(inspector().examine(two), "recto-verso") is Outcome.PASSED


@pytest.mark.parametrize("kind", ["rib", "fiche-de-paie", "avis-impot", "piece-identite"])
def test_no_verdict_quotes_the_person(kind: str) -> None:
    found = inspector().examine(deposited(pdf(kind), kind=kind))
    told = " ".join(f"{one.evidence} {one.explanation}" for one in found.verdicts).upper()
    for secret in (
        PERSON.nir[:13],
        PERSON.iban,
        PERSON.iban[-8:],
        PERSON.holder.birth_name,
        PERSON.holder.given_names[0],
        PERSON.street,
    ):
        assert secret.upper() not in told
    assert PERSON.iban not in repr(found)


def test_every_verdict_bears_its_rule_and_its_version() -> None:
    found = inspector().examine(deposited(pdf()))
    assert {one.rule for one in found.verdicts} <= set(rules())
    assert all(one.version == rules()[one.rule].version and one.explanation and one.evidence for one in found.verdicts)
