"""One running suite, and who asks it."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from sandbox.suite.layout import Layout
from tests.hostile.callers import Caller, anonymous, browser

# Each kind of attack wears out a persona of its own.
PERSONA = "artisan-ex-rsi"


@pytest.fixture(scope="session")
def person(running: Layout) -> Caller:
    """A browser with a logged-in, certified person."""
    return asyncio.run(browser(running, PERSONA))


@pytest.fixture(scope="session")
def nobody(running: Layout) -> Caller:
    """Somebody who has not logged in."""
    return anonymous(running)


@pytest.fixture(scope="session")
def inside(person: Caller) -> Iterator[httpx.Client]:
    """A client that speaks as the person."""
    with person.client() as client:
        yield client


@pytest.fixture(scope="session")
def outside(nobody: Caller) -> Iterator[httpx.Client]:
    """A client that speaks as nobody."""
    with nobody.client() as client:
        yield client
