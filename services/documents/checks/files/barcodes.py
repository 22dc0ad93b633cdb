"""DataMatrix codes on a page, by zxing-cpp."""

import zxingcpp
from PIL import Image

from services.documents.checks.files.opened import Draw

# A 2D-Doc of a tax notice is 2 cm wide on paper: at 200 dpi its dots are 3 to 5 pixels.
_DPI = (200, 300)


def texts_on(draw: Draw, closer: bool) -> list[str]:
    """What the codes of a page say. `closer`: where none is seen, a second look is worth its time."""
    for dpi in _DPI if closer else _DPI[:1]:
        found = [code.text for code in _read(draw(dpi)) if code.text]
        if found:
            return found
    return []


def _read(image: Image.Image) -> list[zxingcpp.Barcode]:
    # Officials print in black on white: looking for white on black as well takes twice the time.
    return zxingcpp.read_barcodes(
        image,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix),
        text_mode=zxingcpp.TextMode.Plain,
        try_invert=False,
        try_downscale=False,
    )
