"""Synthetic people for the measurements: their files at four organismes, and an identity service played by the bench.

They are known to the organismes by the real road (IdentifyPerson, under a token signed with identity's key), and to the situation service
by its own road too: it asks the played identity for each person's directory the first time that it meets them.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.organisme.v1 import organisme_gateway_service_pb2_grpc as organisme_grpc

from chassis.auth import Minter, Verifier
from chassis.clients import Client
from chassis.db import new_id
from chassis.gate import Gate
from sandbox.organismes.nir import FICTIONAL_COMMUNE, key_of
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings

# A home of four recipients: what the contract's example of a move has.
RECIPIENTS = ("cnaf", "cnam", "cnav", "france_travail")
_AT_ONCE = 32
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class BenchLayout(Layout):
    """A suite whose organismes know the synthetic people instead of the demonstration ones."""

    @property
    def personas(self) -> Path:
        return self.root.parent / "personas"


@dataclass(frozen=True)
class Person:
    """One synthetic person. `family_name` is letters only: it says nothing of anybody."""

    rank: int
    person_id: str

    @property
    def nir(self) -> str:
        """A number whose commune exists nowhere."""
        order = f"{self.rank % 1000:03d}"
        thirteen = f"2{self.rank // 1000 % 100:02d}0163{FICTIONAL_COMMUNE}{order}"
        return f"{thirteen}{key_of(thirteen):02d}"

    @property
    def family_name(self) -> str:
        return "Essai" + "".join(_LETTERS[int(digit)] for digit in str(self.rank))

    @property
    def birthdate(self) -> str:
        return f"19{self.rank // 1000 % 100:02d}-01-05"

    def pseudonym(self, organisme: str) -> str:
        """What this organisme calls the person."""
        return f"{organisme}-{self.person_id}"


def people(count: int) -> list[Person]:
    """So many people, each with an id of its own."""
    return [Person(rank, new_id()) for rank in range(count)]


def write_personas(folder: Path, everybody: Iterable[Person], *, apply_delay_ms: int) -> None:
    """One file for each: no latency, and the given delay between taking a change and applying it."""
    folder.mkdir(parents=True, exist_ok=True)
    for person in everybody:
        persona = _persona(person, apply_delay_ms)
        (folder / f"{persona['id']}.yaml").write_text(json.dumps(persona, ensure_ascii=False), encoding="utf-8")


def _persona(person: Person, apply_delay_ms: int) -> dict[str, Any]:
    held = {"quality": "HOLDER", "since": "2015-01-01", "regime": "GENERAL", "office": "Bureau d'essai"}
    held |= {"latency_ms": 0, "apply_delay_ms": apply_delay_ms}  # type: ignore[dict-item]
    return {
        "id": f"essai-{person.rank}",
        "title": "Personne d'essai, pour les mesures",
        "identity": {
            "given_names": ["Camille"], "family_name": person.family_name, "birthdate": person.birthdate,
            "gender": "female", "birthplace": "63113", "email": f"essai-{person.rank}@example.org",
        },
        "nir": person.nir,
        "regime": "GENERAL",
        "organismes": dict.fromkeys(RECIPIENTS, held),
    }  # fmt: skip


class PlayedIdentity(identity_grpc.IdentityServiceServicer):
    """Identity as the situation service needs it: every person is attached to the four organismes."""

    async def ListAttachments(
        self,
        request: identity_pb.ListAttachmentsRequest,  # noqa: ARG002  as gRPC calls it
        context: Any,  # noqa: ARG002  as gRPC calls it
    ) -> identity_pb.ListAttachmentsResponse:
        """Four files, resolved now."""
        resolved = Timestamp()
        resolved.FromDatetime(datetime.now(UTC))
        period = date_pb2.Period(start_date=date_pb2.Date(year=2015, month=1, day=1))
        holder = person_pb2.QUALITY_HOLDER
        attachments = [person_pb2.Attachment(organisme=name, quality=holder, period=period) for name in RECIPIENTS]
        return identity_pb.ListAttachmentsResponse(attachments=attachments, resolved_time=resolved)

    async def ResolvePseudonyms(
        self,
        request: identity_pb.ResolvePseudonymsRequest,
        context: Any,  # noqa: ARG002  as gRPC calls it
    ) -> identity_pb.ResolvePseudonymsResponse:
        """The names under which the organismes were told of the person."""
        person = Person(0, request.person_id)
        named = [person_pb2.Pseudonym(organisme=name, value=person.pseudonym(name)) for name in request.organismes]
        return identity_pb.ResolvePseudonymsResponse(pseudonyms=named)


@asynccontextmanager
async def played_identity(layout: Layout) -> AsyncIterator[None]:
    """Identity answers at its usual address while inside."""
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(layout), "identity"))])
    identity_grpc.add_IdentityServiceServicer_to_server(PlayedIdentity(), server)  # type: ignore[abstract]
    server.add_insecure_port(layout.address("identity"))
    await server.start()
    try:
        yield
    finally:
        await server.stop(0)


async def introduce(layout: Layout, everybody: Iterable[Person]) -> None:
    """Tells each of the four organismes under which pseudonym it will hear of each person."""
    settings = played_settings(layout, "identity")
    minter, slots = Minter.from_settings(settings), asyncio.Semaphore(_AT_ONCE)
    for organisme in RECIPIENTS:
        stub: Callable[..., Any] = organisme_grpc.OrganismeGatewayServiceStub
        gateway = Client(settings, layout.address(organisme), stub, f"organisme.{organisme}", minter)
        async with asyncio.TaskGroup() as tasks:
            for person in everybody:
                tasks.create_task(_introduce(gateway, organisme, person, slots))
        await gateway.close()


async def _introduce(gateway: Client[Any], organisme: str, person: Person, slots: asyncio.Semaphore) -> None:
    year, month, day = map(int, person.birthdate.split("-"))
    request = organisme_pb.IdentifyPersonRequest(
        nir=person.nir, given_names="Camille", family_name=person.family_name,
        birth_date=date_pb2.Date(year=year, month=month, day=day), pseudonym=person.pseudonym(organisme),
    )  # fmt: skip
    async with slots:
        answer = await gateway.call(gateway.stub.IdentifyPerson, request, timeout=20)
    assert answer.verdict == organisme_pb.IDENTIFICATION_VERDICT_MATCH, (
        f"{organisme} does not know person {person.rank}"
    )
