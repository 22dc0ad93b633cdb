"""A file that two readers take for two things: a PDF that is also an archive, a photo with a web page behind it."""

import struct

from services.documents.checks.files.magic import Kind

# Beginnings that matter behind the end of an image or of a PDF, and what they are called in the evidence.
_FOREIGN = (
    (b"PK\x03\x04", "archive"), (b"Rar!\x1a\x07", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"\x1f\x8b\x08", "archive"),
    (b"MZ", "programme"), (b"\x7fELF", "programme"), (b"#!", "programme"),
    (b"%PDF-", "PDF"), (b"<!doctype html", "page web"), (b"<html", "page web"), (b"<script", "page web"), (b"<?php", "programme"),
)  # fmt: skip
_HEAD = 1024
_EOCD = b"PK\x05\x06"
_EOCD_LENGTH = 22


def second_content(content: bytes, kind: Kind) -> str | None:
    """What else the file is, or None. Never raises, whatever the bytes."""
    if _is_archive(content):
        return "archive"
    head = content[:_HEAD].lower()
    if kind is not Kind.PDF and b"%pdf-" in head:
        return "PDF"
    if any(mark in head for mark in (b"<script", b"<html", b"<?php")):
        return "page web"
    tail = content[_end(content, kind) :].lstrip(b"\x00\r\n\t ")[:_HEAD].lower()
    return next((name for mark, name in _FOREIGN if tail.startswith(mark.lower())), None)


def _is_archive(content: bytes) -> bool:
    """A zip is read from its end: its last record, whose comment reaches exactly the end of the file, or the padding behind it."""
    at = content.rfind(_EOCD, max(0, len(content) - 66_000))
    if at < 0 or at + _EOCD_LENGTH > len(content):
        return False
    entries, size, comment = struct.unpack_from("<HI4xH", content, at + 10)
    return bool(entries) and size < at and at + _EOCD_LENGTH + comment <= len(content)


def _end(content: bytes, kind: Kind) -> int:
    """Where the file should end, as its format says: its length where that cannot be told."""
    if kind is Kind.JPEG:
        at = content.rfind(b"\xff\xd9")
        return at + 2 if at >= 0 else len(content)
    if kind is Kind.PNG:
        return _png_end(content)
    if kind is Kind.PDF:
        at = content.rfind(b"%%EOF")
        return at + 5 if at >= 0 else len(content)
    return _heic_end(content)


def _png_end(content: bytes) -> int:
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return at
    return len(content)


def _heic_end(content: bytes) -> int:
    at = 0
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length < 8 or not content[at + 4 : at + 8].isalnum():
            return at
        at += length
    return len(content)
