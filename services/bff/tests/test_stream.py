"""Receipts and messages that arrive reach the page that waits for them, over a real server and a real NATS."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from mesdroits.notify.v1.notify_service_pb2 import WatchMessagesResponse

from chassis.db import new_id
from services.bff import samples
from services.bff.tests.conftest import World
from services.bff.tests.streaming import EVENTS, STATE, Portal, portal_of


@pytest_asyncio.fixture
async def portal(world: World) -> AsyncIterator[Portal]:
    async with portal_of(world, world.with_settings(heartbeat_seconds=0.3, streams_per_session=2)) as portal:
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
        await portal.logs_out()
        assert await events.is_over()


async def test_after_a_logout_a_busy_line_says_nothing_more_and_does_not_wait_for_its_heartbeat(world: World) -> None:
    async with portal_of(world, world.with_settings(heartbeat_seconds=60)) as portal, portal.events() as events:
        await events.next_told()
        await events.next()
        await portal.logs_out()
        await portal.situation.moves(cnaf="RECEIVED")
        assert await events.is_over()


async def test_after_a_logout_no_message_is_told(world: World) -> None:
    news: asyncio.Queue[WatchMessagesResponse] = asyncio.Queue()

    async def watched(_: Any) -> AsyncIterator[WatchMessagesResponse]:
        while True:
            yield await news.get()

    world.played.answers["WatchMessages"] = watched
    edge = world.with_settings(heartbeat_seconds=60)
    async with portal_of(world, edge) as portal, portal.events("/api/v1/messages/events") as events:
        await news.put(WatchMessagesResponse(unread=1))
        assert (await events.next_told()).name == "unread"
        await portal.logs_out()
        await news.put(samples.sample(WatchMessagesResponse))
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
    async with portal_of(world, world.with_settings(heartbeat_seconds=60)) as portal, portal.events() as events:
        await events.next_told()
        await events.next()
        portal.server.should_exit = True
        assert await events.is_over()
        with pytest.raises(httpx.TransportError):
            await portal.client.get("/healthz/live")
