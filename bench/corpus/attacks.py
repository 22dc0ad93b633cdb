"""Files made to harm or to deceive: bombs, polyglots, programs in a PDF, damaged and disguised ones. EICAR is the antivirus makers' own test."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import pikepdf

from bench.corpus.drawing import encoded

# In two halves: an antivirus on the machine of whoever reads this file would take it away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
_GIGABYTE_OF_ZEROS = 1 << 30


def _png(width: int, height: int, body: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@cache
def _zeros(length: int) -> bytes:
    """So many zeros, packed: one mebibyte that stands alone, again and again, and the sum of them all."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * ((length >> 20) - 1) + b"\x03\x00" + struct.pack(">HH", length % 65521, 1)


def image_bomb(good: bytes) -> bytes:
    """Fifty thousand dots by fifty thousand, in a few kilobytes."""
    return _png(50_000, 50_000, _zeros(1 << 24))


def thin_image_bomb(good: bytes) -> bytes:
    """Under the limit of dots by its header, a gigabyte by its body."""
    return _png(2000, 2000, _zeros(_GIGABYTE_OF_ZEROS))


def pdf_bomb(good: bytes) -> bytes:
    """A page whose content is a gigabyte once unpacked."""
    return _with(good, lambda pdf: _content(pdf, _zeros(_GIGABYTE_OF_ZEROS), "/FlateDecode"))


def nested_pdf_bomb(good: bytes) -> bytes:
    """Packed twice: kilobytes, then megabytes, then gigabytes."""
    return _with(
        good, lambda pdf: _content(pdf, zlib.compress(_zeros(_GIGABYTE_OF_ZEROS), 9), "/FlateDecode", "/FlateDecode")
    )


def deep_pdf(good: bytes) -> bytes:
    """Arrays within arrays, to exhaust the stack of whoever reads them."""
    deep = b"[" * 400_000 + b"]" * 400_000
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X "
        + deep
        + b">>\nendobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def looping_pdf(good: bytes) -> bytes:
    """Pages that are their own parents' children."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def huge_page(good: bytes) -> bytes:
    """A page of a kilometre."""

    def stretch(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 3_000_000, 3_000_000])
        image = pikepdf.Stream(
            pdf, _zeros(_GIGABYTE_OF_ZEROS), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=32768, Height=32768,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.FlateDecode,
        )  # fmt: skip
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=pdf.make_indirect(image)))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"3000000 0 0 3000000 0 0 cm /I Do")

    return _with(good, stretch)


def zip_bomb(good: bytes) -> bytes:
    """An archive, whatever it is called."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("document.pdf", bytes(1 << 27))
    return out.getvalue()


def javascript(good: bytes) -> bytes:
    """A program that runs when the PDF is opened."""
    return _with(
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

    return _with(good, hide)


def launch(good: bytes) -> bytes:
    """A program of the reader's machine."""
    return _with(good, lambda pdf: _open_action(pdf, {"/S": pikepdf.Name.Launch, "/F": pikepdf.String("calc.exe")}))


def attached(good: bytes) -> bytes:
    """Another file within."""

    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["facture.exe"] = b"MZ" + bytes(200)

    return _with(good, attach)


def encrypted(good: bytes) -> bytes:
    """Needs a password."""
    return _with(good, _unchanged, pikepdf.Encryption(owner="propriétaire", user="secret", R=6))


def restricted(good: bytes) -> bytes:
    """Opens freely, but may not be changed: banks do that."""
    return _with(good, _unchanged, pikepdf.Encryption(owner="propriétaire", user="", R=4))


def infected(good: bytes) -> bytes:
    """EICAR alone, under the name of a PDF."""
    return EICAR


def infected_pdf(good: bytes) -> bytes:
    """EICAR in a PDF, in a stream of its own."""

    def infect(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Piece = pdf.make_indirect(pdf.make_stream(EICAR))

    return _with(good, infect, compressed=False)


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
    from bench.corpus.drawing import drawn

    return encoded(drawn(good, 40), "GIF")


def heavy(good: bytes) -> bytes:
    """Over 20 megabytes."""
    return good + bytes(21 * 1024 * 1024)


def many_pages(good: bytes) -> bytes:
    """Sixty pages where fifty are taken."""

    def repeat(pdf: pikepdf.Pdf) -> None:
        for _ in range(60):
            pdf.pages.append(pdf.pages[0])

    return _with(good, repeat)


def _open_action(pdf: pikepdf.Pdf, action: dict[str, pikepdf.Object]) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(action)


def _unchanged(_: pikepdf.Pdf) -> None:
    pass


def _content(pdf: pikepdf.Pdf, packed: bytes, *filters: str) -> None:
    stream = pikepdf.Stream(pdf, packed)
    stream.stream_dict.Filter = pikepdf.Array([pikepdf.Name(one) for one in filters])
    pdf.pages[0].obj.Contents = pdf.make_indirect(stream)


def _with(
    good: bytes,
    change: Callable[[pikepdf.Pdf], None],
    encryption: pikepdf.Encryption | None = None,
    compressed: bool = True,
) -> bytes:
    with pikepdf.open(io.BytesIO(good)) as pdf:
        change(pdf)
        out = io.BytesIO()
        if encryption is not None:
            pdf.save(out, encryption=encryption)
        else:
            pdf.save(out, compress_streams=compressed, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


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
