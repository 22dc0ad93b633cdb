"""A process from start to drain: logs, traces, keys, database and bus at hand, servicers, background tasks, and an end that loses nothing."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

import grpc
from grpc_health.v1 import _async as aio_health
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from chassis import idempotency, logs, telemetry
from chassis.auth import Minter, Verifier
from chassis.bus import Bus
from chassis.crypto import Vault
from chassis.db import Database
from chassis.errors import is_stopping
from chassis.gate import Gate
from chassis.retention import Retention
from chassis.settings import ProcessSettings, ServiceSettings

_log = logging.getLogger(__name__)
_CLOSE_SECONDS = 10.0
T = TypeVar("T")
OPTIONS = [
    # A chunk of a document is 1 MiB; the rest is its message.
    ("grpc.max_receive_message_length", (1 << 20) + (1 << 12)),
    ("grpc.so_reuseport", 0),
    ("grpc.http2.min_ping_interval_without_data_ms", 20_000),
]


class Stopped(Exception):
    """The process was asked to stop while it was still starting."""


class BackgroundEnded(Exception):
    """A task that should last as long as the process has returned."""


class Service:
    """What `main.py` wires: `async with Service(settings) as service: … await service.run()`."""

    def __init__(self, settings: ProcessSettings) -> None:
        self.settings = settings
        logs.start(settings.service, settings.log_level)
        telemetry.start(settings.service, settings.otlp_endpoint)
        self.minter = Minter.from_settings(settings)
        self._verifier = Verifier.from_file(settings.trusted_keys_file, settings.service)
        self._gate = Gate(self._verifier)
        self.server = grpc.aio.server(interceptors=[self._gate], options=OPTIONS)
        self._health = aio_health.HealthServicer()
        self._names: list[str] = [reflection.SERVICE_NAME, health.SERVICE_NAME]
        self._background: dict[str, Callable[[], Awaitable[None]]] = {}
        self._closers: list[Callable[[], Awaitable[None]]] = []
        self._stop = asyncio.Event()
        self._able = True
        self.port = 0
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self.server)

    async def __aenter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> bool:
        for close in reversed(self._closers):
            try:
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await close()
            except Exception as failure:  # noqa: BLE001  what cannot be closed must not keep the rest open
                _log.warning("not closed", extra={"reason": type(failure).__name__})
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().remove_signal_handler(number)
        await asyncio.to_thread(telemetry.shutdown)
        return kind is Stopped

    def database(self) -> Database:
        """The process's own schema."""
        settings = self._stored_settings()
        database = Database(settings.database_url.get_secret_value(), pool_size=settings.database_pool)
        self.closing(database.close)
        self.background("retention", Retention(database).run)
        return database

    def vault(self) -> Vault:
        """The process's own sealing keys; stored answers are sealed with them too."""
        path = self._stored_settings().data_key_file
        if path is None:
            raise RuntimeError("MESDROITS_DATA_KEY_FILE is not set")
        vault = Vault.from_file(path)
        idempotency.seal_with(vault)
        return vault

    def _stored_settings(self) -> ServiceSettings:
        if not isinstance(self.settings, ServiceSettings):
            raise RuntimeError("this process has no schema of its own")
        return self.settings

    async def bus(self) -> Bus:
        """The process's connection to NATS."""
        bus = await self._unless_stopped(Bus.connect(self.settings))
        self.closing(bus.close)
        return bus

    async def _unless_stopped(self, starting: Coroutine[Any, Any, T]) -> T:
        # A server that is away is waited for, for ever: a signal must still end the process. Raises Stopped.
        started, stopped = asyncio.create_task(starting), asyncio.create_task(self._stop.wait())
        await asyncio.wait((started, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not started.done():
            started.cancel()
            raise Stopped
        return started.result()

    def closing(self, close: Callable[[], Awaitable[None]]) -> None:
        """Calls `close` at the end, last opened first."""
        self._closers.append(close)

    def add(self, register: Callable[[Any, grpc.aio.Server], None], servicer: object, name: str) -> None:
        """Serves a servicer under the full name of its service."""
        register(servicer, self.server)
        self._names.append(name)

    def background(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Runs a task for as long as the process. If it ends, the process does, so that whoever supervises it starts it anew."""
        self._background[name] = run

    def stop(self) -> None:
        """Asks for a graceful end."""
        self._stop.set()

    async def set_serving(self, able: bool) -> None:
        """Says, in the health of the process, whether it can answer: one that has to warm up says no before it runs."""
        self._able = able
        if self.port:
            await self._show_health()

    async def run(self) -> None:
        """Serves until asked to stop, or until a background task fails; then drains."""
        reflection.enable_server_reflection(self._names, self.server)
        self.port = self._listen()
        await self.server.start()
        tasks = [asyncio.create_task(self._run_named(*named)) for named in self._background.items()]
        await self._show_health()
        _log.info("serving", extra={"port": self.port})
        await self._stop.wait()
        await self._show_health()
        await self.server.stop(self.settings.drain_seconds)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        for failure in results:
            if isinstance(failure, Exception):
                raise failure

    async def _run_named(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        try:
            await run()
        except asyncio.CancelledError:
            if is_stopping():
                raise
        except Exception:
            _log.error("background task failed", extra={"task": name})
            raise
        finally:
            self.stop()
        raise BackgroundEnded(name)

    def _listen(self) -> int:
        s = self.settings
        if s.tls_cert_file and s.tls_key_file and s.tls_ca_file:
            pair = (s.tls_key_file.read_bytes(), s.tls_cert_file.read_bytes())
            credentials = grpc.ssl_server_credentials([pair], s.tls_ca_file.read_bytes(), require_client_auth=True)
            return self.server.add_secure_port(s.listen, credentials)
        return self.server.add_insecure_port(s.listen)

    async def _show_health(self) -> None:
        states = health_pb2.HealthCheckResponse
        for name in ("", *self._names):
            # Read anew each time: what has changed meanwhile must be what stays.
            able = self._able and not self._stop.is_set()
            await self._health.set(name, states.SERVING if able else states.NOT_SERVING)
