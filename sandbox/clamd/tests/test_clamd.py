"""The real clamd under the suite: what it finds, what it leaves, and a machine without it."""

import signal
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.clamd import engine
from sandbox.suite import Layout, Suite, environments, leftovers, suite
from sandbox.suite.environments import environment_of
from sandbox.suite.keys import make_keys
from sandbox.suite.ports import free_base_port
from services.documents.checks.malware import Clamd
from services.documents.domain.verdicts import Outcome

pytestmark = pytest.mark.asyncio(loop_scope="module")
installed = pytest.mark.skipif(engine.binary() is None, reason="clamd is not installed")
EICAR = bytes.fromhex(engine.SIGNATURE.rpartition(":")[2])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running() -> AsyncIterator[Suite]:
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:
        # A root too long for a socket, as a clone may have.
        layout = Layout(Path(folder) / ("x" * 100) / "run", free_base_port())
        async with Suite(layout, only=["clamd"]) as started:
            yield started
        assert leftovers.find(layout.root) == []


def _guard(started: Suite) -> Clamd:
    return Clamd(Path(environment_of(started.layout, "documents")["MESDROITS_CLAMD_SOCKET"]))


@installed
async def test_the_test_file_is_found_and_a_harmless_one_is_not(running: Suite) -> None:
    guard = _guard(running)
    assert (await guard.scan((b"bonjour", b"%PDF-1.7 " + EICAR))).outcome is Outcome.FAILED
    assert (await guard.scan((b"bonjour",))).outcome is Outcome.PASSED


@installed
async def test_killed_it_comes_back_on_the_same_socket(running: Suite) -> None:
    await running.kill("clamd", signal.SIGKILL)
    await running.wait_ready("clamd")
    assert (await _guard(running).scan((EICAR,))).outcome is Outcome.FAILED


async def test_where_it_is_not_installed_nobody_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout(tmp_path)
    make_keys(layout)
    for module in (suite, environments):
        monkeypatch.setattr(module, "binary", lambda: None)
    assert "clamd" not in Suite(layout).names
    assert "MESDROITS_CLAMD_SOCKET" not in environment_of(layout, "documents")
