"""Calls to other processes: a deadline on every call, what is left of it passed on, a trace, a token, and bounded retries.

Retries stand here and nowhere else: UNAVAILABLE only, idempotent calls only, within the time that the caller gave.
Spans begin when the call is dispatched and end in a `finally`: a stream that nobody reads has none, and a cancelled call does not leak one.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

import grpc
from google.protobuf.message import Message
from opentelemetry.trace import Span
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from chassis import telemetry
from chassis.auth import Minter
from chassis.errors import Problem, TimedOut, Unavailable, from_rpc_error, is_stopping
from chassis.settings import ProcessSettings

S = TypeVar("S")
R = TypeVar("R", bound=Message)

_RETRIES = 2
# A service in trouble is not helped by three times the calls: one retry is earned by ten answers, and a few are there at the start.
_BUDGET, _EARNED = 20.0, 0.1
_OPTIONS = [
    ("grpc.lb_policy_name", "round_robin"),
    ("grpc.enable_retries", 0),
    # A server that comes back must be found again within the life of a request, not after two minutes.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.keepalive_time_ms", 30_000),
]

# When the call under way must be over, on the monotonic clock.
deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def time_left(wanted: float) -> float:
    """Seconds that a call may take: what it wants, and no more than what is left of the call under way. Raises TimedOut."""
    limit = deadline.get()
    left = wanted if limit is None else min(wanted, limit - time.monotonic())
    if left <= 0:
        raise TimedOut
    return left


def open_channel(address: str, settings: ProcessSettings) -> grpc.aio.Channel:
    """A channel to an address, with mutual TLS where the process has a certificate."""
    if settings.tls_cert_file and settings.tls_key_file and settings.tls_ca_file:
        credentials = grpc.ssl_channel_credentials(
            settings.tls_ca_file.read_bytes(), settings.tls_key_file.read_bytes(), settings.tls_cert_file.read_bytes()
        )
        return grpc.aio.secure_channel(address, credentials, options=_OPTIONS)
    return grpc.aio.insecure_channel(address, options=_OPTIONS)


class Client(Generic[S]):
    """A service as another one sees it. `stub` is the generated stub: `await client.call(client.stub.GetPerson, request)`."""

    def __init__(
        self,
        settings: ProcessSettings,
        address: str,
        stub: Callable[[grpc.aio.Channel], S],
        audience: str,
        minter: Minter,
    ) -> None:
        self._channel = open_channel(address, settings)
        self.stub: S = stub(self._channel)
        self._audience, self._minter = audience, minter
        self._budget = _BUDGET

    async def call(
        self, rpc: Callable[..., Awaitable[R]], request: Message, *, token: str | None = None, timeout: float = 2.0,
        idempotent: bool = True,
    ) -> R:  # fmt: skip
        """The answer. Without a token, the process calls in its own name. Raises the Problem that the other side raised."""
        until = time.monotonic() + time_left(timeout)
        try:
            return await self._once(rpc, request, token, until)
        except Unavailable:
            if not idempotent or until - time.monotonic() < 0.05 or self._budget < 1:
                raise
        self._budget -= 1
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Unavailable), stop=stop_after_attempt(_RETRIES),
            wait=wait_random_exponential(multiplier=0.05, max=0.5), reraise=True,
        )  # fmt: skip
        # tenacity waits after a failure; the first one is already behind us.
        await asyncio.sleep(min(0.05, until - time.monotonic()))
        return await retrying(self._once, rpc, request, token, until)

    async def _once(self, rpc: Callable[..., Awaitable[R]], request: Message, token: str | None, until: float) -> R:
        span = self._begin(rpc)
        left = until - time.monotonic()
        try:
            if left <= 0:
                raise TimedOut
            response = await rpc(request, timeout=left, metadata=self._metadata(token, span))
        except grpc.aio.AioRpcError as error:
            raise self._problem(error, span) from None
        except asyncio.CancelledError:
            telemetry.fail(span, "CANCELLED")
            if is_stopping():
                raise
            raise Unavailable from None
        finally:
            span.end()
        self._budget = min(_BUDGET, self._budget + _EARNED)
        return response

    async def stream(
        self,
        rpc: Callable[..., Any],
        request: Message | AsyncIterator[Message],
        *,
        token: str | None = None,
        timeout: float = 30.0,
    ) -> AsyncGenerator[Any, None]:
        """The answers, one by one, to a request or to a stream of them. Raises the Problem that the other side raised."""
        span = self._begin(rpc)
        call = None
        try:
            call = rpc(request, timeout=time_left(timeout), metadata=self._metadata(token, span))
            async for response in call:
                yield response
        except grpc.aio.AioRpcError as error:
            raise self._problem(error, span) from None
        except asyncio.CancelledError:
            telemetry.fail(span, "CANCELLED")
            if is_stopping():
                raise
            raise Unavailable from None
        finally:
            if call:
                call.cancel()
            span.end()

    def _begin(self, rpc: object) -> Span:
        path: bytes = vars(rpc)["_method"]  # the generated stub keeps the path of the RPC nowhere else
        return telemetry.begin(path.decode().lstrip("/"), telemetry.SpanKind.CLIENT)

    def _metadata(self, token: str | None, span: Span) -> tuple[tuple[str, str], ...]:
        bearer = ("authorization", f"Bearer {token or self._minter.mint(self._audience)}")
        traceparent = telemetry.traceparent_of(span)
        return (bearer, ("traceparent", traceparent)) if traceparent else (bearer,)

    @staticmethod
    def _problem(error: grpc.aio.AioRpcError, span: Span) -> Problem:
        problem = from_rpc_error(error)
        telemetry.fail(span, problem.reason)
        return problem

    async def close(self) -> None:
        """Lets calls under way finish for a moment, then closes."""
        await self._channel.close(grace=1.0)
