"""Every call: who, until when, under which trace, and with which name it fails."""

import asyncio
from pathlib import Path
from typing import Any

import grpc
import pytest
from mesdroits.identity.v1 import identity_service_pb2 as pb
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from chassis.auth import Minter
from chassis.clients import deadline
from chassis.errors import Forbidden, InvalidInput, NotFound, Problem, TimedOut, Unauthenticated, Unavailable
from chassis.tests.conftest import PERSON, Process, settings_of

REQUEST = pb.GetPersonRequest(person_id=PERSON)


async def get_person(process: Process, request: pb.GetPersonRequest = REQUEST, **options: Any) -> pb.GetPersonResponse:
    options = {"token": process.token()} | options
    return await process.client.call(process.client.stub.GetPerson, request, **options)


def names(spans: InMemorySpanExporter) -> list[tuple[str, str]]:
    return [(span.kind.name, span.status.description or "ok") for span in spans.get_finished_spans()]


async def settled(spans: InMemorySpanExporter, count: int) -> list[tuple[str, str]]:
    for _ in range(100):
        if len(spans.get_finished_spans()) >= count:
            break
        await asyncio.sleep(0.01)
    return names(spans)


async def test_a_person_reads_their_own_data(process: Process) -> None:
    assert (await get_person(process)).person.person_id == PERSON


async def test_a_call_without_a_token_never_reaches_the_handler(process: Process) -> None:
    with pytest.raises(Unauthenticated):
        await get_person(process, token="none")
    assert process.played.calls == []


async def test_an_expired_token_is_refused(process: Process) -> None:
    with pytest.raises(Unauthenticated):
        await get_person(process, token=process.token(ttl=-10))


async def test_a_token_for_another_service_is_refused(process: Process) -> None:
    with pytest.raises(Unauthenticated):
        await get_person(process, token=process.minter.mint("rights", person_id=PERSON))


async def test_a_token_of_an_unknown_process_is_refused(process: Process, keys: Path) -> None:
    with pytest.raises(Unauthenticated):
        await get_person(process, token=Minter.from_settings(settings_of(keys, "stranger")).mint("identity"))


async def test_only_the_edge_may_speak_for_a_person(process: Process, keys: Path) -> None:
    token = Minter.from_settings(settings_of(keys, "situation")).mint("identity", person_id=PERSON)
    with pytest.raises(Unauthenticated):
        await get_person(process, token=token)


async def test_another_person_is_refused_before_anything_is_looked_up(process: Process) -> None:
    with pytest.raises(Forbidden):
        await get_person(process, token=process.token(person_id="somebody-else"))
    assert process.played.calls == []


async def test_a_service_that_the_contract_does_not_name_is_refused(process: Process) -> None:
    with pytest.raises(Forbidden):
        await get_person(process, token=process.minter.mint("identity"))


async def test_an_empty_required_field_is_named(process: Process) -> None:
    with pytest.raises(InvalidInput) as refused:
        await process.client.call(
            process.client.stub.DeclareNir, pb.DeclareNirRequest(person_id=PERSON), token=process.token()
        )
    assert [violation.field for violation in refused.value.violations] == ["request_id", "nir"]


async def test_a_call_without_a_deadline_is_refused(process: Process) -> None:
    async with grpc.aio.insecure_channel(process.address) as channel:
        stub = type(process.client.stub)(channel)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.GetPerson(REQUEST, metadata=(("authorization", f"Bearer {process.token()}"),))
    assert refused.value.details() == "DEADLINE_REQUIRED"


async def test_a_named_problem_arrives_with_its_name_its_message_and_its_delay(process: Process) -> None:
    class BookMissing(NotFound):
        reason = "BOOK_MISSING"

    async def fail() -> None:
        raise BookMissing("Ce livre est sorti.", book="b1")

    process.played.on_get_person = fail
    with pytest.raises(NotFound) as refused:
        await get_person(process)
    problem = refused.value
    assert (problem.reason, problem.message, problem.metadata) == (
        "BOOK_MISSING",
        "Ce livre est sorti.",
        {"book": "b1"},
    )


