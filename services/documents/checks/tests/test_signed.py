"""2D-Doc: what it says, who signed it, and whether the paper says the same."""

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus import drawing, signing
from bench.corpus.case import tax_code
from services.documents.checks.ruling import rules
from services.documents.checks.signed.code import NotA2DDoc, parse
from services.documents.checks.signed.keys import Keys
from services.documents.checks.tests.material import PERSON, TODAY, deposited, inspector, lines, outcome, pdf, said
from services.documents.domain.verdicts import Outcome, RefusalReason

# The specimen of France Titres (specifications v3.3.7.2, type 28), as published with betagouv/2ddoc-parser.
_SPECIMEN = (
    "DC04FR000001FFFF23DC2801FR432,75\x1d44227801234567845202146RETI PATRICK\x1d4A310720224Y145 RUE JULLIARD/ZASPECIMEN/78320/LEVIS STNOM\x1d"
    "4163198\x1d47300112345678948RETISOPHIE\x1d4907019877654324V3542\x1d4W182\x1d4X3724\x1d\x1f"
    "6W76EBC3I2LWHBVGNNYTL34SC6V32S2GDCIQQZLZNMTKCHNVEUISJYUQH5WE3AJJICBNG3YMQ2NXXHP5ZHVOQE332R6TUJDHNOHQ6BI"
)
_KEYS = Keys({(signing.AUTHORITY, signing.CERTIFICATE): (signing.OURS.public_key(), date.min, date.max)})


def test_the_published_specimen_is_read_field_by_field() -> None:
    code = parse(_SPECIMEN)
    assert (code.version, code.authority, code.certificate, code.type) == (4, "FR00", "0001", "28")
    assert (code.issued, code.signed) == (None, date(2025, 2, 18))
    assert code.fields == {
        "43": "2,75", "44": "2278012345678", "45": "2021", "46": "RETI PATRICK", "4A": "31072022",
        "4Y": "145 RUE JULLIARD/ZASPECIMEN/78320/LEVIS STNOM", "41": "63198", "47": "3001123456789", "48": "RETISOPHIE",
        "49": "0701987765432", "4V": "3542", "4W": "182", "4X": "3724",
    }  # fmt: skip
    assert len(code.signature) == 64


def test_the_published_specimen_of_version_3_is_read() -> None:
    text = "DC03FR000001FFFF1636030130M EXEMPLE HENRY ET MME SPECIMEN NATACHA\x1d31FR7030002005500000157845Z02\x1d32CRLYFRPP\x1d\x1f"
    code = parse(
        text + "EQOSLUFV626SM4K7PTNO3PDT7IM736GLXXBJALK4MCSWJM3QIWQ7ASSCV5VNPS5HD2QZPVTCE76W5WG5MFFFJZWWOIDDLNVT2JX3HLI"
    )
    assert code.signed == date(2015, 7, 27)
    assert code.fields["31"] == "FR7030002005500000157845Z02"
    assert code.fields["32"] == "CRLYFRPP"


def test_a_certificate_that_is_not_known_proves_nothing_and_refuses_nothing() -> None:
    assert _KEYS.verify(parse(_SPECIMEN)) is None


def test_ours_is_verified_and_any_letter_changed_is_not() -> None:
    text = signing.signed(tax_code(PERSON))
    assert _KEYS.verify(parse(text)) is True
    assert _KEYS.verify(parse(text.replace("4124000", "4112000"))) is False
    assert _KEYS.verify(parse(signing.signed(tax_code(PERSON), signing.STRANGER))) is False


