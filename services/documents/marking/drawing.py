"""Writes a sentence across every page of a copy: pale enough to read the title, everywhere enough not to be cut away."""

import io
import math
import unicodedata

import pikepdf
from PIL import Image, ImageDraw, ImageFont

_ANGLE = math.radians(35)
_LINES = 4
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


class Unmarkable(Exception):
    """Neither a PDF nor an image that we know how to write again."""


def marked(content: bytes, media_type: str, sentence: str) -> bytes:
    """The same copy with the sentence across it. Raises Unmarkable, and what its library raises on a broken file."""
    if media_type == "application/pdf":
        return _pdf(content, sentence)
    if media_type in _FORMATS:
        return _image(content, _FORMATS[media_type], sentence)
    raise Unmarkable(media_type)


def _pdf(content: bytes, sentence: str) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        pale = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.35)
        for page in pdf.pages:
            fonts = page.add_resource(font, pikepdf.Name.Font)
            states = page.add_resource(pale, pikepdf.Name.ExtGState)
            # Whatever the page leaves of its own drawing state stays in its own brackets.
            page.contents_add(b"q", prepend=True)
            # On a line of its own: the page may end within a comment.
            page.contents_add(b"\nQ " + _strokes(page, str(fonts), str(states), sentence))
        written = io.BytesIO()
        pdf.save(written)
    return written.getvalue()


def _strokes(page: pikepdf.Page, font: str, state: str, sentence: str) -> bytes:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    cosine, sine = math.cos(_ANGLE), math.sin(_ANGLE)
    text = sentence.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    size = max(6.0, min(right - left, top - bottom) / 32)
    drawn = [f"q {state} gs 0.45 g BT {font} {size:.1f} Tf".encode()]
    for line in range(_LINES):
        x, y = left + (right - left) * 0.06, bottom + (top - bottom) * line / _LINES
        drawn.append(f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.1f} {y:.1f} Tm (".encode() + text + b") Tj")
    return b" ".join([*drawn, b"ET Q"])


def _image(content: bytes, encoding: str, sentence: str) -> bytes:
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGBA")
    font = ImageFont.load_default(max(10.0, min(picture.size) / 28))
    # The font that comes with the library has no accents.
    plain = unicodedata.normalize("NFKD", sentence).encode("ascii", "ignore").decode()
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for line in range(_LINES):
        place = (picture.width * 0.04, picture.height * (line + 0.5) / _LINES)
        pen.text(place, plain, font=font, fill=(110, 110, 110, 110))
    written = io.BytesIO()
    Image.alpha_composite(picture, layer).convert("RGB").save(written, encoding, quality=88)
    return written.getvalue()
