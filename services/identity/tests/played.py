"""What stands around identity in its tests: a clock, and organismes behind the real contract, tokens included."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import (
    OrganismeGatewayServiceServicer,
    add_OrganismeGatewayServiceServicer_to_server,
)

from chassis.auth import Verifier
from chassis.errors import NotFound, Unavailable
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from services.identity.domain.nir import Nir


class Moment:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2025, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def timestamp(self) -> float:
        return self.now.timestamp()

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class PlayedOrganisme(OrganismeGatewayServiceServicer):
    """Knows NIRs, each under a family name; remembers who it was asked about, and under which names it knows them."""

    organisme: str
    known: dict[str, str] = field(default_factory=dict)
    down: bool = False
    address: str = ""
    asked: list[pb.IdentifyPersonRequest] = field(default_factory=list)
    replaced: list[pb.ReplacePseudonymRequest] = field(default_factory=list)
    forgets: bool = False
    delay: float = 0.0

    def knows(self, nir: Nir, family_name: str = "EXEMPLE") -> None:
        self.known[nir.value] = family_name

    async def IdentifyPerson(self, request: pb.IdentifyPersonRequest, context: Any) -> pb.IdentifyPersonResponse:
        await asyncio.sleep(self.delay)
        if self.down:
            raise Unavailable
        self.asked.append(request)
        if request.nir not in self.known:
            return pb.IdentifyPersonResponse(verdict=pb.IDENTIFICATION_VERDICT_UNKNOWN)
        if self.known[request.nir] != request.family_name:
            return pb.IdentifyPersonResponse(verdict=pb.IDENTIFICATION_VERDICT_MISMATCH)
        attachment = person_pb2.Attachment(
            organisme=self.organisme, quality=person_pb2.QUALITY_HOLDER, regime=person_pb2.REGIME_GENERAL,
            period=date_pb2.Period(start_date=date_pb2.Date(year=2010, month=1, day=1)), office="Caf du Puy-de-Dôme",
        )  # fmt: skip
        return pb.IdentifyPersonResponse(verdict=pb.IDENTIFICATION_VERDICT_MATCH, attachments=[attachment])

    async def ReplacePseudonym(self, request: pb.ReplacePseudonymRequest, context: Any) -> pb.ReplacePseudonymResponse:
        if self.down:
            raise Unavailable
        if self.forgets:
            raise NotFound
        self.replaced.append(request)
        return pb.ReplacePseudonymResponse()


@asynccontextmanager
async def play_organismes(layout: Layout, *names: str) -> AsyncIterator[dict[str, PlayedOrganisme]]:
    """One server each, on a port of its own, that checks tokens like any organisme."""
    async with AsyncExitStack() as open_servers:
        # The other RPCs are not identity's business.
        played = {name: PlayedOrganisme(name) for name in names}  # type: ignore[abstract]
        for name, organisme in played.items():
            gate = Gate(Verifier.from_file(trusted_keys(layout), f"organisme.{name}"))
            server = grpc.aio.server(interceptors=[gate])
            add_OrganismeGatewayServiceServicer_to_server(organisme, server)
            organisme.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
            await server.start()
            open_servers.push_async_callback(server.stop, 0)
        yield played
