"""The parts that a test plays: a clock, identity, and the edge."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.identity.v1 import person_pb2
from mesdroits.situation.v1 import situation_service_pb2_grpc as situation_grpc

from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import new_id
from chassis.errors import NotFound, Problem
from services.situation.domain.dates import Period
from services.situation.mapping.ledger import period_message, timestamp

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
QUALITIES = person_pb2.Quality


@dataclass
class Clock:
    """Time as the test says; each reading is one microsecond later."""

    instant: datetime = NOW

    def __call__(self) -> datetime:
        self.instant += timedelta(microseconds=1)
        return self.instant

    def forward(self, **delta: float) -> None:
        self.instant += timedelta(**delta)


@dataclass
class PlayedIdentity(identity_grpc.IdentityServiceServicer):
    """Answers what the test says: person → organisme → (quality, start, end). Pages hold two attachments."""

    files: dict[str, dict[str, tuple[str, date, date | None]]] = field(default_factory=dict)
    version: str = "v1"
    calls: int = 0
    forgotten: set[str] = field(default_factory=set)
    problem: Problem | None = None

    def attach(self, person_id: str, *organismes: str, quality: str = "HOLDER") -> None:
        listed = self.files.setdefault(person_id, {})
        listed.update({organisme: (quality, date(2020, 1, 1), None) for organisme in organismes})

    async def ListAttachments(self, request: Any, context: Any) -> identity_pb.ListAttachmentsResponse:
        self.calls += 1
        if self.problem:
            raise self.problem
        if request.person_id in self.forgotten:
            raise NotFound
        listed = self.files.get(request.person_id)
        if listed is None:
            return identity_pb.ListAttachmentsResponse()
        first = int(request.page_token or 0)
        page = sorted(listed.items())[first : first + 2]
        attachments = [
            person_pb2.Attachment(
                organisme=organisme,
                quality=QUALITIES.Value(f"QUALITY_{quality}"),
                period=period_message(Period(start, end)),
            )
            for organisme, (quality, start, end) in page
        ]
        more = str(first + 2) if first + 2 < len(listed) else ""
        return identity_pb.ListAttachmentsResponse(
            attachments=attachments, next_page_token=more, resolved_time=timestamp(NOW)
        )

    async def ResolvePseudonyms(self, request: Any, context: Any) -> identity_pb.ResolvePseudonymsResponse:
        return identity_pb.ResolvePseudonymsResponse(
            pseudonyms=[
                person_pb2.Pseudonym(organisme=organisme, value=f"{organisme}-{self.version}-{request.person_id[-4:]}")
                for organisme in request.organismes
            ]
        )


@dataclass
class Portal:
    """The edge's side of the service, for one person or for an operator."""

    client: "Client[situation_grpc.SituationServiceAsyncStub]"
    edge: Minter
    operator: Minter
    person_id: str = field(default_factory=new_id)

    async def call(self, rpc: str, request: Any, **fields: Any) -> Any:
        """Calls as the person, whose id is put in the request."""
        message = request(person_id=self.person_id, **fields)
        token = self.edge.mint("situation", person_id=self.person_id)
        return await self.client.call(getattr(self.client.stub, rpc), message, token=token, timeout=10)

    async def operate(self, rpc: str, message: Any) -> Any:
        """Calls as an operator."""
        return await self.client.call(getattr(self.client.stub, rpc), message, token=self.operator.mint("situation"))
