"""Photos and scans: opened within bounds, turned the right way up, and freed from what the camera wrote about place and owner."""

import io
from functools import cache

import pillow_heif
from PIL import Image, ImageOps

from services.documents.checks.files.magic import Kind
from services.documents.checks.files.opened import Opened, Page, Unreadable

# A telephone takes 50 million dots and A4 at 600 dpi has 35: beyond, the file is made to exhaust memory.
MAXIMUM_PIXELS = 64_000_000
_FORMATS = {Kind.JPEG: ("JPEG",), Kind.PNG: ("PNG",), Kind.HEIC: ("HEIF",)}
# What Pillow and libheif were seen to raise on damaged pictures (bench/corpus, tests/test_fuzz.py).
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    MemoryError,
    EOFError,
    KeyError,
    RuntimeError,
)
# What is kept of a large photo, on its long side: 400 dpi of an A4.
_LONG_SIDE = 4700
_QUALITY = 90
_A4_LONG_INCHES = 11.69
# Blocks of a JPEG that draw nothing: APP1 to APP15 and the comment, but for the colour profile (APP2) and Adobe's (APP14).
_KEPT_BLOCKS = frozenset({0xE0, 0xE2, 0xEE})
_ORIENTATION = 0x0112


@cache
def make_ready() -> None:
    """Teaches Pillow HEIC, and where to stop; once for a process."""
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MAXIMUM_PIXELS


def open_image(content: bytes, kind: Kind) -> Opened:
    """The image. Raises Unreadable."""
    make_ready()
    try:
        return _opened(content, kind)
    except _FAULTS as wrong:
        raise Unreadable(f"image illisible ({type(wrong).__name__})") from wrong


def _opened(content: bytes, kind: Kind) -> Opened:
    image = Image.open(io.BytesIO(content), formats=_FORMATS[kind])
    width, height = image.size
    if width * height > MAXIMUM_PIXELS:
        raise Unreadable(f"{width} × {height} points")
    if min(width, height) < 2:
        raise Unreadable("image vide")
    stripped = _metadata_of(image)
    turned = image.getexif().get(_ORIENTATION, 1) != 1
    image.load()
    if kind is Kind.JPEG and not turned and max(width, height) <= _LONG_SIDE:
        cleaned, media_type = without_metadata(content), Kind.JPEG
    else:
        cleaned, media_type = _saved(image, kind)
    page = Page("", lambda dpi: _drawn(image, dpi), photographed=True)
    return Opened((page,), cleaned, media_type.value, stripped)


def _metadata_of(image: Image.Image) -> int:
    exif = image.getexif()
    return bool(exif) + bool(exif.get_ifd(0x8825)) + ("xmp" in image.info) + ("comment" in image.info)


def _upright(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image)
    return turned if turned.mode in ("L", "RGB") else _on_white(turned)


def _on_white(image: Image.Image) -> Image.Image:
    """Transparent dots show the paper behind."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layers = image.convert("RGBA")
    paper = Image.new("RGBA", layers.size, "white")
    return Image.alpha_composite(paper, layers).convert("RGB")


def _saved(image: Image.Image, kind: Kind) -> tuple[bytes, Kind]:
    kept = _upright(image)
    kept.thumbnail((_LONG_SIDE, _LONG_SIDE))
    bare = Image.frombytes(kept.mode, kept.size, kept.tobytes())
    out, saved_as = io.BytesIO(), Kind.PNG if kind is Kind.PNG else Kind.JPEG
    bare.save(out, "PNG" if saved_as is Kind.PNG else "JPEG", quality=_QUALITY)
    return out.getvalue(), saved_as


def _drawn(image: Image.Image, dpi: int) -> Image.Image:
    drawn = _upright(image).convert("L")
    side = int(dpi * _A4_LONG_INCHES)
    if max(drawn.size) > side:
        drawn.thumbnail((side, side), Image.Resampling.BOX if max(drawn.size) > 2 * side else Image.Resampling.BILINEAR)
    return drawn


def without_metadata(jpeg: bytes) -> bytes:
    """The same JPEG, dot for dot, without the blocks that draw nothing, and without what follows its end. As it is where it is not sound."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        mark, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if mark == 0xDA:
            end = jpeg.rfind(b"\xff\xd9")
            return b"".join(kept) + jpeg[at : end + 2 if end > at else len(jpeg)]
        block = jpeg[at : at + 2 + length]
        if mark in _KEPT_BLOCKS or not (0xE1 <= mark <= 0xEF or mark == 0xFE):
            kept.append(block)
        at += 2 + length
    return jpeg
