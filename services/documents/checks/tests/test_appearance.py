"""Whether a page can be read: blank, blurred, without a text."""

import random

import pytest
from PIL import Image

from bench.corpus import drawing
from services.documents.checks.files import ocr, quality
from services.documents.checks.files.opened import gray_of
from services.documents.checks.tests.material import deposited, inspector, lines, outcome, pdf, said
from services.documents.domain.verdicts import Outcome, RefusalReason


def test_a_white_page_with_the_grain_of_a_scanner_is_blank() -> None:
    white = drawing.scanned(Image.new("L", (827, 1169), 255), random.Random(1), 9.0)  # noqa: S311
    assert quality.is_blank(gray_of(white))


def test_a_page_with_one_line_is_not_blank() -> None:
    assert not quality.is_blank(gray_of(drawing.drawn(drawing.pdf_of([["", "Une seule ligne sur cette page."]]), 75)))


def test_a_document_of_blank_pages_is_refused_and_a_blank_back_is_not() -> None:
    assert outcome(inspector().examine(deposited(drawing.pdf_of([[], []]))), "page-blanche") is Outcome.FAILED
    assert outcome(inspector().examine(deposited(drawing.pdf_of([lines(), []]))), "page-blanche") is Outcome.PASSED


@pytest.mark.parametrize(("radius", "wanted"), [(0.0, Outcome.PASSED), (9.0, Outcome.FAILED)])
def test_a_photo_out_of_focus_is_refused_and_a_sharp_one_is_not(radius: float, wanted: Outcome) -> None:
    page = drawing.blurred(drawing.drawn(pdf(), 150), radius) if radius else drawing.drawn(pdf(), 150)
    found = inspector().examine(deposited(drawing.jpeg(page)))
    assert outcome(found, "page-floue") is wanted
    if wanted is Outcome.FAILED:
        assert said(found, "page-floue").reason is RefusalReason.ILLISIBLE


def test_without_tesseract_a_picture_is_looked_at_by_a_person_and_never_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    found = inspector().examine(deposited(drawing.jpeg(drawing.drawn(pdf(), 150))))
    assert said(found, "texte-lu").evidence == "tesseract non installé"
    for rule in ("texte-lu", "type-reconnu", "nom-concordant", "iban-rib"):
        assert outcome(found, rule) is Outcome.INCONCLUSIVE
    assert found.needs_review
    assert not found.refused


@pytest.mark.skipif(not ocr.installed(), reason="tesseract is not installed")
@pytest.mark.parametrize("angle", [0, 90, 180])
def test_a_scan_is_read_whichever_way_it_lies(angle: int) -> None:
    page = drawing.drawn(pdf(), 200).rotate(angle, expand=True)
    found = inspector().examine(deposited(drawing.jpeg(page)))
    assert outcome(found, "texte-lu") is Outcome.PASSED
    assert found.type_found == "rib"
    assert outcome(found, "iban-rib") is Outcome.PASSED
