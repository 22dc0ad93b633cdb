"""Whether a page can be read at all: not blank, not blurred. Thresholds were set on the project's corpus (bench/corpus)."""

import numpy
import numpy.typing

from services.documents.checks.files.opened import Gray

Numbers = numpy.typing.NDArray[numpy.float32]
# Share of a page's cells that are darker than the paper around them: under it, nothing is written. One line of text is 0.3 %.
_INK_SHARE = 0.0006
_CELL = 8
_INK_DEPTH = 18
# Sharpness of what is written, measured on the corpus: letters that can be read are above 0.7, what nobody can read is below 0.1.
BLURRED = 0.14
UNSURE = 0.45
_BLOCK = 16
# The tenth of the page that has most on it; a page of which even that differs by less from its paper has nothing to read.
_WRITTEN_SHARE = 0.1
_PALE = 6.0
# Variance of the Laplacian of a noise of variance 1: 4 times 1, and 4 squared.
_LAPLACIAN_OF_NOISE = 20.0
# From the median of absolute differences to a standard deviation.
_MEDIAN_TO_DEVIATION = 1.4826


def is_blank(gray: Gray) -> bool:
    """Whether nothing is written. Cells are averaged first: the grain of a scanner is not ink, nor is a shadow at the edge."""
    height, width = (side - side % _CELL for side in gray.shape)
    if not height or not width:
        return True
    cells = gray[:height, :width].reshape(height // _CELL, _CELL, width // _CELL, _CELL).mean(axis=(1, 3))
    edge = max(1, min(cells.shape) // 30)
    inner = cells[edge:-edge, edge:-edge] if min(cells.shape) > 2 * edge else cells
    paper = numpy.median(inner, axis=1, keepdims=True)
    return bool((inner < paper - _INK_DEPTH).mean() < _INK_SHARE)


def sharpness(gray: Gray) -> float:
    """Variance of the Laplacian over variance, where something is written, the grain of the sensor taken off both; 0 where nothing is.

    Over the whole page, white paper and the table around it would count more than the letters.
    """
    page = _halved(gray.astype(numpy.float32))
    if min(page.shape) < _BLOCK + 2:
        return 0.0
    laplacian = page[:-2, 1:-1] + page[2:, 1:-1] + page[1:-1, :-2] + page[1:-1, 2:] - 4 * page[1:-1, 1:-1]
    # Most of a page is paper, hence grain alone.
    grain = (_MEDIAN_TO_DEVIATION * float(numpy.median(numpy.abs(laplacian)))) ** 2
    spread = numpy.maximum(_blocks(page[1:-1, 1:-1]).var(axis=(1, 3)) - grain / _LAPLACIAN_OF_NOISE, 0).ravel()
    sharp = numpy.maximum((_blocks(laplacian) ** 2).mean(axis=(1, 3)) - grain, 0).ravel()
    written = numpy.argsort(spread)[-max(1, int(spread.size * _WRITTEN_SHARE)) :]
    if float(spread[written].mean()) < _PALE**2:
        return 0.0
    return float(sharp[written].sum() / spread[written].sum())


def _halved(page: Numbers) -> Numbers:
    height, width = (side - side % 2 for side in page.shape)
    halved: Numbers = page[:height, :width].reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return halved


def _blocks(page: Numbers) -> Numbers:
    height, width = (side - side % _BLOCK for side in page.shape)
    return page[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
