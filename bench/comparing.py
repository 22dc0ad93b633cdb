"""Comparing two engines' answers to the bit."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from services.simulator.engine.batch import Input


def differing(ours: Mapping[Input, Any], theirs: Mapping[Input, Any]) -> dict[Input, int]:
    """Outputs of which some value differs, be it by one bit, and how many."""
    assert ours.keys() == theirs.keys()
    found = {}
    for output, values in ours.items():
        one, other = np.asarray(values), np.asarray(theirs[output])
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        if one.tobytes() != other.tobytes():
            found[output] = int((one != other).sum())
    return found
