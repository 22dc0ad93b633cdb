"""Fetching the peer's cases: the source distribution of the very version that is installed, by pip, once per machine."""

import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path


class Unreachable(RuntimeError):
    """The source distribution cannot be had: no network, or no such version any more."""


def directory() -> Path:
    """The directory of the cases, fetched if need be. Raises Unreachable."""
    installed = version("openfisca-france")
    kept = Path(tempfile.gettempdir()) / f"mesdroits-peer-cases-{installed}"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as fetched:
            _unpack(_fetch(installed, Path(fetched)), kept)
    return kept / "tests"


def _fetch(wanted: str, into: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-binary",
        ":all:",
        "--no-deps",
        f"openfisca-france=={wanted}",
    ]
    try:
        subprocess.run([*command, "--dest", str(into)], check=True, capture_output=True, timeout=120)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Unreachable("pip could not download the source distribution of openfisca-france") from error
    return next(into.glob("*.tar.gz"))


def _unpack(archive: Path, into: Path) -> None:
    """Only the cases; renamed at the end, so that a directory that is there is whole."""
    with tempfile.TemporaryDirectory(dir=into.parent) as half:
        with tarfile.open(archive) as opened:
            cases = [
                one for one in opened.getmembers() if "/tests/" in one.name and one.name.endswith((".yaml", ".yml"))
            ]
            opened.extractall(half, members=cases, filter="data")
        next(Path(half).iterdir()).rename(into)
