"""The real type of a file, by its first bytes: its name and its extension are never asked for."""

from enum import StrEnum


class Kind(StrEnum):
    """What a file is; the value of those taken is their media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    EMPTY = "empty"
    OTHER = "other"


IMAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.HEIC})
# ISO base media: the brands of still images coded by HEVC, as telephones write them.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_BOM = b"\xef\xbb\xbf"


def kind_of(content: bytes) -> Kind:
    """The type. White space or a byte order mark before a PDF's header is met in the wild and allowed."""
    if not content:
        return Kind.EMPTY
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    if content[:1024].removeprefix(_BOM).lstrip().startswith(b"%PDF-"):
        return Kind.PDF
    return Kind.OTHER
