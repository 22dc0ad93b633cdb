"""Judges files of cases in one way: `python -m tests.simulator.peer_cases.judge stock|patched|planned ROOT`, paths on standard input, a JSON line each.

One process per way: what patches the core is imported by those that need it only.
"""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.errors import CycleError, SituationParsingError, VariableNotFoundError

from tests.simulator.peer_cases import ways
from tests.simulator.peer_cases.cases import Case, read

# What a case may fail by, on either engine.
_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, CycleError, SituationParsingError,
    VariableNotFoundError,
)  # fmt: skip


class Judge:
    """Judges cases in one way."""

    def __init__(self, way: str) -> None:
        self.planned: ways.Planned | None = None
        self._compute: ways.Way = ways.stock
        if way == "stock":
            from openfisca_france import FranceTaxBenefitSystem

            self._system = FranceTaxBenefitSystem()
            return
        from services.simulator.engine.law import load

        law = load()
        self._system = law.system
        self.planned = ways.Planned(law) if way == "planned" else None
        self._compute = self.planned or ways.patched

    def verdict(self, case: Case) -> dict[str, Any]:
        """Whether the case passes, by what it fails, and what was computed."""
        verdict: dict[str, Any] = {"case": case.name, "failed": "", "values": []}
        try:
            made = case.simulation(self._system)
            checks = list(case.checks(self._system))
            computed = self._compute(case, made, checks)
            verdict["values"] = [_plain(value) for value in computed]
            for check, value in zip(checks, computed, strict=True):
                case.judge(check, made, value)
        except _FAILURES as failure:
            verdict["failed"] = f"{type(failure).__name__}: {str(failure)[:200]}"
        return verdict


def _plain(value: Any) -> list[Any]:
    bare = np.asarray(value)
    return bare.tolist() if bare.dtype.kind in "fiub" else [str(one) for one in bare]


def main() -> None:
    """Judges what standard input names."""
    way, root = sys.argv[1], Path(sys.argv[2])
    judge = Judge(way)
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        for line in sys.stdin:
            for case in read(root, root / line.strip()):
                print(json.dumps(judge.verdict(case)), flush=True)
    if judge.planned is not None:
        print(json.dumps({"followed": judge.planned.followed}), flush=True)


if __name__ == "__main__":
    main()
