"""The same request once: answers kept, sealed, given again, and forgotten in time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from mesdroits.identity.v1 import identity_service_pb2 as pb

from chassis import idempotency
from chassis.auth import Caller, set_caller
from chassis.crypto import Vault
from chassis.db import Database, chassis_tables, new_id, read_session, unit_of_work
from chassis.errors import RequestIdReused, Unavailable
from chassis.retention import Retention

METADATA = sa.MetaData()
TABLES = chassis_tables(METADATA)


@pytest_asyncio.fixture(autouse=True)
async def tables(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)


async def count(database: Database, table: sa.Table) -> int:
    async with read_session(database) as session:
        return int(await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def answer_once(database: Database, request: pb.DeclareNirRequest, effects: list[str]) -> str:
    set_caller(Caller("bff", "p1"))

    async def effect() -> pb.DeclareNirResponse:
        effects.append(request.request_id)
        await asyncio.sleep(0.05)
        return pb.DeclareNirResponse(certification={"review_id": new_id()})  # type: ignore[arg-type]

    async with unit_of_work(database) as session:
        answer = await idempotency.once(session, request, pb.DeclareNirResponse, effect)
    return answer.certification.review_id


async def test_the_same_request_has_one_effect_and_one_answer(database: Database) -> None:
    request, effects = pb.DeclareNirRequest(request_id=new_id(), nir="x"), list[str]()
    first, second = await asyncio.gather(*(answer_once(database, request, effects) for _ in range(2)))
    third = await answer_once(database, request, effects)
    assert first == second == third
    assert len(effects) == 1


async def test_the_same_id_with_another_content_is_refused(database: Database) -> None:
    request_id, effects = new_id(), list[str]()
    await answer_once(database, pb.DeclareNirRequest(request_id=request_id, nir="x"), effects)
    with pytest.raises(RequestIdReused):
        await answer_once(database, pb.DeclareNirRequest(request_id=request_id, nir="y"), effects)
    assert len(effects) == 1


async def test_an_effect_that_fails_leaves_the_request_free_to_come_again(database: Database) -> None:
    set_caller(Caller("bff", "p1"))
    request = pb.DeclareNirRequest(request_id=new_id(), nir="x")

    async def fails() -> pb.DeclareNirResponse:
        raise Unavailable

    with pytest.raises(Unavailable):
        async with unit_of_work(database) as session:
            await idempotency.once(session, request, pb.DeclareNirResponse, fails)
    assert await answer_once(database, request, [])


async def request_once(database: Database, request: pb.DeclareNirRequest, effect: Callable[[], Awaitable[Any]]) -> str:
    set_caller(Caller("bff", "p1"))
    async with unit_of_work(database) as session:
        answer = await idempotency.once(session, request, pb.DeclareNirResponse, effect)
    return answer.certification.review_id


def answer() -> pb.DeclareNirResponse:
    return pb.DeclareNirResponse(certification={"review_id": new_id()})  # type: ignore[arg-type]


async def test_a_request_that_waits_for_one_that_fails_has_the_effect_itself(database: Database) -> None:
    request, entered, effects = pb.DeclareNirRequest(request_id=new_id(), nir="x"), asyncio.Event(), list[str]()

    async def fails() -> pb.DeclareNirResponse:
        entered.set()
        await asyncio.sleep(0.2)
        raise Unavailable

    async def succeeds() -> pb.DeclareNirResponse:
        effects.append("once")
        return answer()

    first = asyncio.create_task(request_once(database, request, fails))
    await entered.wait()
    second, third = await asyncio.gather(*(request_once(database, request, succeeds) for _ in range(2)))
    with pytest.raises(Unavailable):
        await first
    assert second == third
    assert effects == ["once"]


async def test_a_request_whose_caller_leaves_frees_its_id(database: Database) -> None:
    request, entered = pb.DeclareNirRequest(request_id=new_id(), nir="x"), asyncio.Event()

    async def hangs() -> pb.DeclareNirResponse:
        entered.set()
        await asyncio.sleep(30)
        raise AssertionError

    async def succeeds() -> pb.DeclareNirResponse:
        return answer()

    first = asyncio.create_task(request_once(database, request, hangs))
    await entered.wait()
    first.cancel()
    assert await asyncio.wait_for(request_once(database, request, succeeds), 5)


async def test_what_was_asked_and_answered_is_stored_sealed(database: Database) -> None:
    idempotency.seal_with(Vault({"k1": b"1" * 32}, "k1"))
    request = pb.DeclareNirRequest(request_id=new_id(), nir="x")

    async def effect() -> pb.DeclareNirResponse:
        return answer()

    try:
        first = await request_once(database, request, effect)
        assert await request_once(database, request, effect) == first
        with pytest.raises(RequestIdReused):
            await request_once(database, pb.DeclareNirRequest(request_id=request.request_id, nir="y"), effect)
        async with read_session(database) as session:
            row = (await session.execute(sa.select(TABLES.request_ids))).one()
    finally:
        idempotency._vaults.clear()
    assert first.encode() not in row.response
    assert len(row.fingerprint) > 100


async def test_what_is_past_its_time_is_forgotten_and_nothing_else(database: Database) -> None:
    now = datetime.now(UTC)
    ages = {"young": timedelta(days=59), "old": timedelta(days=61)}
    answers = {"young": timedelta(hours=47), "old": timedelta(hours=49)}
    async with unit_of_work(database) as session:
        for name, age in ages.items():
            row: dict[str, Any] = {"consumer": "c", "event_id": name, "received_time": now - age}
            await session.execute(sa.insert(TABLES.inbox).values(row))
        for name, age in answers.items():
            row = {"caller": "c", "method": "m", "request_id": name, "fingerprint": b"", "created_time": now - age}
            await session.execute(sa.insert(TABLES.request_ids).values(row))
    assert await Retention(database).sweep() == 2
    assert await Retention(database).sweep() == 0
    assert await count(database, TABLES.inbox) == await count(database, TABLES.request_ids) == 1


async def test_a_schema_without_the_chassis_tables_has_nothing_to_forget(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(METADATA.drop_all)
    assert await Retention(database).sweep() == 0
