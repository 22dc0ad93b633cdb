"""PDFs: opened without running anything, refused where they run something, and read page by page."""

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

from services.documents.checks.files.images import without_metadata
from services.documents.checks.files.opened import Opened, Page, Unreadable

# Keys and actions that do something when the file is opened or read, or that carry another file.
_ACTIVE_KEYS = ("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/RichMediaSettings")
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMediaExecute", "/Rendition"}
)
_ACTIVE_TYPES = frozenset({"/EmbeddedFile"})
# An ordinary document of 50 pages has a few thousands.
_MAXIMUM_OBJECTS = 100_000
_DEPTH = 30
_A4_LONG_POINTS = 842.0
# 300 dpi of an A3: whatever its page says its size is, no picture is larger.
_MAXIMUM_DOTS = 18_000_000
_TEXT_MAX = 40_000
# Fewer letters than this on a page are a stamp or a page number over a scan.
_LAYER_LETTERS = 40


class NeedsPassword(Unreadable):
    """It does not open without its password."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What a PDF is made of. `active`: names of what it would run or carries. `restricted`: opens freely, but may not be changed."""

    pages: int
    active: tuple[str, ...]
    restricted: bool


def structure_of(content: bytes) -> Structure:
    """The structure. Raises NeedsPassword, Unreadable."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.objects) > _MAXIMUM_OBJECTS:
                raise Unreadable("trop d'objets")
            active: set[str] = set()
            for one in pdf.objects:
                _look(one, active, _DEPTH)
            return Structure(len(pdf.pages), tuple(sorted(active)), pdf.is_encrypted)
    except pikepdf.PasswordError as locked:
        raise NeedsPassword("mot de passe demandé") from locked
    except (pikepdf.PdfError, ValueError, TypeError, MemoryError, RuntimeError, OverflowError) as wrong:
        raise Unreadable(f"PDF illisible ({type(wrong).__name__})") from wrong


def _look(one: Any, active: set[str], depth: int) -> None:
    """References are not followed: every object is looked at where it stands."""
    if depth == 0:
        raise Unreadable("objets trop imbriqués")
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        names = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        active.update(key for key in _ACTIVE_KEYS if key in names)
        _named(names, active)
        for value in names.values():
            _inner(value, active, depth)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            _inner(value, active, depth)


def _inner(value: Any, active: set[str], depth: int) -> None:
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
        _look(value, active, depth - 1)


def _named(names: Any, active: set[str]) -> None:
    for key, wanted in (("/S", _ACTIVE_ACTIONS), ("/Type", _ACTIVE_TYPES)):
        value = names.get(key)
        if isinstance(value, pikepdf.Name) and str(value) in wanted:
            active.add(str(value))


def open_pdf(content: bytes, pages: int) -> Opened:
    """Its pages. Raises Unreadable."""
    try:
        document = pypdfium2.PdfDocument(content)
        read = tuple(_page(document, index) for index in range(pages))
    except (pypdfium2.PdfiumError, MemoryError, ValueError) as wrong:
        raise Unreadable(f"PDF illisible ({type(wrong).__name__})") from wrong
    cleaned, stripped = _without_metadata(content)
    return Opened(read, cleaned, "application/pdf", stripped)


def _page(document: pypdfium2.PdfDocument, index: int) -> Page:
    text = document[index].get_textpage().get_text_bounded()[:_TEXT_MAX].replace("\r", "\n").replace("\ufffe", "-")
    layer = sum(character.isalnum() for character in text) >= _LAYER_LETTERS
    return Page(text if layer else "", lambda dpi: _drawn(document, index, dpi), photographed=not layer)


def _drawn(document: pypdfium2.PdfDocument, index: int, dpi: int) -> Image.Image:
    page = document[index]
    width, height = page.get_size()
    if width < 1 or height < 1:
        raise Unreadable("page sans surface")
    scale = min(dpi / 72 * _A4_LONG_POINTS / max(width, height), (_MAXIMUM_DOTS / (width * height)) ** 0.5)
    try:
        drawn: Image.Image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
        return drawn.convert("L")
    except pypdfium2.PdfiumError as wrong:
        raise Unreadable("page qui ne se dessine pas") from wrong


def _without_metadata(content: bytes) -> tuple[bytes, int]:
    """The same PDF without what the cameras wrote in its photos: unchanged, signatures included, where they wrote nothing."""
    if b"Exif\0\0" not in content:
        return content, 0
    with pikepdf.open(io.BytesIO(content)) as pdf:
        stripped = sum(_strip(one) for one in pdf.objects if isinstance(one, pikepdf.Stream))
        out = io.BytesIO()
        pdf.save(out)
    return (out.getvalue(), stripped) if stripped else (content, 0)


def _strip(stream: pikepdf.Stream) -> bool:
    if stream.stream_dict.get("/Filter") != pikepdf.Name.DCTDecode:
        return False
    photo = stream.read_raw_bytes()
    bare = without_metadata(photo)
    if len(bare) == len(photo):
        return False
    stream.write(bare, filter=pikepdf.Name.DCTDecode)
    return True
