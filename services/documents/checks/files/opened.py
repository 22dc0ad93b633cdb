"""A file once opened: its pages as they can be looked at, whatever it came as."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy
import numpy.typing
from PIL import Image

# A page's picture in gray, at so many dots per inch of an A4.
Draw = Callable[[int], Image.Image]
Gray = numpy.typing.NDArray[numpy.uint8]


class Unreadable(Exception):
    """The file does not open; the message is evidence without personal data."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `text`: its text layer, "" where it has none. `photographed`: its picture came from a camera or a scanner, hence may be blurred."""

    text: str
    draw: Draw
    photographed: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole file. `stripped`: how many blocks of metadata were taken out. `content`: the same file without them."""

    pages: tuple[Page, ...]
    content: bytes
    media_type: str
    stripped: int = 0


def gray_of(image: Image.Image) -> Gray:
    """The picture as numbers, 0 black and 255 white."""
    return numpy.asarray(image.convert("L"), dtype=numpy.uint8)
