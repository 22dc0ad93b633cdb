"""The one gRPC interceptor: every call is traced, authenticated, bounded in time, and answers with named problems.

It does it all in one pass, and keeps the wrapped handler of each RPC: a chain of interceptors would rebuild it on every call.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, NamedTuple, TypeAlias

import grpc
from google.api import field_behavior_pb2
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import Message
from mesdroits.common.v1 import access_pb2
from opentelemetry.trace import Span

from chassis import telemetry
from chassis.auth import Verifier, access_of, authorise, set_caller
from chassis.clients import deadline
from chassis.db import TRANSIENT
from chassis.errors import DETAILS_KEY, InvalidInput, Problem, TimedOut, Unavailable, Violation, is_stopping, to_status
from chassis.telemetry_metrics import Durations

_log = logging.getLogger(__name__)
_OPEN = ("/grpc.health.", "/grpc.reflection.")
_NOTHING = Empty()
_CUT_SECONDS = 0.02
_MISSING = "Cette information est obligatoire."
# The codes that say something of the service rather than of the request (OpenTelemetry's conventions for gRPC servers).
# The caller's clock runs out before ours, by the time that the request took to come: a call left then has met its deadline.
_ON_THE_WAY = 0.05
_FAULTS = {"UNKNOWN", "DEADLINE_EXCEEDED", "INTERNAL", "UNAVAILABLE"}

Behaviour = Callable[[Any, Any], Any]
# Quoted: the generics stand in the type stubs alone.
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any] | None"
Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"


class DeadlineRequired(InvalidInput):
    """A call without a deadline may hang its caller for ever: it is refused, so that the mistake is seen at once."""

    reason = "DEADLINE_REQUIRED"


class UnservableRpc(Exception):
    """The contract has an RPC that no service may offer: a stream from the client is answered by a stream, and speaks for nobody, since who calls
    is checked before the first message. The contract must change."""


class Checks(NamedTuple):
    """What is checked of an RPC before its handler runs."""

    policy: access_pb2.Access | None
    required: tuple[FieldDescriptor, ...]
    idempotent_key: bool


def checks_of(method: MethodDescriptor) -> Checks:
    """Reads the checks off the contract."""
    request, behaviour = method.input_type, field_behavior_pb2.field_behavior
    required = tuple(f for f in request.fields if field_behavior_pb2.REQUIRED in f.GetOptions().Extensions[behaviour])
    return Checks(access_of(method), required, "request_id" in request.fields_by_name)


def check_fields(checks: Checks, request: Message) -> None:
    """Raises InvalidInput that names every required field left empty, and a `request_id` that is no UUID."""
    violations = [Violation(f.name, _MISSING) for f in checks.required if not _is_set(request, f)]
    if checks.idempotent_key and not violations:
        try:
            uuid.UUID(request.request_id)  # type: ignore[attr-defined]
        except ValueError:
            violations.append(Violation("request_id", "Cet identifiant n'est pas un UUID."))
    if violations:
        raise InvalidInput(violations)


def _is_set(request: Message, field: FieldDescriptor) -> bool:
    return request.HasField(field.name) if field.has_presence else bool(getattr(request, field.name))


class Gate(grpc.aio.ServerInterceptor):  # type: ignore[type-arg]  # not subscriptable when it runs
    """The one interceptor. An RPC of the contract without a policy is refused; health and reflection pass."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._wrapped: dict[str, Handler] = {}
        self._duration = telemetry.durations(
            "rpc_server_duration", "Calls answered", "rpc.method", "rpc.response.status_code"
        )

    async def intercept_service(  # type: ignore[override]  # None is how gRPC says "no such RPC"
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler:
        """The handler of the RPC, with everything around it."""
        path: str = handler_call_details.method
        if path not in self._wrapped:
            handler = await continuation(handler_call_details)
            if handler is None or path.startswith(_OPEN):
                return handler
            self._wrapped[path] = self._wrap(path, handler)
        return self._wrapped[path]

    def _wrap(self, path: str, handler: "grpc.RpcMethodHandler[Any, Any]") -> Handler:
        service, _, name = path.lstrip("/").partition("/")
        method = descriptor_pool.Default().FindServiceByName(service).methods_by_name[name]
        call = _Call(path.lstrip("/"), checks_of(method), self._verifier, self._duration)
        read, write = handler.request_deserializer, handler.response_serializer
        if handler.unary_stream:
            return grpc.unary_stream_rpc_method_handler(call.streaming(handler.unary_stream), read, write)
        if handler.stream_stream and not call.speaks_for_a_person:
            return grpc.stream_stream_rpc_method_handler(call.conversing(handler.stream_stream), read, write)
        if handler.unary_unary:
            return grpc.unary_unary_rpc_method_handler(call.unary(handler.unary_unary), read, write)
        raise UnservableRpc(path)


class _Call:
    """One RPC: what happens around each of its calls."""

    def __init__(self, path: str, checks: Checks, verifier: Verifier, duration: Durations | None) -> None:
        self._path, self._checks, self._verifier, self._duration = path, checks, verifier, duration
        self.speaks_for_a_person = bool(checks.policy and checks.policy.person_field)

    def unary(self, behaviour: Behaviour) -> Behaviour:
        async def handle(request: Message, context: Context) -> Any:
            metadata, span, started = self._begin(context)
            try:
                self._admit(request, metadata, context)
                response = await behaviour(request, context)
            except BaseException as failure:
                await self._refuse(failure, span, started, context)
                raise
            self._end(span, started, "OK")
            return response

        return handle

    def streaming(self, behaviour: Behaviour) -> Behaviour:
        # A coroutine that writes, not a generator: gRPC leaves a generator to the garbage collector when a call is cut, which would end its
        # span, and give back what it holds, at some other moment and in another task.
        async def handle(request: Message, context: Context) -> None:
            metadata, span, started = self._begin(context)
            try:
                self._admit(request, metadata, context)
                async with aclosing(behaviour(request, context)) as responses:
                    async for response in responses:
                        await context.write(response)
            except BaseException as failure:
                await self._refuse(failure, span, started, context)
                raise
            self._end(span, started, "OK")

        return handle

    def conversing(self, behaviour: Behaviour) -> Behaviour:
        async def handle(requests: AsyncIterator[Message], context: Context) -> None:
            metadata, span, started = self._begin(context)
            try:
                # Who may call is known before the first message: no message says it.
                self._identify(_NOTHING, metadata, context)
                async with (
                    aclosing(self._checked(requests)) as checked,
                    aclosing(behaviour(checked, context)) as responses,
                ):
                    async for response in responses:
                        await context.write(response)
            except BaseException as failure:
                await self._refuse(failure, span, started, context)
                raise
            self._end(span, started, "OK")

        return handle

    async def _checked(self, requests: AsyncIterator[Message]) -> AsyncGenerator[Message, None]:
        async for request in requests:
            check_fields(self._checks, request)
            yield request
        # A stream that is cut ends just like one that is complete: gRPC tells the cut apart, a moment later (2 ms were seen), by a cancellation. A
        # conversation that was left must not pass for a whole one.
        await asyncio.sleep(_CUT_SECONDS)

    def _begin(self, context: Context) -> tuple[dict[str, Any], Span, float]:
        metadata = dict(context.invocation_metadata() or ())
        span = telemetry.begin(self._path, telemetry.SpanKind.SERVER, str(metadata.get("traceparent", "")))
        # Each call is a task with a context of its own: nothing is to be put back.
        telemetry.adopt(span)
        return metadata, span, time.perf_counter()

    def _end(self, span: Span, started: float, code: str, reason: str = "") -> None:
        span.set_attribute("rpc.response.status_code", code)
        if code in _FAULTS:
            telemetry.fail(span, reason)
        elif reason:
            span.set_attribute("error.type", reason)
        span.end()
        if self._duration:
            self._duration.record((time.perf_counter() - started) * 1000, self._path, code)

    def _admit(self, request: Message, metadata: dict[str, Any], context: Context) -> None:
        self._identify(request, metadata, context)
        check_fields(self._checks, request)

    def _identify(self, request: Message, metadata: dict[str, Any], context: Context) -> None:
        caller = self._verifier.verify(str(metadata.get("authorization", "")))
        authorise(self._checks.policy or access_pb2.Access(), caller, request)
        left = context.time_remaining()
        if left is None:
            raise DeadlineRequired
        set_caller(caller)
        deadline.set(time.monotonic() + left)

    async def _refuse(self, failure: BaseException, span: Span, started: float, context: Context) -> None:
        if isinstance(failure, asyncio.CancelledError) and is_stopping():
            # Nobody waits for an answer any more: the deadline has passed, the caller has left, or the process stops.
            left = context.time_remaining()
            code = "CANCELLED" if left is None or left > _ON_THE_WAY else "DEADLINE_EXCEEDED"
            self._end(span, started, code, code)
            return
        if isinstance(failure, grpc.aio.BaseError):
            # The handler has answered by itself, or the connection is gone: gRPC knows what to do.
            self._end(span, started, "UNKNOWN", type(failure).__name__)
            return
        problem = _problem_of(failure)
        if type(problem) is Problem:
            trace_id = f"{span.get_span_context().trace_id:032x}"
            _log.error("unexpected failure", exc_info=failure, extra={"rpc": self._path, "trace_id": trace_id})
        self._end(span, started, problem.kind.value.name, problem.reason)
        details = ((DETAILS_KEY, to_status(problem).SerializeToString()),)
        await context.abort(problem.kind.value, problem.reason, trailing_metadata=details)


def _problem_of(failure: BaseException) -> Problem:
    """The failure by its name: what is away is UNAVAILABLE, what nobody foresaw is INTERNAL and says nothing."""
    if isinstance(failure, Problem):
        return failure
    if isinstance(failure, TimeoutError):
        return TimedOut()
    # A cancellation that nobody asked of this call: what it waited for has stopped.
    return Unavailable() if isinstance(failure, (*TRANSIENT, asyncio.CancelledError)) else Problem()
