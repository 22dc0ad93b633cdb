"""One organisme of the played ten, and how the services reach it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1 import organisme_gateway_service_pb2_grpc as pb_grpc

from chassis.auth import Minter
from chassis.clients import Client
from chassis.settings import ProcessSettings
from sandbox.organismes.claims.office import Office
from sandbox.organismes.conduct import Conduct
from sandbox.organismes.duties import Duties
from sandbox.organismes.gateway import Holdings
from sandbox.organismes.serving import GatewayServer
from sandbox.organismes.settings import Settings
from sandbox.organismes.world import World
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout

TODAY = date(2026, 11, 22)
PSEUDONYM = "0123456789abcdef0123456789abcdef"
# The stub for an aio channel exists for the type checker only.
GatewayClient: TypeAlias = "Client[pb_grpc.OrganismeGatewayServiceAsyncStub]"


@dataclass
class Played:
    """One organisme, and how the services reach it."""

    port: int
    conduct: Conduct
    world: World
    layout: Layout
    audience: str
    office: Office
    clients: list[GatewayClient] = field(default_factory=list)

    def caller(self, service: str, audience: str = "") -> GatewayClient:
        settings = ProcessSettings(
            service=service,
            signing_key_file=self.layout.signing_key(service),
            trusted_keys_file=trusted_keys(self.layout),
        )
        stub, minter = pb_grpc.OrganismeGatewayServiceStub, Minter.from_settings(settings)
        client = Client(settings, f"127.0.0.1:{self.port}", stub, audience or self.audience, minter)
        self.clients.append(client)
        return client

    def identity_of(self, persona: str, pseudonym: str = PSEUDONYM, **changes: Any) -> pb.IdentifyPersonRequest:
        known = self.world._people[persona]
        year, month, day = map(int, known.identity.birthdate.split("-"))
        usual: dict[str, Any] = {
            "nir": known.nir,
            "given_names": " ".join(known.identity.given_names),
            "family_name": known.identity.family_name,
            "birth_date": {"year": year, "month": month, "day": day},
            "pseudonym": pseudonym,
        }
        return pb.IdentifyPersonRequest(**(usual | changes))

    async def identify(self, persona: str, pseudonym: str = PSEUDONYM, **changes: Any) -> pb.IdentifyPersonResponse:
        client = self.caller("identity")
        return await client.call(client.stub.IdentifyPerson, self.identity_of(persona, pseudonym, **changes))


@asynccontextmanager
async def playing(organisme: str, layout: Layout, settings: Settings, office: Office) -> AsyncIterator[Played]:
    """The gateway of an organisme, until the block is left."""
    conduct, books = Conduct(settings.slow_seconds), office.books
    server = GatewayServer(
        organisme, Holdings(books.world, books.register, conduct, lambda: TODAY, office, Duties(books.store)), settings
    )
    await server.start()
    played = Played(server.port, conduct, books.world, layout, f"organisme.{organisme}", office)
    yield played
    for client in played.clients:
        await client.close()
    await server.stop()
