"""How long a session lasts, and what the database shows of it."""

import hashlib
from typing import Any

import httpx
import sqlalchemy as sa

from chassis.db import read_session
from services.bff.store.tables import sessions
from services.bff.tests.conftest import World


async def _rows(world: World) -> list[Any]:
    async with read_session(world.database) as session:
        found = await session.execute(sa.select(sessions.c.digest, sessions.c.kind, sessions.c.data))
        return list(found.all())


async def _is_open(client: httpx.AsyncClient) -> bool:
    return bool((await client.get("/api/v1/session")).json()["authenticated"])


async def test_a_session_ends_half_an_hour_after_its_last_use(world: World) -> None:
    client = await world.logged_in()
    for _ in range(4):
        world.clock.pass_by(minutes=25)
        assert await _is_open(client)
    world.clock.pass_by(minutes=30)
    assert not await _is_open(client)


async def test_a_session_ends_after_twelve_hours_however_much_it_is_used(world: World) -> None:
    client = await world.logged_in()
    for _ in range(35):
        world.clock.pass_by(minutes=20)
        assert await _is_open(client)
    world.clock.pass_by(minutes=20)
    assert not await _is_open(client)


async def test_a_page_that_waits_for_events_does_not_keep_a_session_alive(world: World) -> None:
    client = await world.logged_in()
    for _ in range(2):
        world.clock.pass_by(minutes=14)
        await client.get("/api/v1/session", headers={"accept": "text/event-stream"})
    world.clock.pass_by(minutes=3)
    assert not await _is_open(client)


async def test_the_table_holds_neither_the_id_nor_anything_readable(world: World) -> None:
    client = await world.logged_in()
    secret = client.cookies["session"]
    (row,) = await _rows(world)
    assert row.digest == hashlib.sha256(secret.encode()).digest()
    assert b"Camille" not in row.data
    assert b"0199b3c0" not in row.data


async def test_a_row_copied_under_another_id_opens_nothing(world: World) -> None:
    await world.logged_in()
    async with read_session(world.database) as session:
        await session.execute(sa.update(sessions).values(digest=hashlib.sha256(b"mine").digest()))
        await session.commit()
    async with world.client() as thief:
        thief.cookies.set("session", "mine", domain="portal.test")
        assert not await _is_open(thief)


async def test_what_is_over_is_removed(world: World) -> None:
    await world.logged_in()
    assert await world.edge.sessions.purge() == 0
    world.clock.pass_by(minutes=31)
    assert await world.edge.sessions.purge() == 1
    assert await _rows(world) == []
