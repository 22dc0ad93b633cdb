"""A process of the suite played in the test's own loop: real gRPC, real tokens, and spans kept in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
import pytest_asyncio
from joserfc.jwk import OKPKey
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.identity.v1 import person_pb2
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from chassis.auth import Minter, Verifier
from chassis.clients import Client
from chassis.gate import Gate
from chassis.settings import ProcessSettings

PERSON = "0199b3c0-0000-7000-8000-000000000001"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Private keys of four processes, and the public ones of three: nobody trusts `stranger`."""
    public = []
    for issuer in ("bff", "situation", "ops", "stranger"):
        key = OKPKey.generate_key("Ed25519", {"kid": issuer}, private=True)
        (tmp_path / f"{issuer}.jwk").write_text(json.dumps(key.as_dict(private=True)))
        if issuer != "stranger":
            public.append(key.as_dict(private=False))
    (tmp_path / "trusted.jwks").write_text(json.dumps({"keys": public}))
    return tmp_path


def settings_of(keys: Path, service: str) -> ProcessSettings:
    return ProcessSettings(
        service=service, signing_key_file=keys / f"{service}.jwk", trusted_keys_file=keys / "trusted.jwks"
    )


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    telemetry.start("identity", None, processor=SimpleSpanProcessor(exporter))
    yield exporter
    telemetry.shutdown()


async def until(condition: Callable[[], Awaitable[bool]], within: float = 10) -> None:
    async with asyncio.timeout(within):
        while not await condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def in_background(*runs: Coroutine[Any, Any, Any]) -> AsyncIterator[list[asyncio.Task[Any]]]:
    tasks = [asyncio.create_task(run) for run in runs]
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@dataclass
class Played(identity_grpc.IdentityServiceServicer):
    """Answers as the test says."""

    on_get_person: Callable[[], Awaitable[None]] | None = None
    on_context: Callable[[Any], Awaitable[None]] | None = None
    exported: int = 3
    calls: list[str] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def GetPerson(self, request: Any, context: Any) -> identity_pb.GetPersonResponse:
        self.calls.append("GetPerson")
        if self.on_context:
            await self.on_context(context)
        if self.on_get_person:
            await self.on_get_person()
        return identity_pb.GetPersonResponse(person=person_pb2.Person(person_id=request.person_id))

    async def ExportJournal(self, request: Any, context: Any) -> AsyncIterator[identity_pb.ExportJournalResponse]:
        self.calls.append("ExportJournal")
        try:
            for _ in range(self.exported):
                yield identity_pb.ExportJournalResponse()
                if self.on_get_person:
                    await self.on_get_person()
        finally:
            self.released.set()


@dataclass
class Process:
    """The played identity service, and how the edge reaches it."""

    played: Played
    address: str
    client: Client[Any]
    minter: Minter
    server: grpc.aio.Server

    def token(self, **claims: Any) -> str:
        return self.minter.mint("identity", **({"person_id": PERSON} | claims))


@pytest_asyncio.fixture
async def process(keys: Path, spans: InMemorySpanExporter) -> AsyncIterator[Process]:
    played = Played()  # type: ignore[abstract]  # what a test does not call is not played
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(keys / "trusted.jwks", "identity"))])
    identity_grpc.add_IdentityServiceServicer_to_server(played, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    settings = settings_of(keys, "bff")
    minter = Minter.from_settings(settings)
    client = Client(settings, address, identity_grpc.IdentityServiceStub, "identity", minter)
    yield Process(played, address, client, minter, server)
    await client.close()
    await server.stop(0)
