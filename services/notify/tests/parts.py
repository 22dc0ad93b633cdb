"""The parts that a test plays: a clock, the other services, and the edge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb
from mesdroits.notify.v1 import notify_service_pb2_grpc as notify_grpc

from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import new_id
from chassis.errors import Problem
from services.notify.domain.profile import Duty, DutyKind, HeldRight, Profile, RightState
from services.notify.domain.sightings import Sighting

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Time as the test says; each reading is one microsecond later."""

    instant: datetime = NOW

    def __call__(self) -> datetime:
        self.instant += timedelta(microseconds=1)
        return self.instant

    def forward(self, **delta: float) -> None:
        self.instant += timedelta(**delta)


def rsa(*, done: datetime | None = None, due: date = date(2026, 11, 30), start: date = date(2026, 2, 1)) -> HeldRight:
    """The right whose declaration is due at the end of the month, as its organisme says."""
    declaration = Duty(DutyKind.DECLARATION, due, due.replace(day=1), done, (date(2026, 7, 1), date(2026, 8, 1)))
    return HeldRight("rsa", "cnaf", RightState.OPEN, start, None, (declaration,))


def holding(*rights: HeldRight, department: str = "63") -> Profile:
    return Profile(department=department, rights=rights)


@dataclass
class PlayedSources:
    """Identity, situation, rights and claims at once: person → what is known of them."""

    known: dict[str, Sighting] = field(default_factory=dict)
    pseudonyms: dict[str, dict[str, str]] = field(default_factory=dict)
    problem: Problem | None = None
    looks: int = 0

    def knows(self, person_id: str, profile: Profile, *silent: str) -> None:
        self.known[person_id] = Sighting(profile, frozenset(silent))

    async def look(self, person_id: str) -> Sighting | None:
        self.looks += 1
        if self.problem:
            raise self.problem
        return self.known.get(person_id)

    async def names(self, person_id: str) -> Mapping[str, str] | None:
        if self.problem:
            raise self.problem
        return self.pseudonyms.get(person_id)


def pseudonym(organisme: str, person_id: str) -> str:
    return f"{organisme}-{person_id[-8:]}"


def timestamp(instant: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(instant)
    return message


def date_message(day: date) -> date_pb2.Date:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


@dataclass
class Portal:
    """The edge's side of the service, for one person."""

    client: "Client[notify_grpc.NotifyServiceAsyncStub]"
    edge: Minter
    person_id: str = field(default_factory=new_id)
    assurance: int = 2

    def another(self) -> "Portal":
        """Somebody else, on the same line."""
        return Portal(self.client, self.edge)

    def token(self) -> str:
        return self.edge.mint("notify", person_id=self.person_id, assurance=self.assurance)

    async def call(self, rpc: str, *, request_id: str = "", **fields: Any) -> Any:
        """Calls as the person, whose id is put in the request, with a key of its own where one is needed."""
        kind = getattr(pb, f"{rpc}Request")
        if "request_id" in kind.DESCRIPTOR.fields_by_name:
            fields["request_id"] = request_id or new_id()
        message = kind(person_id=self.person_id, **fields)
        return await self.client.call(getattr(self.client.stub, rpc), message, token=self.token(), timeout=10)
