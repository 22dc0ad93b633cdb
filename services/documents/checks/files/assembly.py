"""Several files into one PDF: pages in their order, photos as they are."""

import io

import pikepdf
from PIL import Image

from services.documents.checks.files.opened import Opened

_A4_POINTS = (595.0, 842.0)


def joined(files: tuple[Opened, ...]) -> tuple[bytes, str]:
    """The whole document and its media type; a file alone stays what it is."""
    if len(files) == 1:
        return files[0].content, files[0].media_type
    with pikepdf.new() as whole:
        for file in files:
            if file.media_type == "application/pdf":
                with pikepdf.open(io.BytesIO(file.content)) as pdf:
                    whole.pages.extend(pdf.pages)
            else:
                _add_photo(whole, file.content)
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue(), "application/pdf"


def _add_photo(whole: pikepdf.Pdf, content: bytes) -> None:
    image: Image.Image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    if image.format != "JPEG" or image.mode not in ("L", "RGB"):
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=90)
        content, image = out.getvalue(), image.convert("RGB")
    width, height = _fitted(*image.size)
    photo = pikepdf.Stream(
        whole, content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width, Height=image.height,
        ColorSpace=pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    page = whole.add_blank_page(page_size=(width, height))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=whole.make_indirect(photo)))
    page.obj.Contents = whole.make_stream(f"{width:.2f} 0 0 {height:.2f} 0 0 cm /Photo Do".encode())


def _fitted(width: int, height: int) -> tuple[float, float]:
    """On an A4, standing or lying as the photo does."""
    paper = _A4_POINTS if height >= width else _A4_POINTS[::-1]
    scale = min(paper[0] / width, paper[1] / height)
    return width * scale, height * scale
