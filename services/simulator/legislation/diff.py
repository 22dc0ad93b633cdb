"""What another version of the law changes: both are run over the fixture households, and the differences are written down.

`python -m services.simulator.legislation.diff FROM TO` installs each version of openfisca-france apart, with the core that it asks for, runs both in
processes of their own, and writes the report on the standard output and in the cache directory. Our own values are put into neither: they are for
the version that is pinned.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.legislation.diff_report import Run, report
from services.simulator.legislation.loader import LegislationError

_ROOT = Path(__file__).parents[3]
_CACHE = _ROOT / ".run" / "legislation"
_SECONDS = 600


def main(arguments: list[str] | None = None) -> int:
    """0, unless a version cannot be had or does not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", metavar="FROM", help="a version of openfisca-france")
    parser.add_argument("after", metavar="TO", help="another one")
    parser.add_argument("--cache", type=Path, default=_CACHE, help="where versions are installed and reports written")
    options = parser.parse_args(arguments)
    try:
        before, after = (run(version, options.cache) for version in (options.before, options.after))
    except LegislationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    text = report(before, after, load_catalogue().benefits)
    (options.cache / f"{options.before}..{options.after}.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def run(version: str, cache: Path) -> Run:
    """One version over the fixture households. Raises LegislationError."""
    target = cache / version
    if not (target / "openfisca_france").is_dir():
        _install(version, target)
    return read_run(_said([sys.executable, "-m", "services.simulator.legislation.diff_run"], version, target))


def read_run(text: str) -> Run:
    """What a run said of itself."""
    said = json.loads(text)
    return Run(said["version"], said["month"], said["amounts"], said["parameters"], tuple(said["missing"]))


def _install(version: str, target: Path) -> None:
    sys.stderr.write(f"installing openfisca-france {version}…\n")
    uv = str(Path(sys.executable).parent / "uv")
    command = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        sys.executable,
        "--target",
        str(target),
        f"openfisca-france=={version}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    if done.returncode:
        raise LegislationError(f"openfisca-france {version} cannot be installed: {done.stderr.strip()[-400:]}")


def _said(command: list[str], version: str, target: Path) -> str:
    sys.stderr.write(f"running {version}…\n")
    path = ":".join(map(str, (target, _ROOT, _ROOT / "gen")))
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=_SECONDS, cwd=_ROOT, env={"PYTHONPATH": path}
    )
    if done.returncode:
        raise LegislationError(f"openfisca-france {version} does not run: {done.stderr.strip()[-1500:]}")
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
