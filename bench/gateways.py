"""Organismes and identity played by the measurement of rights: realistic latencies, and each call's own time, taken where it is spent."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import grpc
from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2_grpc import (
    IdentityServiceServicer,
    add_IdentityServiceServicer_to_server,
)
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import (
    OrganismeGatewayServiceServicer,
    add_OrganismeGatewayServiceServicer_to_server,
)

from chassis.auth import Verifier
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout

# Three benefits each: what a household of modest means has there.
HELD = {
    "cnaf": ("rsa", "apl", "af"),
    "cnam": ("puma", "c2s", "ij-maladie"),
    "cnav": ("retraite-base", "reversion", "aspa"),
    "france_travail": ("are", "ass", "aide-mobilite"),
    "union_retraite": ("releve-carriere", "retraite-progressive", "majoration-tierce-personne"),
    "cdc": ("cpf", "retraite-ircantec", "retraite-additionnelle-fonction-publique"),
}
# One right is never the same twice: its change is kept, and announced.
_MOVING = "rsa"
_START = date_pb2.Date(year=2025, month=3, day=1)


@dataclass
class Timings:
    """For each pseudonym's person, milliseconds spent by each organisme on its last call."""

    spent: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def slowest(self, person_id: str) -> float:
        """The time of the slowest of the last calls made for this person, which are then forgotten."""
        return max(self.spent.pop(person_id).values())


@dataclass
class PlayedGateway(OrganismeGatewayServiceServicer):
    """Answers after a time drawn between `latency` bounds, in seconds."""

    organisme: str
    latency: tuple[float, float]
    timings: Timings

    async def ListRights(self, request: pb.ListRightsRequest, _context: Any) -> pb.ListRightsResponse:
        """Three rights."""
        began = time.perf_counter()
        await asyncio.sleep(random.uniform(*self.latency))  # noqa: S311  a latency, not a secret
        answer = pb.ListRightsResponse(rights=[_right(benefit) for benefit in HELD[self.organisme]])
        answer.data_time.FromDatetime(datetime.now(UTC))
        self.timings.spent[request.pseudonym.partition("/")[2]][self.organisme] = (time.perf_counter() - began) * 1000
        return answer


def _right(benefit: str) -> pb.OrganismeRight:
    amount = random.randrange(1_000, 100_000) if benefit == _MOVING else 64_652  # noqa: S311
    return pb.OrganismeRight(
        benefit=benefit, state=pb.RIGHT_STATE_OPEN, period=date_pb2.Period(start_date=_START),
        amount_cents=amount, decided_by="Bureau d'essai", decision_date=_START,
    )  # fmt: skip


@dataclass
class PlayedIdentity(IdentityServiceServicer):
    """Every person has a file at the same organismes."""

    organismes: tuple[str, ...]

    async def ListAttachments(
        self,
        _request: identity_pb.ListAttachmentsRequest,
        _context: Any,
    ) -> identity_pb.ListAttachmentsResponse:
        """One file at each."""
        files = [
            person_pb2.Attachment(
                organisme=organisme, quality=person_pb2.QUALITY_HOLDER, regime=person_pb2.REGIME_GENERAL,
                period=date_pb2.Period(start_date=_START),
            )
            for organisme in self.organismes
        ]  # fmt: skip
        answer = identity_pb.ListAttachmentsResponse(attachments=files)
        answer.resolved_time.FromDatetime(datetime.now(UTC))
        return answer

    async def ResolvePseudonyms(
        self,
        request: identity_pb.ResolvePseudonymsRequest,
        _context: Any,
    ) -> identity_pb.ResolvePseudonymsResponse:
        """A name that the timings can be found by."""
        names = [person_pb2.Pseudonym(organisme=o, value=f"{o}/{request.person_id}") for o in self.organismes]
        return identity_pb.ResolvePseudonymsResponse(pseudonyms=names)


@dataclass
class Town:
    """Who is played: organismes by name, and their servers."""

    timings: Timings
    gateways: dict[str, PlayedGateway] = field(default_factory=dict)
    servers: dict[str, Any] = field(default_factory=dict)

    async def trouble(self, slow: str, dead: str, seconds: float) -> None:
        """From now on, one answers after so many seconds, and nobody listens at the address of the other."""
        self.gateways[slow].latency = (seconds, seconds)
        await self.servers[dead].stop(0)


@asynccontextmanager
async def played(layout: Layout, latency: tuple[float, float]) -> AsyncIterator[Town]:
    """Identity and the organismes at their usual addresses while inside."""
    town = Town(Timings())
    async with AsyncExitStack() as stack:
        identity = PlayedIdentity(tuple(HELD))  # type: ignore[abstract]  # two of its RPCs are all that is asked
        await _serve(stack, layout, "identity", add_IdentityServiceServicer_to_server, identity)
        for organisme in HELD:
            gateway = PlayedGateway(organisme, latency, town.timings)  # type: ignore[abstract]
            add = add_OrganismeGatewayServiceServicer_to_server
            town.servers[organisme] = await _serve(stack, layout, organisme, add, gateway)
            town.gateways[organisme] = gateway
        yield town


async def _serve(stack: AsyncExitStack, layout: Layout, name: str, add: Any, servicer: object) -> Any:
    audience = name if name == "identity" else f"organisme.{name}"
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(layout), audience))])
    add(servicer, server)
    server.add_insecure_port(layout.address(name))
    await server.start()
    stack.push_async_callback(server.stop, 0)
    return server
