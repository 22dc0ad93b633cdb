"""Schemathesis reads the description of the edge, and asks everything that it allows and everything that it forbids."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.suite.layout import REPOSITORY, Layout
from tests.hostile.callers import Caller, anonymous, application, browser

pytestmark = pytest.mark.timeout(300)
_CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


def test_nobody_finds_a_way_to_make_the_edge_answer_otherwise_than_described(running: Layout, tmp_path: Path) -> None:
    _attack(anonymous(running), tmp_path, "examples,coverage,fuzzing,stateful")


def test_a_person_finds_no_way_to_make_the_edge_answer_otherwise_than_described(
    running: Layout, tmp_path: Path
) -> None:
    _attack(asyncio.run(browser(running, "demandeur-emploi")), tmp_path, "examples,coverage,fuzzing,stateful")


def test_an_application_finds_no_way_to_make_the_edge_answer_otherwise_than_described(
    running: Layout, tmp_path: Path
) -> None:
    # What the coverage phase tries does not depend on how the person is known.
    _attack(asyncio.run(application(running, "veuve")), tmp_path, "examples,fuzzing,stateful")


def _attack(caller: Caller, folder: Path, phases: str) -> None:
    """Runs schemathesis in these phases as this caller. Its report is the message of the failure."""
    program = Path(sys.executable).with_name("st")
    headers = [word for name, value in caller.headers.items() for word in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        [
            program,
            "--config-file",
            _CONFIGURATION,
            "run",
            f"{caller.url}/api/v1/openapi.json",
            "--phases",
            phases,
            *headers,
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'gen'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert all(phase.capitalize() in done.stdout for phase in phases.split(",")), "a phase is missing"
