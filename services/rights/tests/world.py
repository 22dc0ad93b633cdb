"""The rights service between a played identity and played organismes, called as the edge calls it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from mesdroits.common.v1 import access_pb2
from mesdroits.identity.v1.identity_service_pb2_grpc import add_IdentityServiceServicer_to_server
from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import add_OrganismeGatewayServiceServicer_to_server
from mesdroits.rights.v1 import benefit_pb2, events_pb2, view_pb2
from mesdroits.rights.v1 import rights_service_pb2 as pb
from mesdroits.rights.v1.rights_service_pb2_grpc import RightsServiceStub, add_RightsServiceServicer_to_server

from chassis.auth import Minter
from chassis.clients import Client
from chassis.crypto import Vault
from chassis.db import Database
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import ORGANISMES, Layout
from sandbox.suite.passing import played_settings
from services.rights.api.servicer import RightsServicer
from services.rights.settings import Settings
from services.rights.store import tables
from services.rights.tests.played import PERSON, HeldClock, PlayedGateway, PlayedIdentity, serve
from services.rights.wiring import Ground, Parts, make_parts

ACCESS = "mesdroits.rights.v1.access.recorded"
OBSERVED = "mesdroits.rights.v1.right.observed"


@dataclass
class World:
    """Everything that a test touches."""

    organismes: dict[str, PlayedGateway]
    identity: PlayedIdentity
    parts: Parts
    database: Database
    clock: HeldClock
    client: Client[Any]
    minter: Minter

    async def call(self, rpc: str, request: Any, *, assurance: int = 2, purpose: str = "", timeout: float = 5.0) -> Any:
        token = self.minter.mint("rights", person_id=PERSON, assurance=assurance, purpose=purpose)
        return await self.client.call(getattr(self.client.stub, rpc), request, token=token, timeout=timeout)

    async def view(self, **options: Any) -> pb.GetViewResponse:
        seen: pb.GetViewResponse = await self.call("GetView", pb.GetViewRequest(person_id=PERSON), **options)
        return seen

    async def kept(self, organisme: str) -> bool:
        """Whether an answer of the organisme is kept."""
        query = sa.select(sa.func.count()).where(tables.last_known.c.organisme == organisme)
        async with self.database.sessions() as session:
            return bool(await session.scalar(query))

    async def events(self, subject: str) -> list[Any]:
        """What is in the outbox under a subject."""
        outbox = tables.CHASSIS.outbox
        query = sa.select(outbox.c.data).where(outbox.c.subject == subject).order_by(outbox.c.position)
        kind: Any = access_pb2.AccessRecorded if subject == ACCESS else events_pb2.RightObserved
        async with self.database.sessions() as session:
            return [kind.FromString(data) for data in (await session.scalars(query)).all()]


def domain(seen: pb.GetViewResponse, name: str) -> view_pb2.DomainView:
    return next(each for each in seen.domains if each.domain == benefit_pb2.Domain.Value(f"DOMAIN_{name}"))


def sources(answer: Any) -> dict[str, view_pb2.SourceStatus]:
    return {source.organisme: source for source in answer.sources}


async def until(condition: Callable[[], Awaitable[Any]], within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not await condition():
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def a_world(layout: Layout, database: Database, **options: Any) -> AsyncIterator[World]:
    """A world whose every organisme answers at once with nothing, until the test says otherwise."""
    async with AsyncExitStack() as stack:
        # Nobody here calls the RPCs that are not played.
        identity, clock = PlayedIdentity(), HeldClock()  # type: ignore[abstract]
        organismes = {organisme: PlayedGateway() for organisme in ORGANISMES}  # type: ignore[abstract]
        _, identity.address = await serve(stack, layout, "identity", add_IdentityServiceServicer_to_server, identity)
        for organisme, played in organismes.items():
            add = add_OrganismeGatewayServiceServicer_to_server
            played.server, played.address = await serve(stack, layout, f"organisme.{organisme}", add, played)
        addresses = {organisme: played.address for organisme, played in organismes.items()}
        settings = _settings(layout, identity.address, addresses, **options)
        vault = Vault.from_file(layout.data_key("rights"))
        parts = make_parts(settings, Ground(database, vault, Minter.from_settings(settings), clock))
        for close in parts.closers:
            stack.push_async_callback(close)
        keeper = asyncio.create_task(parts.keeper.run())
        stack.push_async_callback(_stop, keeper)
        servicer = RightsServicer(parts.collector)
        _, address = await serve(stack, layout, "rights", add_RightsServiceServicer_to_server, servicer)
        edge = played_settings(layout, "bff")
        client = Client[Any](edge, address, RightsServiceStub, "rights", Minter.from_settings(edge))
        stack.push_async_callback(client.close)
        yield World(organismes, identity, parts, database, clock, client, Minter.from_settings(edge))


def _settings(layout: Layout, identity: str, addresses: dict[str, str], **options: Any) -> Settings:
    return Settings(
        signing_key_file=layout.signing_key("rights"),
        trusted_keys_file=trusted_keys(layout),
        database_url="postgresql+asyncpg://unused",
        identity_address=identity,
        organisme_addresses=addresses,
        **options,
    )


async def _stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
