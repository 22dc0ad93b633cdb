"""Organismes and identity played in the test's own loop, behind the real gate, and the rights service in front of them."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceServicer
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceServicer

from chassis.auth import Verifier, current_caller
from chassis.errors import Problem, Unavailable
from chassis.gate import Gate
from chassis.pages import decode_token, encode_token
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout

PERSON = "0199b3c0-0000-7000-8000-000000000001"
TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class HeldClock:
    """A clock that stands until it is told."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def on(day: str) -> date_pb2.Date:
    parsed = date.fromisoformat(day)
    return date_pb2.Date(year=parsed.year, month=parsed.month, day=parsed.day)


def right(benefit: str, amount: int | None = None, **options: Any) -> pb.OrganismeRight:
    start, end = options.pop("start", "2026-01-01"), options.pop("end", None)
    period = date_pb2.Period(start_date=on(start), end_date=on(end) if end else None)
    given: dict[str, Any] = {
        "state": pb.RIGHT_STATE_OPEN,
        "decided_by": "Caf du Cantal",
        "decision_date": on("2026-10-10"),
    }
    return pb.OrganismeRight(benefit=benefit, period=period, amount_cents=amount, **(given | options))


def payment(
    benefit: str, day: str, amount: int, expected: int | None = None, recovered: int = 0
) -> pb.OrganismePayment:
    return pb.OrganismePayment(
        benefit=benefit, payment_date=on(day), amount_cents=amount, expected_cents=expected, recovered_cents=recovered
    )


def statement(reference: str, day: str, *, health: bool = False) -> pb.OrganismeStatement:
    return pb.OrganismeStatement(statement_id=reference, statement_date=on(day), title="Relevé", health=health)


def attestation(reference: str, day: str, *, health: bool = False) -> pb.OrganismeAttestation:
    return pb.OrganismeAttestation(
        attestation_id=reference, issue_date=on(day), title="Attestation", statement="…", health=health
    )


@dataclass
class PlayedGateway(OrganismeGatewayServiceServicer):
    """An organisme that answers what the test wrote, `page` lines at a time, after `delay` seconds, or raises `problem`."""

    rights: list[pb.OrganismeRight] = field(default_factory=list)
    payments: list[pb.OrganismePayment] = field(default_factory=list)
    statements: list[pb.OrganismeStatement] = field(default_factory=list)
    attestations: list[pb.OrganismeAttestation] = field(default_factory=list)
    delay: float = 0.0
    problem: Problem | None = None
    page: int = 200
    data_time: datetime | Timestamp = NOON
    calls: Counter[str] = field(default_factory=Counter)
    pseudonyms: set[str] = field(default_factory=set)
    purposes: set[str] = field(default_factory=set)
    server: Any = None
    address: str = ""

    async def ListRights(self, request: Any, _: Any) -> pb.ListRightsResponse:
        lines, token = await self._page("ListRights", request, self.rights)
        stamp = Timestamp()
        if isinstance(self.data_time, Timestamp):
            stamp = self.data_time
        else:
            stamp.FromDatetime(self.data_time)
        return pb.ListRightsResponse(rights=lines, next_page_token=token, data_time=stamp)

    async def ListPayments(self, request: Any, _: Any) -> pb.ListPaymentsResponse:
        lines, token = await self._page("ListPayments", request, self.payments)
        return pb.ListPaymentsResponse(payments=lines, next_page_token=token)

    async def ListStatements(self, request: Any, _: Any) -> pb.ListStatementsResponse:
        lines, token = await self._page("ListStatements", request, self.statements)
        return pb.ListStatementsResponse(statements=lines, next_page_token=token)

    async def ListAttestations(self, request: Any, _: Any) -> pb.ListAttestationsResponse:
        lines, token = await self._page("ListAttestations", request, self.attestations)
        return pb.ListAttestationsResponse(attestations=lines, next_page_token=token)

    async def _page(self, rpc: str, request: Any, lines: list[Any]) -> tuple[list[Any], str]:
        self.calls[rpc] += 1
        self.pseudonyms.add(request.pseudonym)
        self.purposes.add(current_caller().purpose)
        await asyncio.sleep(self.delay)
        if self.problem:
            raise self.problem
        key = decode_token(request.page_token, 1)
        first = int(key[0]) if key else 0
        last = first + min(self.page, request.page_size)
        return lines[first:last], encode_token(str(last)) if last < len(lines) else ""


@dataclass
class PlayedIdentity(IdentityServiceServicer):
    """Identity, which knows one directory."""

    attachments: list[person_pb2.Attachment] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    resolved: bool = True
    away: bool = False
    calls: Counter[str] = field(default_factory=Counter)
    address: str = ""

    def attach(self, *organismes: str, regime: int = person_pb2.REGIME_GENERAL, **options: Any) -> None:
        start, end = on(options.pop("start", "2010-01-01")), options.pop("end", None)
        period = date_pb2.Period(start_date=start, end_date=on(end) if end else None)
        given: dict[str, Any] = {"quality": person_pb2.QUALITY_HOLDER, "period": period, "regime": regime} | options
        for organisme in organismes:
            self.attachments.append(person_pb2.Attachment(organisme=organisme, **given))
            self.names[organisme] = f"{organisme}-pseudonym"

    async def ListAttachments(self, request: Any, _: Any) -> identity_pb.ListAttachmentsResponse:
        self.calls["ListAttachments"] += 1
        if self.away:
            raise Unavailable
        answer = identity_pb.ListAttachmentsResponse(attachments=self.attachments)
        if self.resolved:
            answer.resolved_time.FromDatetime(NOON)
        return answer

    async def ResolvePseudonyms(self, request: Any, _: Any) -> identity_pb.ResolvePseudonymsResponse:
        self.calls["ResolvePseudonyms"] += 1
        if self.away:
            raise Unavailable
        named = [person_pb2.Pseudonym(organisme=o, value=v, key_version="v1") for o, v in self.names.items()]
        return identity_pb.ResolvePseudonymsResponse(pseudonyms=named)


async def serve(stack: AsyncExitStack, layout: Layout, audience: str, add: Any, servicer: Any) -> tuple[Any, str]:
    """A server behind the real gate, on a port of its own: (server, address)."""
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(layout), audience))])
    add(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    stack.push_async_callback(server.stop, 0)
    return server, f"127.0.0.1:{port}"


def by_benefit(rights: Iterable[Any]) -> dict[str, Any]:
    return {each.benefit: each for each in rights}
