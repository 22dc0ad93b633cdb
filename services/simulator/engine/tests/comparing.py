"""Asking the stock engine, and comparing to the bit."""

import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from services.simulator.engine.batch import Batch, Input
from services.simulator.engine.columns import Array


def asked_of_stock(questions: Sequence[tuple[Batch, Sequence[Input]]]) -> list[dict[Input, Array]]:
    """What OpenFisca as it comes answers, in another process."""
    command = [sys.executable, "-m", "services.simulator.engine.tests.stock"]
    answered = subprocess.run(command, input=pickle.dumps(questions), capture_output=True, check=False)
    assert answered.returncode == 0, answered.stderr.decode()
    answers: list[dict[Input, Array]] = pickle.loads(answered.stdout)  # noqa: S301 — from the process just started
    return answers


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
