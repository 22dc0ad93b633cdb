"""Is it ready? One question per process, answered the way its callers would find out."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import asyncpg
import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc

from sandbox.suite import database
from sandbox.suite.layout import Layout
from sandbox.suite.sockets import socket_of

_PROBE_SECONDS = 2.0


async def is_ready(layout: Layout, process: str) -> bool:
    """Whether a process of the Procfile serves now; never raises because it does not."""
    probes: dict[str, Callable[[Layout], Awaitable[bool]]] = {"postgres": _postgres, "clamd": _clamd, "edge": _edge}
    if process in probes:
        return await probes[process](layout)
    if process in ("nats", "traces", "franceconnect", "franceconnect_plus", "providers"):
        return all([await _listens(layout.host, port) for port in layout.ports_of(process).values()])
    addresses = layout.organisme_addresses.values() if process == "organismes" else [layout.address(process)]
    return all(await asyncio.gather(*(_serves(layout, address) for address in addresses)))


async def _listens(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


async def _postgres(layout: Layout) -> bool:
    # It listens before it has recovered: only a session tells.
    try:
        connection = await database.connect(layout, "postgres", "postgres")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    await connection.close()
    return True


async def _clamd(layout: Layout) -> bool:
    # Its own protocol: man clamd(8).
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            reader, writer = await asyncio.open_unix_connection(str(socket_of(layout, "clamd")))
            try:
                writer.write(b"zPING\0")
                return await reader.read(8) == b"PONG\0"
            finally:
                writer.close()
    except OSError:
        return False


async def _edge(layout: Layout) -> bool:
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_PROBE_SECONDS) as client:
            answer = await client.get(f"{layout.public_url}/healthz/ready")
    except httpx.HTTPError:
        return False
    return answer.is_success


async def _serves(layout: Layout, address: str) -> bool:
    async with _channel(layout, address) as channel:
        try:
            answer = await health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=_PROBE_SECONDS
            )
        except grpc.aio.AioRpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


def _channel(layout: Layout, address: str) -> grpc.aio.Channel:
    # Everything is on this machine: a proxy of the environment must not come between.
    options = [("grpc.enable_http_proxy", 0)]
    if not layout.tls:
        return grpc.aio.insecure_channel(address, options=options)
    files = layout.tls_files("ops")
    credentials = grpc.ssl_channel_credentials(
        files["CA"].read_bytes(), files["KEY"].read_bytes(), files["CERT"].read_bytes()
    )
    return grpc.aio.secure_channel(address, credentials, options=options)
