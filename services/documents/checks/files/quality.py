"""Whether a page can be read at all: not blank, not blurred. Thresholds were set on the project's corpus (bench/corpus)."""

import numpy

from services.documents.checks.files.opened import Gray

# Share of a page's cells that are darker than the paper around them: under it, nothing is written. One line of text is 0.3 %.
_INK_SHARE = 0.0006
_CELL = 8
_INK_DEPTH = 18
# Sharpness: variance of the Laplacian over the contrast of the page, so that pale paper and dim light count less.
BLURRED = 0.010
UNSURE = 0.022


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
    """Variance of the Laplacian over variance of the page; 0 for a page of one colour."""
    page = gray.astype(numpy.float32)
    # The grain of a sensor is sharp even where the letters are not: 2 × 2 dots are averaged first.
    height, width = (side - side % 2 for side in page.shape)
    page = page[:height, :width].reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    if min(page.shape) < 3:
        return 0.0
    laplacian = page[:-2, 1:-1] + page[2:, 1:-1] + page[1:-1, :-2] + page[1:-1, 2:] - 4 * page[1:-1, 1:-1]
    spread = float(page.var())
    return float(laplacian.var()) / spread if spread > 1 else 0.0
