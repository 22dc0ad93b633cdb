"""Papers drawn as PDFs, and PDFs turned into scans and photos: grain, rotation, blur, what a camera writes."""

import io
import random
import zlib

import numpy
import pikepdf
import pypdfium2
from PIL import Image, ImageFilter

from services.documents.checks.files.images import make_ready

_A4 = (595, 842)
_GPS, _MAKE, _ORIENTATION = 0x8825, 0x010F, 0x0112


def pdf_of(pages: list[list[str]], code: Image.Image | None = None) -> bytes:
    """A PDF with a text layer: the first line of a page is its title. `code`: a DataMatrix at the top right of the first page."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for rank, lines in enumerate(pages):
        page = pdf.add_blank_page(page_size=_A4)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        content = b"".join(_line(text, place) for place, text in enumerate(lines))
        if code is not None and rank == 0:
            page.obj.Resources.XObject = pikepdf.Dictionary(Code=pdf.make_indirect(_picture(pdf, code)))
            content += b"q 80 0 0 80 490 735 cm /Code Do Q"
        page.obj.Contents = pdf.make_stream(content)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _line(text: str, place: int) -> bytes:
    size, top = (15, 800) if place == 0 else (10, 780 - 17 * place)
    escaped = text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F %d Tf 50 %d Td (" % (size, top) + escaped + b") Tj ET\n"


def _picture(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    gray = image.convert("L")
    return pikepdf.Stream(
        pdf, zlib.compress(gray.tobytes()), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=gray.width, Height=gray.height,
        ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.FlateDecode,
    )  # fmt: skip


def drawn(pdf: bytes, dpi: int = 200, page: int = 0) -> Image.Image:
    """A page as a picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        seen: Image.Image = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
        return seen.convert("L")


def scanned(image: Image.Image, rng: random.Random, grain: float = 6.0, angle: float = 0.0) -> Image.Image:
    """As a scanner sees it, in gray: grain, paper that is not white, a little askew."""
    turned = image.convert("L").rotate(angle, expand=abs(angle) > 10, fillcolor=244, resample=Image.Resampling.BILINEAR)
    dots = numpy.asarray(turned, dtype=numpy.float32) * rng.uniform(0.88, 0.98)
    noise = numpy.random.default_rng(rng.getrandbits(32)).standard_normal(dots.shape, numpy.float32) * grain
    return Image.fromarray(numpy.clip(dots + noise, 0, 255).astype(numpy.uint8))


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """Out of focus."""
    return image.filter(ImageFilter.GaussianBlur(radius))


def photographed(image: Image.Image, rng: random.Random) -> Image.Image:
    """As a telephone sees it: in colour, lit from a side, on a table."""
    table = Image.new("L", (int(image.width * 1.12), int(image.height * 1.1)), 95)
    table.paste(image, (int(image.width * 0.06), int(image.height * 0.05)))
    light = numpy.linspace(rng.uniform(0.75, 0.9), 1.0, table.width, dtype=numpy.float32)
    lit = Image.fromarray((numpy.asarray(table) * light[None, :]).astype(numpy.uint8))
    return scanned(lit, rng, 4.0, rng.uniform(-2, 2)).convert("RGB")


def jpeg(image: Image.Image, placed: bool = False, orientation: int = 1) -> bytes:
    """A JPEG; `placed`: with the camera's name and where it stood."""
    exif = Image.Exif()
    if placed:
        exif[_MAKE] = "Téléphone"
        exif[_GPS] = {1: "N", 2: (47.0, 13.0, 6.0), 3: "W", 4: (1.0, 33.0, 15.0)}
    if orientation != 1:
        exif[_ORIENTATION] = orientation
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, exif=exif)
    return out.getvalue()


def encoded(image: Image.Image, form: str) -> bytes:
    """PNG, or HEIF as telephones write it."""
    make_ready()
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def pdf_of_images(images: list[Image.Image]) -> bytes:
    """What a scanner writes: pictures only, no text."""
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=200.0, quality=80)
    return out.getvalue()
