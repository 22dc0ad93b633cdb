"""Somebody at the edge of the running suite, whose traces are read afterwards."""

from collections.abc import AsyncIterator

import pytest_asyncio

from sandbox.suite.layout import Layout
from tests.e2e.edge import Edge


@pytest_asyncio.fixture
async def visitor(running: Layout) -> AsyncIterator[Edge]:
    """A browser that has never been here."""
    async with Edge.open(running.public_url) as edge:
        yield edge
