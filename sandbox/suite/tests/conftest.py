"""A root directory for each test: short, open to PostgreSQL's account, gone afterwards with all it left."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.suite.placement import SYSTEM_HOME


def _root(mode: int) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="suite-", dir="/tmp"))
    folder.chmod(mode)
    root = folder / "run"
    yield root
    identifier = root / "id"
    if identifier.exists():
        shutil.rmtree(SYSTEM_HOME / identifier.read_text(), ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def root() -> Iterator[Path]:
    yield from _root(0o755)


@pytest.fixture(scope="module")
def module_root() -> Iterator[Path]:
    yield from _root(0o755)


@pytest.fixture
def closed_root() -> Iterator[Path]:
    """A root under a directory that only its owner may enter, as under /root."""
    if os.geteuid() != 0:
        pytest.skip("only root runs PostgreSQL under another account")
    yield from _root(0o700)
