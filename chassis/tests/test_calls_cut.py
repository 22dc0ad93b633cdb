"""Calls that do not end as calls should: cut, abandoned, answered twice, refused by somebody else's software."""

import asyncio
import gc
import logging
from typing import Any

import grpc
import pytest
from grpc.aio import Metadata
from mesdroits.identity.v1 import identity_service_pb2 as pb
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.errors import DETAILS_KEY, Forbidden, NotFound, Problem, TimedOut, Unavailable, from_rpc_error
from chassis.tests.conftest import PERSON, Process

REQUEST = pb.GetPersonRequest(person_id=PERSON)
EXPORT = pb.ExportJournalRequest(person_id=PERSON)


async def get_person(process: Process, **options: Any) -> pb.GetPersonResponse:
    options = {"token": process.token()} | options
    return await process.client.call(process.client.stub.GetPerson, REQUEST, **options)


async def until_spans(spans: InMemorySpanExporter, count: int) -> dict[str, dict[str, Any]]:
    async with asyncio.timeout(3):
        while len(spans.get_finished_spans()) < count:
            await asyncio.sleep(0.01)
    return {span.kind.name: dict(span.attributes or {}) for span in spans.get_finished_spans()}


async def test_a_cancellation_that_nobody_asked_for_is_answered_at_once(process: Process) -> None:
    async def leans_on_what_stops() -> None:
        raise asyncio.CancelledError

    process.played.on_get_person = leans_on_what_stops
    async with asyncio.timeout(1.5):
        with pytest.raises(Unavailable):
            await get_person(process, timeout=30, idempotent=False)


async def test_a_handler_that_answers_by_itself_is_left_to_it(process: Process) -> None:
    async def refuses(context: Any) -> None:
        await context.abort(grpc.StatusCode.NOT_FOUND, "gone")

    process.played.on_context = refuses
    with pytest.raises(NotFound):
        await get_person(process)


async def test_a_server_that_stops_makes_its_callers_try_elsewhere(process: Process) -> None:
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.sleep(30)

    process.played.on_get_person = hang
    call = asyncio.create_task(get_person(process, timeout=5, idempotent=False))
    await reached.wait()
    await process.server.stop(0.05)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(call, 2)


async def test_a_stream_cut_by_its_reader_gives_back_what_it_holds_at_once(
    process: Process, spans: InMemorySpanExporter, caplog: pytest.LogCaptureFixture
) -> None:
    async def slowly() -> None:
        await asyncio.sleep(0.02)

    process.played.exported, process.played.on_get_person = 1000, slowly
    stream = process.client.stream(process.client.stub.ExportJournal, EXPORT, token=process.token())
    await anext(stream)
    await stream.aclose()
    async with asyncio.timeout(1):
        await process.played.released.wait()
    kinds = await until_spans(spans, 2)
    assert kinds["SERVER"]["rpc.response.status_code"] == "CANCELLED"
    gc.collect()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_stream_that_fails_in_the_middle_says_why(process: Process) -> None:
    async def fail() -> None:
        raise NotFound("Cet export n'est plus là.")

    process.played.on_get_person = fail
    stream = process.client.stream(process.client.stub.ExportJournal, EXPORT, token=process.token())
    await anext(stream)
    with pytest.raises(NotFound) as refused:
        await anext(stream)
    assert refused.value.message == "Cet export n'est plus là."


async def test_the_server_says_of_each_call_how_it_ended(process: Process, spans: InMemorySpanExporter) -> None:
    with pytest.raises(Forbidden):
        await get_person(process, token=process.minter.mint("identity", person_id="somebody-else"))
    await get_person(process)
    codes = [(span.attributes or {}).get("rpc.response.status_code") for span in spans.get_finished_spans()]
    assert [code for code in codes if code] == ["PERMISSION_DENIED", "OK"]


async def test_retries_stop_when_the_budget_is_spent(process: Process) -> None:
    async def away() -> None:
        raise Unavailable

    process.played.on_get_person = away
    for _ in range(30):
        with pytest.raises(Unavailable):
            await get_person(process, timeout=0.3)
    # Three calls for each request while the budget lasts, one afterwards.
    assert len(process.played.calls) < 30 * 3
    process.played.calls.clear()
    with pytest.raises(Unavailable):
        await get_person(process)
    assert process.played.calls == ["GetPerson"]


async def test_a_call_closed_under_its_feet_is_not_a_cancellation(process: Process) -> None:
    async def hang() -> None:
        await asyncio.sleep(30)

    process.played.on_get_person = hang
    call = asyncio.create_task(get_person(process, timeout=5, idempotent=False))
    await asyncio.sleep(0.1)
    await process.client._channel.close(grace=0)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(call, 2)


async def test_a_call_cancelled_by_a_timeout_stays_one(process: Process) -> None:
    async def hang() -> None:
        await asyncio.sleep(30)

    process.played.on_get_person = hang
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await get_person(process, timeout=5)


@pytest.mark.parametrize("trailer", [b"", b"\xff\xff", b"\x08"])
def test_a_trailer_that_makes_no_sense_leaves_the_code(trailer: bytes) -> None:
    error = grpc.aio.AioRpcError(grpc.StatusCode.NOT_FOUND, Metadata(), Metadata((DETAILS_KEY, trailer)), "", "")
    assert isinstance(from_rpc_error(error), NotFound)


def test_a_code_that_has_no_name_is_an_internal_failure() -> None:
    error = grpc.aio.AioRpcError(grpc.StatusCode.DATA_LOSS, Metadata(), Metadata(), "", "")
    assert type(from_rpc_error(error)) is Problem


async def test_a_client_whose_time_is_over_does_not_call(process: Process) -> None:
    with pytest.raises(TimedOut):
        await get_person(process, timeout=0)
    assert process.played.calls == []
