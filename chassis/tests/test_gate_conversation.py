"""A conversation: a stream that is answered by a stream. Who may hold it is known before the first message, and it ends as any other call does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
import pytest_asyncio
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import simulator_service_pb2 as pb
from mesdroits.simulator.v1 import simulator_service_pb2_grpc as stubs
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.auth import Minter, Verifier
from chassis.clients import deadline
from chassis.errors import InvalidInput, NotFound, Problem, from_rpc_error
from chassis.gate import Gate
from chassis.tests.conftest import settings_of, until


def chunk(number: int) -> pb.SimulatePopulationRequest:
    return pb.SimulatePopulationRequest(
        chunk=number, month=Date(year=2026, month=11, day=1), households=b"\0\0\0\0", roles=b"\1"
    )


@dataclass
class Talker(stubs.SimulatorServiceServicer):
    """Answers each message as it comes, unless the test says otherwise."""

    on_message: Callable[[int], Awaitable[None]] | None = None
    heard: list[int] = field(default_factory=list)
    begun: int = 0
    left: list[float] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def SimulatePopulation(
        self, requests: AsyncIterator[pb.SimulatePopulationRequest], context: Any
    ) -> AsyncIterator[pb.SimulatePopulationResponse]:
        self.begun += 1
        limit = deadline.get()
        assert limit is not None
        self.left.append(limit - asyncio.get_running_loop().time())
        try:
            async for request in requests:
                self.heard.append(request.chunk)
                if self.on_message:
                    await self.on_message(request.chunk)
                yield pb.SimulatePopulationResponse(chunk=request.chunk)
        finally:
            self.released.set()


@dataclass
class Line:
    """The talker, and how `ops` reaches it."""

    talker: Talker
    stub: Any
    keys: Path

    def talk(self, *, issuer: str = "ops", timeout: float | None = 5.0, **claims: Any) -> Any:
        """A conversation that begins."""
        token = Minter.from_settings(settings_of(self.keys, issuer)).mint("simulator", **claims)
        return self.stub.SimulatePopulation(timeout=timeout, metadata=(("authorization", f"Bearer {token}"),))

    async def refused(self, call: Any) -> Problem:
        """The problem that the next answer is."""
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await call.read()
        return from_rpc_error(error.value)


@pytest_asyncio.fixture
async def line(keys: Path, spans: InMemorySpanExporter) -> AsyncIterator[Line]:
    talker = Talker()  # type: ignore[abstract]  # what a test does not call is not played
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(keys / "trusted.jwks", "simulator"))])
    stubs.add_SimulatorServiceServicer_to_server(talker, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Line(talker, stubs.SimulatorServiceStub(channel), keys)
    await server.stop(0)


async def ended(spans: InMemorySpanExporter) -> tuple[str, str]:
    """The status that the one span of a conversation ends with, and its description."""

    async def over() -> bool:
        return bool(spans.get_finished_spans())

    await until(over)
    (span,) = spans.get_finished_spans()
    return str((span.attributes or {})["rpc.response.status_code"]), span.status.description or "ok"


async def test_each_message_is_answered_in_its_turn(line: Line, spans: InMemorySpanExporter) -> None:
    call = line.talk()
    for number in range(3):
        await call.write(chunk(number))
        assert (await call.read()).chunk == number
    await call.done_writing()
    assert await call.code() is grpc.StatusCode.OK
    assert line.talker.heard == [0, 1, 2]
    assert 4 < line.talker.left[0] <= 5.1
    assert await ended(spans) == ("OK", "ok")


@pytest.mark.parametrize(
    ("issuer", "claims", "code"),
    [
        ("stranger", {}, grpc.StatusCode.UNAUTHENTICATED),
        ("ops", {"ttl": -10}, grpc.StatusCode.UNAUTHENTICATED),
        ("situation", {}, grpc.StatusCode.PERMISSION_DENIED),
    ],
)
async def test_who_may_not_call_is_refused_before_the_first_message(
    line: Line, issuer: str, claims: dict[str, Any], code: grpc.StatusCode
) -> None:
    # Nothing is ever written: a refusal that waited for a message would not come.
    call = line.talk(issuer=issuer, **claims)
    assert await call.code() is code
    assert line.talker.begun == 0


async def test_a_conversation_without_a_deadline_is_refused(line: Line) -> None:
    call = line.talk(timeout=None)
    assert await call.details() == "DEADLINE_REQUIRED"
    assert line.talker.begun == 0


async def test_a_message_that_lacks_a_field_is_refused_by_its_name_after_the_answers_before_it(line: Line) -> None:
    call = line.talk()
    await call.write(chunk(1))
    assert (await call.read()).chunk == 1
    await call.write(pb.SimulatePopulationRequest(chunk=2))
    problem = await line.refused(call)
    assert isinstance(problem, InvalidInput)
    assert [violation.field for violation in problem.violations] == ["month", "households", "roles"]
    assert line.talker.heard == [1]
    assert line.talker.released.is_set()


async def test_a_named_problem_arrives_with_its_name_and_its_message(line: Line, spans: InMemorySpanExporter) -> None:
    async def fail(_: int) -> None:
        raise NotFound("Ce livre est sorti.", book="b1")

    line.talker.on_message = fail
    call = line.talk()
    await call.write(chunk(1))
    problem = await line.refused(call)
    assert (problem.reason, problem.message, problem.metadata) == ("NOT_FOUND", "Ce livre est sorti.", {"book": "b1"})
    assert await ended(spans) == ("NOT_FOUND", "ok")


async def test_an_unexpected_failure_says_nothing_of_itself(line: Line, spans: InMemorySpanExporter) -> None:
    async def fail(_: int) -> None:
        raise RuntimeError("secret")

    line.talker.on_message = fail
    call = line.talk()
    await call.write(chunk(1))
    problem = await line.refused(call)
    assert problem.reason == "INTERNAL"
    assert "secret" not in repr(vars(problem))
    assert await ended(spans) == ("INTERNAL", "INTERNAL")


@pytest.mark.parametrize("silent", [True, False])
async def test_the_deadline_stops_a_conversation_whoever_is_silent(
    line: Line, spans: InMemorySpanExporter, silent: bool
) -> None:
    async def hang(_: int) -> None:
        await asyncio.sleep(30)

    line.talker.on_message = hang
    call = line.talk(timeout=0.2)
    if not silent:
        await call.write(chunk(1))
    assert await call.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert await ended(spans) == ("DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED")
    assert line.talker.released.is_set()


async def test_a_conversation_left_in_the_middle_stops_the_handler(line: Line, spans: InMemorySpanExporter) -> None:
    call = line.talk()
    await call.write(chunk(1))
    await call.read()
    call.cancel()
    assert await ended(spans) == ("CANCELLED", "ok")
    assert line.talker.released.is_set()
