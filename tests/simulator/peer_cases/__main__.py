"""`python -m tests.simulator.peer_cases`: the peer's whole suite on the stock engine and on ours, and what fails more on ours.

Options: `--only TEXT` takes the files whose path has that text, `--every N` one file in N, `--from M` from the M-th on.
"""

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.figures import Figure, report
from tests.simulator.peer_cases.archive import directory

WAYS = ("stock", "patched", "planned")
_FILES_WORTH_A_LAW = 20
# A cent, as float32 amounts are written.
_CENT = 0.005


def judged(way: str, root: Path, paths: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The verdicts of one way over files, in a process of its own; case → verdict."""
    command = [sys.executable, "-m", "tests.simulator.peer_cases.judge", way, str(root)]
    ran = subprocess.run(command, input="\n".join(paths), text=True, stdout=subprocess.PIPE, check=True)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return {line.get("case", "followed"): line for line in lines}


def all_ways(root: Path, paths: Sequence[str], processes: int) -> dict[str, dict[str, dict[str, Any]]]:
    """The verdicts of every way; way → case → verdict."""
    # Each share loads the law anew: a few files are not worth a second one.
    parts = min(processes, 1 + len(paths) // _FILES_WORTH_A_LAW)
    shares = [(way, paths[start::parts]) for way in WAYS for start in range(parts)]
    found: dict[str, dict[str, dict[str, Any]]] = {way: {} for way in WAYS}
    with ThreadPoolExecutor(processes) as pool:
        for (way, _), verdicts in zip(
            shares, pool.map(lambda share: judged(share[0], root, share[1]), shares), strict=True
        ):
            followed = verdicts.pop("followed", {"followed": 0})["followed"]
            found[way] |= verdicts
            print(f"{way}: {len(verdicts)} cases, {followed} by a plan", file=sys.stderr)
    return found


def failed_more(found: dict[str, dict[str, dict[str, Any]]], way: str) -> list[str]:
    """Cases that pass on the stock engine and fail in another way, with the reason."""
    stock = found["stock"]
    return [
        f"{way} {name}: {one['failed']}"
        for name, one in found[way].items()
        if one["failed"] and not stock[name]["failed"]
    ]


def moved(found: dict[str, dict[str, dict[str, Any]]], way: str) -> list[str]:
    """Cases of which an amount differs by half a cent or more from the stock engine's, whatever the case's own margin."""
    stock = found["stock"]
    return [name for name, one in found[way].items() if _differ(one["values"], stock[name]["values"])]


def _differ(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, list):
        return len(ours) != len(theirs) or any(_differ(one, other) for one, other in zip(ours, theirs, strict=True))
    if isinstance(ours, float) and math.isfinite(ours):
        return not math.isclose(ours, theirs, rel_tol=1e-6, abs_tol=_CENT)
    return str(ours) != str(theirs)


def files(root: Path, text: str = "") -> list[str]:
    """The files of cases, as paths from the root."""
    found = sorted(str(path.relative_to(root)) for path in root.rglob("*.y*ml"))
    return [path for path in found if text in path]


def _figures(found: dict[str, dict[str, dict[str, Any]]]) -> list[Figure]:
    """What fails more, and what moved; each is named on standard error."""
    more = failed_more(found, "patched") + failed_more(found, "planned")
    away = [f"{way} moved {name}" for way in ("patched", "planned") for name in moved(found, way)]
    print("\n".join([*more, *away]), file=sys.stderr)
    passed = sum(not one["failed"] for one in found["stock"].values())
    how = f"{len(found['stock'])} of the peer's cases, {passed} pass on the stock engine; on the patched core and through our plans"
    return [
        Figure("simulator.peer_cases_failed_more", len(more), "cases", how, "= 0"),
        Figure("simulator.peer_cases_moved", len(away), "cases", f"{how}; an amount half a cent away"),
    ]


def main() -> int:
    """Runs, prints and judges."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="")
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--from", dest="first", type=int, default=0)
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    root = directory()
    found = all_ways(root, files(root, chosen.only)[chosen.first :: chosen.every], chosen.processes)
    return report(_figures(found))


if __name__ == "__main__":
    raise SystemExit(main())
