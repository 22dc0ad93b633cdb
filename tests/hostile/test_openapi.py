"""Schemathesis reads the description of the edge, and asks everything that it allows and everything that it forbids."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sandbox.suite.layout import REPOSITORY, Layout
from tests.hostile.callers import Caller, anonymous, application, browser

pytestmark = pytest.mark.timeout(300)
_CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


def test_nobody_finds_a_way_to_make_the_edge_answer_otherwise_than_described(running: Layout, tmp_path: Path) -> None:
    _attack(anonymous(running), tmp_path)


@pytest.mark.parametrize(
    ("logged_in", "persona"),
    [pytest.param(browser, "demandeur-emploi", id="browser"), pytest.param(application, "veuve", id="application")],
)
def test_a_person_finds_no_way_to_make_the_edge_answer_otherwise_than_described(
    logged_in: Callable[[Layout, str], Awaitable[Caller]], persona: str, running: Layout, tmp_path: Path
) -> None:
    async def log_in() -> Caller:
        return await logged_in(running, persona)

    _attack(asyncio.run(log_in()), tmp_path)


def _attack(caller: Caller, folder: Path) -> None:
    """Runs schemathesis in all its phases as this caller. Its report is the message of the failure."""
    program = Path(sys.executable).with_name("st")
    headers = [word for name, value in caller.headers.items() for word in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        [program, "--config-file", _CONFIGURATION, "run", f"{caller.url}/api/v1/openapi.json", *headers],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'gen'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert "Stateful" in done.stdout, "a phase is missing"
