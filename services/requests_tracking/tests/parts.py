"""The parts that a test plays: a clock, identity, one gateway for every organisme, and the edge."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.organisme.v1 import claims_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2_grpc as tracking_grpc

from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import new_id
from chassis.errors import Problem
from services.requests_tracking.domain.benefits import File
from services.requests_tracking.domain.exchange import Submission, Told, Withdrawal
from services.requests_tracking.domain.steps import Step
from services.requests_tracking.partners.reading import day_of, step_of
from services.requests_tracking.store.directory import Directory

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
KINDS = claims_pb2.ClaimStepKind


@dataclass
class Clock:
    """Time as the test says; each reading is one microsecond later."""

    instant: datetime = NOW

    def __call__(self) -> datetime:
        self.instant += timedelta(microseconds=1)
        return self.instant

    def forward(self, **delta: float) -> None:
        self.instant += timedelta(**delta)

    def at(self, text: str) -> None:
        self.instant = datetime.fromisoformat(text).replace(hour=10, tzinfo=UTC)


def timestamp(instant: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(instant)
    return message


def date_message(day: date) -> date_pb2.Date:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


def step(number: int, kind: str, time: datetime, **fields: Any) -> claims_pb2.ClaimStep:
    """A step as an organisme sends it."""
    due = fields.pop("due", None)
    decision = fields.pop("decision", None)
    message = claims_pb2.ClaimStep(
        number=number, kind=KINDS.Value(f"CLAIM_STEP_KIND_{kind}"), step_time=timestamp(time), **fields
    )
    if due:
        message.piece_due_date.CopyFrom(date_message(due))
    if decision:
        message.decision.CopyFrom(decision)
    return message


def decided(granted: bool, day: date, reason: str = "", amount: int | None = None) -> claims_pb2.OrganismeDecision:
    message = claims_pb2.OrganismeDecision(granted=granted, reason=reason, decision_date=date_message(day))
    if amount is not None:
        message.amount_cents = amount
    return message


@dataclass
class PlayedIdentity:
    """Person → files; the name of each person at an organisme ends like their id."""

    files: dict[str, list[File]] = field(default_factory=dict)
    reads: int = 0

    def attach(self, person_id: str, *organismes: str, regime: str = "GENERAL") -> None:
        listed = self.files.setdefault(person_id, [])
        listed += [File(organisme, regime, date(2015, 1, 1), None) for organisme in organismes]

    async def read(self, person_id: str) -> Directory | None:
        self.reads += 1
        files = self.files.get(person_id)
        if files is None:
            return None
        return Directory(tuple(files), {file.organisme: pseudonym(file.organisme, person_id) for file in files})


def pseudonym(organisme: str, person_id: str) -> str:
    return f"{organisme}-{person_id[-8:]}"


@dataclass
class PlayedGateways:
    """Every organisme: it takes claims, once per key, and lists what a test has it say."""

    clock: Clock
    problems: dict[str, Problem] = field(default_factory=dict)
    received: list[Submission] = field(default_factory=list)
    withdrawn: list[Withdrawal] = field(default_factory=list)
    answers: dict[str, Told] = field(default_factory=dict)
    elsewhere: dict[str, list[claims_pb2.OrganismeClaim]] = field(default_factory=dict)
    asked: int = 0
    words: dict[str, str] = field(
        default_factory=lambda: {"cnaf": "recue", "msa": "enregistree", "cnam": "recu", "france_travail": "transmise"}
    )

    def __contains__(self, organisme: str) -> bool:
        return organisme != "dgfip"

    async def submit(self, submission: Submission) -> Told:
        if problem := self.problems.get(submission.organisme):
            raise problem
        if submission.request_id not in self.answers:
            self.received.append(submission)
            reference = f"{submission.organisme.upper()}-{len(self.answers) + 1}-{submission.request_id[-6:]}"
            word = self.words.get(submission.organisme, "deposee")
            first = step(1, "STATE", self.clock(), state=word)
            told = Told(reference, (step_of(submission.organisme, first, self.clock()),))
            self.answers[submission.request_id] = told
        return self.answers[submission.request_id]

    async def withdraw(self, withdrawal: Withdrawal) -> Told:
        if problem := self.problems.get(withdrawal.organisme):
            raise problem
        self.withdrawn.append(withdrawal)
        return Told(withdrawal.reference, ())

    async def claims(self, organisme: str, pseudonym: str) -> list[Told]:
        self.asked += 1
        if problem := self.problems.get(organisme):
            raise problem
        listed = self.elsewhere.get(pseudonym, [])
        return [
            Told(
                claim.organisme_reference,
                tuple(self._steps(organisme, claim.steps)),
                claim.benefit,
                claim.submit_time.ToDatetime(UTC),
                appeals=claim.appeals_reference,
                effect=day_of(claim.effect_date) if claim.HasField("effect_date") else None,
                whole=claim.whole_reference,
                decided_by=claim.decided_by,
            )
            for claim in listed
        ]

    def _steps(self, organisme: str, told: Iterable[claims_pb2.ClaimStep]) -> Iterable[Step]:
        return (step_of(organisme, each, self.clock()) for each in told)


@dataclass
class Portal:
    """The edge's side of the service, for one person."""

    client: "Client[tracking_grpc.RequestsTrackingServiceAsyncStub]"
    edge: Minter
    person_id: str = field(default_factory=new_id)
    # Of the login: FranceConnect, or FranceConnect+.
    assurance: int = 1

    async def call(self, rpc: str, *, request_id: str = "", **fields: Any) -> Any:
        """Calls as the person, whose id is put in the request, with a key of its own where one is needed."""
        kind = getattr(pb, f"{rpc}Request")
        if "request_id" in kind.DESCRIPTOR.fields_by_name:
            fields["request_id"] = request_id or new_id()
        message = kind(person_id=self.person_id, **fields)
        token = self.edge.mint("requests_tracking", person_id=self.person_id, assurance=self.assurance)
        return await self.client.call(getattr(self.client.stub, rpc), message, token=token, timeout=10)
