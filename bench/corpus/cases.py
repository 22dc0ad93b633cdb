"""The cases of the corpus: each a deposit and what must be found of it. The same seed gives the same bytes but for what a signature draws."""

import random
from collections.abc import Iterator
from dataclasses import replace

from bench.corpus import bad, forged, good
from bench.corpus.case import REFUSED_TYPES, Case

_FAMILIES = (
    good.good_pdfs, good.tricky_ones, good.scans, good.photos, bad.bad_pictures, bad.attacked, forged.codes, bad.wrong, bad.never, bad.elsewhere,
    good.several, good.edges,
)  # fmt: skip


def corpus(seed: int = 4) -> Iterator[Case]:
    """Every case, in a fixed order."""
    rng = random.Random(seed)  # noqa: S311
    for family in _FAMILIES:
        for number, case in enumerate(family(rng)):
            yield replace(
                case, name=f"{case.family}-{number:03d}", deposited=replace(case.deposited, refused_types=REFUSED_TYPES)
            )
