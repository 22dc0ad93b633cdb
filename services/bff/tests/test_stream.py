"""Receipts that arrive from the bus reach the page that waits for them, over a real server and a real NATS."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import pytest_asyncio
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
    async def events(self, **headers: str) -> AsyncIterator[Stream]:
        async with self.client.stream("GET", EVENTS, headers={"accept": "text/event-stream", **headers}) as response:
            assert response.status_code == 200
            yield Stream(response)


async def _consuming(world: World) -> None:
    jetstream = (await connect(world.layout, "provision")).jetstream()
    while not any(info.name.startswith("bff-") for info in await jetstream.consumers_info("SITUATION")):
        await asyncio.sleep(0.02)
    await jetstream._nc.close()


@asynccontextmanager
async def _portal(world: World, edge: Edge) -> AsyncIterator[Portal]:
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


@pytest_asyncio.fixture
async def portal(world: World) -> AsyncIterator[Portal]:
    async with _portal(world, world.with_settings(heartbeat_seconds=0.3, streams_per_session=2)) as portal:
        yield portal


async def test_first_the_state_then_each_receipt_then_the_end(portal: Portal) -> None:
    async with portal.events() as events:
        state = await events.next_told()
        assert (state.name, state.id) == ("state", "2.2")
        assert state.data["progress_text"] == "0\u00a0organisme sur 2 l'a prise en compte."
        await portal.situation.moves(cnaf="RECEIVED")
        received = await events.next_told()
        assert (received.name, received.id) == ("receipt", "3.2")
        assert received.data["delivery"]["name"] == "Caf"
        assert received.data["step"]["state"] == "received"
        await portal.situation.moves(cnaf="APPLIED", msa="REJECTED")
        steps = [await events.next_told(), await events.next_told()]
        assert {step.data["step"]["state"] for step in steps} == {"applied", "rejected"}
        end = await events.next_told()
        assert (end.name, end.id, end.data["final"]) == ("end", "4.3", True)
        assert await events.is_over()


async def test_steps_made_at_once_are_told_one_by_one(portal: Portal) -> None:
    async with portal.events() as events:
        await events.next_told()
        portal.situation.cnaf += ("RECEIVED",)
        await portal.situation.moves(cnaf="APPLIED")
        told = [(await events.next_told()).data["step"]["state"] for _ in range(2)]
    assert told == ["received", "applied"]


async def test_a_page_that_comes_back_is_not_told_again(portal: Portal) -> None:
    async with portal.events(**{"last-event-id": "2.2"}) as events:
        assert (await events.next()).name == "comment"
        await portal.situation.moves(msa="RECEIVED")
        assert (await events.next_told()).id == "2.3"
    async with portal.events(**{"last-event-id": "2.2"}) as events:
        assert (await events.next_told()).name == "state"


async def test_when_nothing_more_is_expected_the_page_is_told_not_to_come_back(portal: Portal) -> None:
    portal.situation.cnaf = portal.situation.msa = ("PENDING", "APPLIED")
    async with portal.events() as events:
        assert [(await events.next_told()).name for _ in range(2)] == ["state", "end"]
    assert (await portal.client.get(EVENTS, headers={"last-event-id": "2.2"})).status_code == 204


async def test_a_step_that_the_bus_never_told_is_seen_at_the_next_heartbeat(portal: Portal) -> None:
    async with portal.events() as events:
        await events.next_told()
        portal.situation.cnaf += ("RECEIVED",)
        assert (await events.next_told()).id == "3.2"


async def test_what_happens_to_another_declaration_is_not_looked_at(portal: Portal) -> None:
    async with portal.events() as events:
        await events.next_told()
        await events.next()
        looks = len(portal.situation.world.played.calls)
        await portal.situation.moves(declaration_id=new_id())
        await asyncio.sleep(0.1)
        assert len(portal.situation.world.played.calls) == looks


async def test_a_logout_ends_the_streams_of_the_session(portal: Portal) -> None:
    async with portal.events() as events:
        await events.next_told()
        token = (await portal.client.get("/api/v1/session")).json()["csrf_token"]
        await portal.client.delete("/api/v1/session", headers={"x-csrf-token": token})
        assert await events.is_over()


async def test_a_session_watches_only_so_much_at_once(portal: Portal) -> None:
    async with portal.events() as one, portal.events() as two:
        await one.next_told()
        await two.next_told()
        refused = await portal.client.get(EVENTS)
        assert (refused.status_code, refused.json()["reason"]) == (429, "TOO_MANY_STREAMS")
    await asyncio.sleep(0.1)
    async with portal.events() as again:
        await again.next_told()


async def test_a_refusal_is_a_problem_and_not_a_stream(portal: Portal) -> None:
    portal.situation.world.played.answers.pop("GetDeclaration")
    await portal.client.get("/connexion")
    await portal.client.get("/connexion/retour", params={"state": STATE, "code": "other"})
    refused = await portal.client.get(EVENTS, headers={"accept": "text/event-stream"})
    assert (refused.status_code, refused.headers["content-type"]) == (404, "application/problem+json")


async def test_a_process_that_stops_lets_its_pages_go_at_once(world: World) -> None:
    async with _portal(world, world.with_settings(heartbeat_seconds=60)) as portal, portal.events() as events:
        await events.next_told()
        await events.next()
        portal.server.should_exit = True
        assert await events.is_over()
        with pytest.raises(httpx.TransportError):
            await portal.client.get("/healthz/live")
