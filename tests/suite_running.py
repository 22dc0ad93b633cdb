"""The whole suite, started once for every test of the run that walks through the edge: end to end, browser, hostile, telemetry."""

import asyncio
from collections.abc import Iterator

import pytest

from sandbox.suite.layout import Layout
from sandbox.suite.passing import passing
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
    with passing(Layout) as layout:
        suite = Suite(layout)
        with pytest.MonkeyPatch.context() as environment:
            # The process manager hands its own environment down, to what it starts again too.
            for name, value in _TOLD.items():
                environment.setenv(name, value)
            asyncio.run(suite.start())
        yield suite
        asyncio.run(suite.stop())


@pytest.fixture(scope="session")
def running(running_suite: Suite) -> Layout:
    """Where the running suite's ports and files are."""
    return running_suite.layout
