"""Bombs: small files that are made to exhaust the memory, the stack or the time of whoever opens them."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import pikepdf

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
    return changed(good, lambda pdf: _content(pdf, _zeros(_GIGABYTE_OF_ZEROS), "/FlateDecode"))


def nested_pdf_bomb(good: bytes) -> bytes:
    """Packed twice: kilobytes, then megabytes, then gigabytes."""
    return changed(
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

    return changed(good, stretch)


def zip_bomb(good: bytes) -> bytes:
    """An archive, whatever it is called."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("document.pdf", bytes(1 << 27))
    return out.getvalue()


def _content(pdf: pikepdf.Pdf, packed: bytes, *filters: str) -> None:
    stream = pikepdf.Stream(pdf, packed)
    stream.stream_dict.Filter = pikepdf.Array([pikepdf.Name(one) for one in filters])
    pdf.pages[0].obj.Contents = pdf.make_indirect(stream)


def changed(
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
