"""A trace back end on a free port, and exporters of the real SDK that speak to it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from sandbox.traces.ingest import Ingest
from sandbox.traces.receiver import build_receiver
from sandbox.traces.settings import HOUR_NS
from sandbox.traces.store import Retention, Store
from sandbox.traces.web import build_app


@dataclass(frozen=True)
class BackEnd:
    """A running receiver, its database and a client of its page."""

    endpoint: str
    database: Path
    client: httpx.AsyncClient


@pytest.fixture
async def backend(tmp_path: Path) -> AsyncIterator[BackEnd]:
    database = tmp_path / "traces.db"
    store = Store(database, Retention(24 * HOUR_NS, 1_000, 1_000))
    ingest = Ingest(store)
    server, port = build_receiver(ingest, "127.0.0.1:0")
    writing = asyncio.create_task(ingest.run())
    await server.start()
    transport = httpx.ASGITransport(app=build_app(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://traces") as client:
        yield BackEnd(f"http://127.0.0.1:{port}", database, client)
    await server.stop(1)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    store.close()


@pytest.fixture
def provider_for() -> Iterator[Callable[[str, str], TracerProvider]]:
    """Makes a tracer provider of one service, which exports each span as it ends."""
    providers = []

    def provide(service: str, endpoint: str) -> TracerProvider:
        provider = TracerProvider(resource=Resource.create({"service.name": service}))
        provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=endpoint, insecure=True)))
        providers.append(provider)
        return provider

    yield provide
    for provider in providers:
        provider.shutdown()
