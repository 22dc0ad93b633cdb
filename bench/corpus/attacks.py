"""Files made to harm or to deceive: bombs, polyglots, programs in a PDF, damaged and disguised ones. EICAR is the antivirus makers' own test."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

import io
import random
import zipfile
from collections.abc import Callable

import pikepdf

from bench.corpus.bombs import (
    changed,
    deep_pdf,
    huge_page,
    image_bomb,
    looping_pdf,
    nested_pdf_bomb,
    pdf_bomb,
    thin_image_bomb,
    zip_bomb,
)
from bench.corpus.drawing import drawn, encoded

# In two halves: an antivirus on the machine of whoever reads this file would take it away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def javascript(good: bytes) -> bytes:
    """A program that runs when the PDF is opened."""
    return changed(
        good, lambda pdf: _open_action(pdf, {"/S": pikepdf.Name.JavaScript, "/JS": pikepdf.String("app.alert('x')")})
    )


def hidden_javascript(good: bytes) -> bytes:
    """The same behind a button."""

    def hide(pdf: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert('x')"))
        button = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], A=pdf.make_indirect(action)
        )
        placed = pdf.make_indirect(button)
        pdf.pages[0].obj.Annots = pikepdf.Array([placed])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([placed]))

    return changed(good, hide)


def launch(good: bytes) -> bytes:
    """A program of the reader's machine."""
    return changed(good, lambda pdf: _open_action(pdf, {"/S": pikepdf.Name.Launch, "/F": pikepdf.String("calc.exe")}))


def attached(good: bytes) -> bytes:
    """Another file within."""

    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["facture.exe"] = b"MZ" + bytes(200)

    return changed(good, attach)


def encrypted(good: bytes) -> bytes:
    """Needs a password."""
    return changed(good, _unchanged, pikepdf.Encryption(owner="propriétaire", user="secret", R=6))


def restricted(good: bytes) -> bytes:
    """Opens freely, but may not be changed: banks do that."""
    return changed(good, _unchanged, pikepdf.Encryption(owner="propriétaire", user="", R=4))


def infected(good: bytes) -> bytes:
    """EICAR alone, under the name of a PDF."""
    return EICAR


def infected_pdf(good: bytes) -> bytes:
    """EICAR in a PDF, in a stream of its own."""

    def infect(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Piece = pdf.make_indirect(pdf.make_stream(EICAR))

    return changed(good, infect, compressed=False)


def infected_tail(good: bytes) -> bytes:
    """EICAR behind the end."""
    return good + EICAR


def archive_behind(good: bytes) -> bytes:
    """Good, and an archive behind it."""
    return good + zip_bomb(good)[:200_000]


def page_behind(good: bytes) -> bytes:
    """Good, and a web page behind it."""
    return good + b"\n<html><script>alert(1)</script></html>"


def pdf_behind_image(good: bytes) -> bytes:
    """Good by its first bytes, a PDF by the next."""
    return good[:2] + b"\xff\xfe\x00\x28%PDF-1.4 1 0 obj<</Type/Catalog>>endobj  " + good[2:]


def truncated(good: bytes) -> bytes:
    """The first half."""
    return good[: len(good) // 3]


def scrambled(good: bytes) -> bytes:
    """Noise under the right first bytes."""
    return good[:12] + random.Random(len(good)).randbytes(4000)  # noqa: S311


def empty(good: bytes) -> bytes:
    """Nothing."""
    return b""


def word(good: bytes) -> bytes:
    """A word processor's file, called .pdf."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def program(good: bytes) -> bytes:
    """A program, called .pdf."""
    return b"MZ" + bytes(300) + b"PE\0\0" + bytes(500)


def gif(good: bytes) -> bytes:
    """A picture of a kind that is not taken."""
    return encoded(drawn(good, 40), "GIF")


def heavy(good: bytes) -> bytes:
    """Over 20 megabytes."""
    return good + bytes(21 * 1024 * 1024)


def many_pages(good: bytes) -> bytes:
    """Sixty pages where fifty are taken."""

    def repeat(pdf: pikepdf.Pdf) -> None:
        for _ in range(60):
            pdf.pages.append(pdf.pages[0])

    return changed(good, repeat)


def _open_action(pdf: pikepdf.Pdf, action: dict[str, pikepdf.Object]) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(action)


def _unchanged(_: pikepdf.Pdf) -> None:
    pass


_Attack = Callable[[bytes], bytes]
# By what must refuse them. The first ones are made from a good PDF.
ON_PDF: dict[str, list[_Attack]] = {
    "fichier-lisible": [pdf_bomb, nested_pdf_bomb, huge_page, deep_pdf, looping_pdf, truncated, scrambled],
    "fichier-type-reel": [zip_bomb, word, program, gif],
    "fichier-taille": [empty, heavy],
    "fichier-nombre-pages": [many_pages],
    "pdf-actif": [javascript, hidden_javascript, launch, attached],
    "pdf-protege": [encrypted],
    "fichier-polyglotte": [archive_behind, page_behind],
    "logiciel-malveillant": [infected, infected_pdf, infected_tail],
}
ON_JPEG: dict[str, list[_Attack]] = {
    "fichier-lisible": [image_bomb, thin_image_bomb, truncated, scrambled],
    "fichier-polyglotte": [archive_behind, page_behind, pdf_behind_image],
    "logiciel-malveillant": [infected_tail],
}
