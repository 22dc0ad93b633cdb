"""2D-Docs: forged in each way that we could think of, by somebody unknown, and true."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bench.corpus import drawing, papers, signing
from bench.corpus.case import (
    FAILED,
    INCONCLUSIVE,
    PASSED,
    TODAY,
    VERIFIED,
    Case,
    Fate,
    deposit,
    paper,
    tax_code,
)
from bench.corpus.people import Someone, iban, someone


def codes(rng: random.Random) -> Iterator[Case]:
    """2D-Docs: forged in each way that we could think of, by somebody unknown, and true ones on an account."""
    for _ in range(4):
        for forge in (
            _other_income,
            _wrong_key,
            _true_code_other_text,
            _true_code_other_person,
            _code_of_another_paper,
        ):
            person = someone(rng)
            content, rule = forge(person, rng)
            yield Case("", "faux", deposit("avis-impot", person, content), Fate.STOPPED, {rule: FAILED}, forged=True)
        yield from _pasted(rng)
        yield from _unknown_and_true(rng)


def _pasted(rng: random.Random) -> Iterator[Case]:
    """A true code on another account, and on another income; as a PDF and as a scan of it."""
    person = someone(rng)
    account = signing.message("03", signing.account_fields(person), TODAY)
    lines = papers.rib(replace(person, iban=iban(rng)), TODAY)
    content = drawing.pdf_of([lines], signing.matrix(signing.signed(account)))
    yield Case("", "faux", deposit("rib", person, content), Fate.STOPPED, {"2d-doc-coherence": FAILED}, forged=True)
    notice, _ = _true_code_other_text(person, rng)
    for kind, forgery in (("rib", content), ("avis-impot", notice)):
        scan = drawing.jpeg(drawing.scanned(drawing.drawn(forgery, 200), rng, 3.0))
        yield Case("", "faux", deposit(kind, person, scan), Fate.STOPPED, {}, forged=True, needs_ocr=True)


def _unknown_and_true(rng: random.Random) -> Iterator[Case]:
    person = someone(rng)
    stranger = signing.message("28", signing.tax_fields(person, 2025, 24000), date(2026, 7, 31), certificate="UNKN")
    content = paper("avis-impot", person, date(2026, 8, 1), signing.matrix(signing.signed(stranger, signing.STRANGER)))
    yield Case(
        "",
        "inconnu",
        deposit("avis-impot", person, content),
        Fate.TAKEN,
        {"2d-doc-signature": INCONCLUSIVE},
        typed="avis-impot",
    )
    account = signing.message("03", signing.account_fields(person), TODAY)
    content = paper("rib", person, TODAY, signing.matrix(signing.signed(account)))
    expected = {
        "2d-doc-signature": VERIFIED,
        "2d-doc-coherence": PASSED,
        "iban-rib": VERIFIED,
        "nom-concordant": VERIFIED,
    }
    yield Case("", "signe", deposit("rib", person, content), Fate.TAKEN, expected, typed="rib")


def _other_income(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """The income changed inside the code, the signature left."""
    text = signing.signed(tax_code(person)).replace("4124000", "4112000")
    lines = [line.replace("24 000", "12 000") for line in papers.tax_notice(person, date(2026, 8, 1))]
    return drawing.pdf_of([lines], signing.matrix(text)), "2d-doc-signature"


def _wrong_key(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """Signed by a stranger in the name of a known certificate."""
    text = signing.signed(tax_code(person), signing.STRANGER)
    return paper("avis-impot", person, date(2026, 8, 1), signing.matrix(text)), "2d-doc-signature"


def _true_code_other_text(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """A true code, and another income on the paper."""
    lines = [line.replace("24 000", "12 000") for line in papers.tax_notice(person, date(2026, 8, 1))]
    return drawing.pdf_of([lines], signing.matrix(signing.signed(tax_code(person)))), "2d-doc-coherence"


def _true_code_other_person(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """Somebody else's true code on one's own paper."""
    other = replace(someone(rng), iban=iban(rng))
    return paper(
        "avis-impot", person, date(2026, 8, 1), signing.matrix(signing.signed(tax_code(other)))
    ), "2d-doc-coherence"


def _code_of_another_paper(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """One's own true code, from a bank's slip."""
    account = signing.message("03", signing.account_fields(person), TODAY)
    return paper("avis-impot", person, date(2026, 8, 1), signing.matrix(signing.signed(account))), "2d-doc-coherence"
