"""The two houses and their page, from start to stop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import uvicorn

from sandbox.providers.browsers import PushService
from sandbox.providers.gateway import GatewayServer
from sandbox.providers.house import House
from sandbox.providers.mail import MailServer
from sandbox.providers.page import Played, create_page
from sandbox.providers.settings import HOUSES, Settings
from sandbox.providers.store import Store


class _PageServer(uvicorn.Server):
    """Serves without taking the process's signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Company:
    """Everything that is played; `houses`, the usual one first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.store = Store(settings.state_file)
        self.houses = tuple(self._played(rank, name) for rank, name in enumerate(HOUSES))
        self._page: _PageServer | None = None

    @contextlib.asynccontextmanager
    async def on_stage(self) -> AsyncIterator[asyncio.Task[None]]:
        """Plays inside the block; the task ends if the page does."""
        for played in self.houses:
            await played.mail.start()
            await played.gateway.start()
        # The second house has nothing to do with browsers: there is one push service for each browser's maker.
        push = PushService(self.store, self.houses[0].house, f"http://{self._settings.providers_page_listen}")
        host, _, port = self._settings.providers_page_listen.rpartition(":")
        app = create_page(self.store, self.houses, push)
        config = uvicorn.Config(app, host=host, port=int(port), access_log=False, log_config=None, lifespan="off")
        self._page = _PageServer(config)
        serving = asyncio.create_task(self._page.serve())
        try:
            while not self._page.started and not serving.done():  # noqa: ASYNC110  uvicorn has no event for it
                await asyncio.sleep(0.01)
            yield serving
        finally:
            self._page.should_exit = True
            await serving
            for played in self.houses:
                await played.mail.stop()
                await played.gateway.stop()
            self.store.close()

    def _played(self, rank: int, name: str) -> Played:
        settings = self._settings
        house = House(
            name, self.store,
            bounce_seconds=settings.providers_bounce_seconds, slow_seconds=settings.providers_slow_seconds,
        )  # fmt: skip
        return Played(
            house, MailServer(house, settings.providers_smtp_listen[rank]), GatewayServer(house, rank, settings)
        )
