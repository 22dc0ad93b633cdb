"""Who calls identity: processes with their own keys, over real gRPC."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
import pytest_asyncio
from google.protobuf.message import Message
from mesdroits.identity.v1.identity_service_pb2_grpc import (
    IdentityServiceStub,
    add_IdentityServiceServicer_to_server,
)

from chassis.auth import Minter, Verifier
from chassis.clients import Client
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.identity.api.servicer import IdentityServicer
from services.identity.usecases.parts import Parts


@dataclass
class Caller:
    """A process that calls identity, in its own name or in a person's."""

    client: Client[Any]
    minter: Minter

    async def __call__(self, rpc: str, request: Message, person_id: str | None = None, timeout: float = 10) -> Any:
        token = self.minter.mint("identity", person_id=person_id, assurance=1)
        return await self.client.call(getattr(self.client.stub, rpc), request, token=token, timeout=timeout)

    async def stream(self, rpc: str, request: Message, person_id: str) -> list[Any]:
        token = self.minter.mint("identity", person_id=person_id)
        return [each async for each in self.client.stream(getattr(self.client.stub, rpc), request, token=token)]


@pytest_asyncio.fixture
async def address(stack: Layout, parts: Parts) -> AsyncIterator[str]:
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(stack), "identity"))])
    add_IdentityServiceServicer_to_server(IdentityServicer(parts), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(0)


@pytest_asyncio.fixture
async def callers(stack: Layout, address: str) -> AsyncIterator[dict[str, Caller]]:
    made = {}
    for name in ("bff", "situation", "ops"):
        settings = played_settings(stack, "bff").model_copy(
            update={"service": name, "signing_key_file": stack.signing_key(name)}
        )
        minter = Minter.from_settings(settings)
        made[name] = Caller(Client(settings, address, IdentityServiceStub, "identity", minter), minter)
    yield made
    for caller in made.values():
        await caller.client.close()


@pytest.fixture
def bff(callers: dict[str, Caller]) -> Caller:
    return callers["bff"]


def fresh() -> str:
    return str(uuid.uuid4())