async def test_an_unexpected_failure_says_nothing_of_itself(process: Process) -> None:
    async def fail() -> None:
        raise RuntimeError("secret")

    process.played.on_get_person = fail
    with pytest.raises(Problem) as refused:
        await get_person(process)
    assert refused.value.reason == "INTERNAL"
    assert "secret" not in repr(vars(refused.value))


async def test_what_is_away_is_tried_again_within_the_time_given(process: Process) -> None:
    failures = iter([Unavailable(retry_in=0.01)])

    async def fail_once() -> None:
        for failure in failures:
            raise failure

    process.played.on_get_person = fail_once
    assert (await get_person(process)).person.person_id == PERSON
    assert process.played.calls == ["GetPerson", "GetPerson"]


async def test_a_call_that_is_not_idempotent_is_not_tried_again(process: Process) -> None:
    async def fail() -> None:
        raise Unavailable

    process.played.on_get_person = fail
    with pytest.raises(Unavailable):
        await get_person(process, idempotent=False)
    assert process.played.calls == ["GetPerson"]


async def test_the_deadline_stops_the_handler_and_ends_both_spans(
    process: Process, spans: InMemorySpanExporter
) -> None:
    async def hang() -> None:
        await asyncio.sleep(30)

    process.played.on_get_person = hang
    with pytest.raises(TimedOut):
        await get_person(process, timeout=0.1)
    assert sorted(await settled(spans, 2)) == [("CLIENT", "TIMED_OUT"), ("SERVER", "DEADLINE_EXCEEDED")]


async def test_a_cancelled_call_stops_the_handler_and_ends_both_spans(
    process: Process, spans: InMemorySpanExporter
) -> None:
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.sleep(30)

    process.played.on_get_person = hang
    call = asyncio.create_task(get_person(process))
    await reached.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert sorted(await settled(spans, 2)) == [("CLIENT", "CANCELLED"), ("SERVER", "ok")]


async def test_a_call_that_cannot_be_dispatched_does_not_hang(process: Process, keys: Path) -> None:
    await process.client.close()
    with pytest.raises((Problem, grpc.aio.UsageError, asyncio.CancelledError)):
        await asyncio.wait_for(get_person(process, timeout=0.5), 2)


async def test_a_stream_that_nobody_reads_leaves_no_span(process: Process, spans: InMemorySpanExporter) -> None:
    stream = process.client.stream(process.client.stub.ExportJournal, pb.ExportJournalRequest(person_id=PERSON))
    del stream
    await asyncio.sleep(0.05)
    assert names(spans) == []
    assert process.played.calls == []


async def test_a_stream_left_in_the_middle_ends_its_spans(process: Process, spans: InMemorySpanExporter) -> None:
    async def slowly() -> None:
        await asyncio.sleep(0.02)

    process.played.exported, process.played.on_get_person = 1000, slowly
    request = pb.ExportJournalRequest(person_id=PERSON)
    stream = process.client.stream(process.client.stub.ExportJournal, request, token=process.token())
    await anext(stream)
    await stream.aclose()
    assert {kind for kind, _ in await settled(spans, 2)} == {"CLIENT", "SERVER"}


async def test_a_whole_stream_arrives(process: Process) -> None:
    request = pb.ExportJournalRequest(person_id=PERSON)
    stream = process.client.stream(process.client.stub.ExportJournal, request, token=process.token())
    assert len([line async for line in stream]) == 3


async def test_the_client_and_the_server_share_one_trace(process: Process, spans: InMemorySpanExporter) -> None:
    with telemetry.span("click"):
        await get_person(process)
    server, client, click = (span for span in spans.get_finished_spans())
    assert server.context.trace_id == client.context.trace_id == click.context.trace_id
    assert server.parent is not None
    assert server.parent.span_id == client.context.span_id


async def test_what_is_left_of_a_deadline_is_passed_on(process: Process) -> None:
    seen: list[float] = []

    async def look() -> None:
        limit = deadline.get()
        assert limit is not None
        seen.append(limit - asyncio.get_running_loop().time())

    process.played.on_get_person = look
    await get_person(process, timeout=5)
    limit = asyncio.get_running_loop().time() + 0.5
    token = deadline.set(limit)
    await get_person(process, timeout=5)
    deadline.reset(token)
    # gRPC rounds what is left up to its own clock.
    assert 4 < seen[0] <= 5.1
    assert 0 < seen[1] <= 0.6
