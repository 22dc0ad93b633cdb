"""The edge behind a real server and a real NATS, and the lines that are open on it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from google.protobuf.json_format import ParseDict
from mesdroits.situation.v1.events_pb2 import DeliveryAdvanced
from mesdroits.situation.v1.situation_service_pb2 import GetDeclarationResponse

from chassis.db import new_id
from sandbox.suite.provision import connect
from services.bff import samples
from services.bff.edge import Edge
from services.bff.serving import Server
from services.bff.tests.conftest import World

EVENTS = f"/api/v1/declarations/{samples.DECLARATION_ID}/events"
STATE = "q3tG0gqQ2y8gq1n5Vf2f9Q"


@dataclass
class Situation:
    """Where the declaration stands, and how the edge hears that it moved."""

    world: World
    publisher: Any
    cnaf: tuple[str, ...] = ("PENDING", "SENT")
    msa: tuple[str, ...] = ("PENDING", "SENT")

    def answer(self, _: Any) -> Any:
        return ParseDict({"declaration": samples.declaration(self.cnaf, self.msa)}, GetDeclarationResponse())

    async def moves(self, declaration_id: str = samples.DECLARATION_ID, **steps: str) -> None:
        """A delivery makes a step, and the bus says so."""
        for organisme, step in steps.items():
            setattr(self, organisme, (*getattr(self, organisme), step))
        event = DeliveryAdvanced(person_id=samples.PERSON_ID, declaration_id=declaration_id, delivery_id=new_id())
        subject = "mesdroits.situation.v1.delivery.advanced"
        await self.publisher.publish(subject, event.SerializeToString(), stream="SITUATION")


@dataclass
class Event:
    """One event, or a comment."""

    name: str = "comment"
    id: str = ""
    data: Any = None


@dataclass
class Stream:
    """An open connection to the events."""

    response: httpx.Response
    lines: AsyncIterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.response.aiter_lines()

    async def next(self) -> Event:
        event = Event()
        async with asyncio.timeout(5):
            async for line in self.lines:
                name, _, value = line.partition(": ")
                if not line:
                    return event
                if name == "event":
                    event.name = value
                elif name == "id":
                    event.id = value
                elif name == "data":
                    event.data = json.loads(value)
        raise EOFError

    async def next_told(self) -> Event:
        while (event := await self.next()).name == "comment":
            pass
        return event

    async def is_over(self) -> bool:
        try:
            while (await self.next()).name == "comment":
                pass
        except EOFError:
            return True
        return False


@dataclass
class Portal:
    """The edge behind a real server."""

    server: Server
    client: httpx.AsyncClient
    situation: Situation

    @asynccontextmanager
    async def events(self, path: str = EVENTS, **headers: str) -> AsyncIterator[Stream]:
        async with self.client.stream("GET", path, headers={"accept": "text/event-stream", **headers}) as response:
            assert response.status_code == 200
            yield Stream(response)

    async def logs_out(self) -> None:
        token = (await self.client.get("/api/v1/session")).json()["csrf_token"]
        await self.client.delete("/api/v1/session", headers={"x-csrf-token": token})


async def _consuming(world: World) -> None:
    jetstream = (await connect(world.layout, "provision")).jetstream()
    while not any(info.name.startswith("bff-") for info in await jetstream.consumers_info("SITUATION")):
        await asyncio.sleep(0.02)
    await jetstream._nc.close()


@asynccontextmanager
async def portal_of(world: World, edge: Edge) -> AsyncIterator[Portal]:
    """The edge behind a real server, and somebody logged in."""
    publisher = await connect(world.layout, "situation")
    situation = Situation(world, publisher.jetstream())
    world.played.answers["GetDeclaration"] = situation.answer
    server = Server(edge)
    serving = asyncio.create_task(server.serve_beside(edge.receipts.run()))
    while not server.started:
        await asyncio.sleep(0.01)
    await _consuming(world)
    port = server.servers[0].sockets[0].getsockname()[1]
    client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers={"host": "portal.test"})
    await client.get("/connexion")
    await client.get("/connexion/retour", params={"state": STATE, "code": "x"})
    yield Portal(server, client, situation)
    await client.aclose()
    server.should_exit = True
    await serving
    await publisher.close()
