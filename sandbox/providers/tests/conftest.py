"""Two houses in the test's own loop, on ports of their own, and how notify reaches them."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.providers.company import Company
from sandbox.providers.settings import Settings
from sandbox.suite.keys import make_keys, trusted_keys
from sandbox.suite.layout import Layout


@pytest.fixture(scope="session")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The keys of a suite that does not run."""
    layout = Layout(tmp_path_factory.mktemp("keyed") / "run")
    make_keys(layout)
    return layout


def free_address() -> str:
    """An address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def providers_settings(keyed: Layout, tmp_path: Path) -> Settings:
    return Settings(
        signing_key_file=keyed.signing_key("providers"),
        trusted_keys_file=trusted_keys(keyed),
        providers_page_listen=free_address(),
        providers_smtp_listen=("127.0.0.1:0", "127.0.0.1:0"),
        providers_listen=("127.0.0.1:0", "127.0.0.1:0"),
        state_file=tmp_path / "providers.db",
        providers_slow_seconds=0.3,
    )


@pytest_asyncio.fixture
async def company(providers_settings: Settings) -> AsyncIterator[Company]:
    played = Company(providers_settings)
    async with played.on_stage():
        yield played