def test_a_certificate_out_of_its_days_proves_nothing() -> None:
    key = signing.OURS.public_key()
    keys = Keys({(signing.AUTHORITY, signing.CERTIFICATE): (key, date.min, date(2020, 1, 1))})
    assert keys.verify(parse(signing.signed(tax_code(PERSON)))) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DC04",
        "https://exemple.fr",
        "DC05FR000001FFFF23DC2801FR\x1fAAAA",
        _SPECIMEN.split("\x1f", maxsplit=1)[0],
        _SPECIMEN + "!",
    ],
)
def test_another_code_is_not_a_2d_doc(text: str) -> None:
    with pytest.raises(NotA2DDoc):
        parse(text)


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(tail: str) -> None:
    for text in (tail, "DC04XT01TST1FFFF23DC2801FR" + tail, "DC04XT01TST1FFFF23DC2801FR" + tail + "\x1fMA2KMBNB"):
        with contextlib.suppress(NotA2DDoc):
            assert _KEYS.verify(parse(text)) is not True


def _examined(kind: str, printed: list[str], text: str):  # type: ignore[no-untyped-def]
    return inspector().examine(deposited(drawing.pdf_of([printed], signing.matrix(text)), kind=kind))


def test_a_true_tax_notice_is_verified_and_so_are_its_date_and_its_name() -> None:
    found = inspector().examine(deposited(pdf("avis-impot"), kind="avis-impot"))
    for rule in ("2d-doc-signature", "nom-concordant", "date-fraicheur"):
        assert outcome(found, rule) is Outcome.VERIFIED
    assert outcome(found, "2d-doc-coherence") is Outcome.PASSED
    assert not found.needs_review


def test_a_tax_notice_without_its_code_is_looked_at_by_a_person() -> None:
    found = inspector().examine(deposited(drawing.pdf_of([lines("avis-impot")]), kind="avis-impot"))
    assert outcome(found, "2d-doc-signature") is Outcome.INCONCLUSIVE
    assert found.needs_review
    assert not found.refused


def test_an_unknown_signer_of_a_tax_notice_is_inconclusive_and_never_failed() -> None:
    text = signing.signed(
        signing.message("28", signing.tax_fields(PERSON, 2025, 24000), TODAY, certificate="UNKN"), signing.STRANGER
    )
    found = _examined("avis-impot", lines("avis-impot"), text)
    assert outcome(found, "2d-doc-signature") is Outcome.INCONCLUSIVE
    assert found.needs_review


def test_a_true_code_on_another_income_is_a_forgery() -> None:
    printed = [line.replace("24 000", "12 000") for line in lines("avis-impot")]
    found = _examined("avis-impot", printed, signing.signed(tax_code(PERSON)))
    assert outcome(found, "2d-doc-signature") is Outcome.VERIFIED
    assert outcome(found, "2d-doc-coherence") is Outcome.FAILED
    assert said(found, "2d-doc-coherence").evidence == "champs différents : 41"


def test_a_forgery_is_refused_with_its_reason_what_to_do_and_whom_to_see() -> None:
    printed = [line.replace("24 000", "12 000") for line in lines("avis-impot")]
    refused = said(_examined("avis-impot", printed, signing.signed(tax_code(PERSON))), "2d-doc-coherence")
    assert refused.reason is RefusalReason.ALTEREE
    assert refused.remedy is not None
    assert "administration fiscale" in refused.remedy.instruction
    assert "{caisse}" in refused.remedy.instruction
    assert refused.remedy.service_url == "https://www.impots.gouv.fr/"
    passed = said(inspector().examine(deposited(pdf("avis-impot"), kind="avis-impot")), "2d-doc-signature")
    assert (passed.reason, passed.remedy) == (None, None)


def test_every_refusal_has_a_reason_of_the_taxonomy() -> None:
    for name, rule in rules().items():
        assert Outcome.FAILED not in rule.said or rule.reason is not None, name


def test_a_true_code_with_another_account_is_a_forgery() -> None:
    other = replace(PERSON, iban="FR1420041010050500013M02606")
    text = signing.signed(signing.message("03", signing.account_fields(PERSON), TODAY))
    assert outcome(_examined("rib", lines("rib", other), text), "2d-doc-coherence") is Outcome.FAILED
    assert outcome(_examined("rib", lines("rib"), text), "iban-rib") is Outcome.VERIFIED
