"""The whole suite, started once for every test of the run that walks through the edge: end to end, browser, hostile, telemetry."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.suite.layout import Layout
from sandbox.suite.placement import SYSTEM_HOME
from sandbox.suite.ports import free_base_port
from sandbox.suite.suite import Suite

# The limits are proven by the edge's own tests; here everything comes from one address, thousands of requests long.
_TOLD = {
    "MESDROITS_REQUESTS_PER_SECOND": "5000",
    "MESDROITS_REQUESTS_BURST": "100000",
    "MESDROITS_LOGINS_PER_MINUTE": "6000",
    "MESDROITS_NIR_ATTEMPTS_PER_HOUR": "100000",
}


@pytest.fixture(scope="session")
def running_suite() -> Iterator[Suite]:
    """Every process of the suite, on ports of its own, with the demonstration personas and nothing done yet."""
    folder = Path(tempfile.mkdtemp(prefix="mesdroits-all-", dir="/tmp"))
    folder.chmod(0o755)
    suite = Suite(Layout(folder / "run", free_base_port()))
    with pytest.MonkeyPatch.context() as environment:
        # The process manager hands its own environment down, to what it starts again too.
        for name, value in _TOLD.items():
            environment.setenv(name, value)
        asyncio.run(suite.start())
    yield suite
    asyncio.run(suite.stop())
    identifier = suite.layout.root / "id"
    if identifier.exists():
        shutil.rmtree(SYSTEM_HOME / identifier.read_text(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def running(running_suite: Suite) -> Layout:
    """Where the running suite's ports and files are."""
    return running_suite.layout
