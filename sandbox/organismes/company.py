"""The ten organismes together: what they share, and their coming and going on the network."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from typing import Protocol

from joserfc.jwk import KeySet
from opentelemetry.trace import Tracer

from chassis import telemetry
from chassis.bus import Bus
from sandbox.organismes.claims.office import Office
from sandbox.organismes.claims.player import Instructor
from sandbox.organismes.conduct import Conduct
from sandbox.organismes.duties import Duties
from sandbox.organismes.gateway import Holdings
from sandbox.organismes.intake import Books, Intake
from sandbox.organismes.messages import Correspondence
from sandbox.organismes.player import Player
from sandbox.organismes.serving import GatewayServer
from sandbox.organismes.settings import Settings
from sandbox.organismes.store import Store
from sandbox.organismes.vocabulary import ORGANISMES
from sandbox.organismes.world import World


class Playing(Protocol):
    """What an organisme does all day."""

    async def run(self) -> object:
        """Until cancelled."""


class Company:
    """Made from the settings; `on_stage` opens the ports and the connections. Raises PersonasError, ScenariosError."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.world = World(settings.personas_dir, settings.catalogue_dir)
        self.conduct = Conduct(settings.slow_seconds)
        self.store = Store(settings.state_file)
        trusted = KeySet.import_key_set(json.loads(settings.trusted_keys_file.read_text()))
        self.books = Books.open(self.store, self.world, trusted)
        self.office = Office.open(self.books, settings.day_ms, self._tracer_of)
        self.duties = Duties(self.store)
        self.correspondence = Correspondence(self.store, self.books.register, self.books.outbox)
        self._holdings = Holdings(self.world, self.books.register, self.conduct, date.today, self.office, self.duties)
        self.instructors = [Instructor(one, self.office, self.conduct.switches[one]) for one in ORGANISMES]
        self.ports: dict[str, int] = {}

    @asynccontextmanager
    async def on_stage(self) -> AsyncIterator[list[Playing]]:
        """The ten gateways serve, the ten connections are open, the players can run. All is closed on leaving."""
        async with AsyncExitStack() as stack:
            stack.callback(self.store.close)
            players = [await self._enter(organisme, stack) for organisme in ORGANISMES]
            yield [*players, *self.instructors]

    async def _enter(self, organisme: str, stack: AsyncExitStack) -> Player:
        server = GatewayServer(organisme, self._holdings, self.settings)
        await server.start()
        stack.push_async_callback(server.stop)
        self.ports[organisme] = server.port
        bus = await Bus.connect(self.settings.as_organisme(organisme))
        stack.push_async_callback(bus.close)
        intake = Intake(organisme, self.books, self._tracer_of(organisme))
        return Player(organisme, bus, self.books, intake, self.conduct.switches[organisme])

    def _tracer_of(self, organisme: str) -> Tracer:
        return telemetry.tracer_for(f"organisme-{organisme}", self.settings.otlp_endpoint)


async def play(players: list[Playing]) -> None:
    """All of them, until cancelled; the failure of one ends the others."""
    async with asyncio.TaskGroup() as group:
        for player in players:
            group.create_task(player.run())
