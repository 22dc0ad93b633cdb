"""Copies of identity titles say whom they are for."""

import io

import pikepdf
import pypdfium2
import pytest
from mesdroits.documents.v1 import document_pb2
from PIL import Image

from services.documents.domain.errors import NotMarked
from services.documents.marking.copies import mark
from services.documents.tests.parts import Portal, World
from services.documents.usecases.examining import Examining

SENTENCE = "Copie pour Caf - déposée le 22/11/2026 - aucun autre usage"


def blank_pdf(pages: int) -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


async def test_every_page_of_a_pdf_says_whom_it_is_for() -> None:
    written = await mark(blank_pdf(2), "application/pdf", SENTENCE)
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(written)]
    assert len(texts) == 2
    assert all(text.count(SENTENCE) == 4 for text in texts)


async def test_a_page_that_ends_within_a_comment_is_marked_all_the_same() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842)).Contents = pdf.make_stream(b"0 0 m % the end")
        written = io.BytesIO()
        pdf.save(written)
    before, after = written.getvalue(), await mark(written.getvalue(), "application/pdf", SENTENCE)
    assert darkest(before) == 255
    assert darkest(after) < 220


def darkest(content: bytes) -> int:
    """The darkest point of the first page, as it is seen."""
    seen: bytes = pypdfium2.PdfDocument(content)[0].render().to_pil().convert("L").tobytes()
    return min(seen)


@pytest.mark.parametrize(("encoding", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
async def test_a_photo_is_marked_and_stays_a_photo(encoding: str, media_type: str) -> None:
    taken = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(taken, encoding)
    with Image.open(io.BytesIO(await mark(taken.getvalue(), media_type, SENTENCE))) as written:
        assert (written.format, written.size) == (encoding, (640, 480))
        assert min(written.convert("L").tobytes()) < 200


@pytest.mark.parametrize(("content", "media_type"), [(b"nothing", "application/pdf"), (b"text", "text/plain")])
async def test_what_cannot_be_marked_is_said(content: bytes, media_type: str) -> None:
    with pytest.raises(NotMarked):
        await mark(content, media_type, SENTENCE)


async def test_the_title_that_is_kept_is_the_marked_one(portal: Portal, examining: Examining) -> None:
    document = await portal.deposit(b"%PDF- titre", kind="piece-identite", organisme="cnaf")
    await examining.once()
    assert await portal.read(document.document_id) == b"%PDF- titre" + SENTENCE.encode()


async def test_a_title_that_cannot_be_marked_is_looked_at_by_a_person(
    portal: Portal, examining: Examining, world: World
) -> None:
    world.mark.problem = NotMarked()
    document = await portal.deposit(b"%PDF- titre", kind="piece-identite", organisme="cnaf")
    await examining.once()
    assert (await portal.get(document.document_id)).state == document_pb2.DEPOSIT_STATE_IN_REVIEW
