"""One organisme of the played ten, and how the services reach it."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1 import organisme_gateway_service_pb2_grpc as pb_grpc

from chassis.auth import Minter
from chassis.clients import Client
from chassis.settings import ProcessSettings
from sandbox.organismes.conduct import Conduct
from sandbox.organismes.serving import GatewayServer
from sandbox.organismes.world import World
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout

PSEUDONYM = "0123456789abcdef0123456789abcdef"
# The stub for an aio channel exists for the type checker only.
GatewayClient: TypeAlias = "Client[pb_grpc.OrganismeGatewayServiceAsyncStub]"


@dataclass
class Played:
    """One organisme, and how the services reach it."""

    server: GatewayServer
    conduct: Conduct
    world: World
    layout: Layout
    audience: str
    clients: list[GatewayClient] = field(default_factory=list)

    def caller(self, service: str, audience: str = "") -> GatewayClient:
        settings = ProcessSettings(
            service=service,
            signing_key_file=self.layout.signing_key(service),
            trusted_keys_file=trusted_keys(self.layout),
        )
        stub, minter = pb_grpc.OrganismeGatewayServiceStub, Minter.from_settings(settings)
        client = Client(settings, f"127.0.0.1:{self.server.port}", stub, audience or self.audience, minter)
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
