"""The organismes' gateways: one client each, spoken to under the organisme's own pseudonym of the person."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.organisme.v1 import claims_pb2 as pb
from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceStub

from chassis.auth import Minter
from chassis.clients import Client
from chassis.errors import Problem
from chassis.settings import ProcessSettings
from services.requests_tracking.domain.exchange import Submission, Told, Withdrawal
from services.requests_tracking.domain.steps import Step
from services.requests_tracking.partners.reading import (
    UnreadableStep,
    day_of,
    instant_of,
    name_of,
    optional_reference,
    reference_of,
    step_of,
)

if TYPE_CHECKING:
    from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceAsyncStub

_SUBMIT_SECONDS, _ASK_SECONDS = 10.0, 5.0
_PAGE, _MOST_PAGES = 200, 20
_START, _FOLLOW = "start_claim", "follow_claims"


class UnreadableAnswer(Problem):
    """The gateway sent what means nothing, or says again and again that there is another page."""

    reason = "UNREADABLE_ANSWER"


class OrganismeGateways:
    """One client per organisme that has an address."""

    def __init__(
        self, settings: ProcessSettings, addresses: Mapping[str, str], minter: Minter, clock: Callable[[], datetime]
    ) -> None:
        self._minter, self._clock = minter, clock
        self._clients: dict[str, Client[OrganismeGatewayServiceAsyncStub]] = {
            organisme: Client(settings, address, OrganismeGatewayServiceStub, f"organisme.{organisme}", minter)
            for organisme, address in addresses.items()
        }

    def __contains__(self, organisme: str) -> bool:
        return organisme in self._clients

    async def submit(self, submission: Submission) -> Told:
        """Send a claim. Raises the organisme's Problem, or UnreadableAnswer."""
        client = self._clients[submission.organisme]
        request = pb.SubmitClaimRequest(
            request_id=submission.request_id,
            pseudonym=submission.pseudonym,
            benefit=submission.benefit,
            answers=submission.answers,
            submit_time=_timestamp(submission.submitted),
            appeals_reference=submission.appeals,
            effect_date=_date(submission.effect) if submission.effect else None,
        )
        token = self._token(submission.organisme, _START)
        answer = await client.call(client.stub.SubmitClaim, request, token=token, timeout=_SUBMIT_SECONDS)
        told = [answer.step] if answer.HasField("step") else []
        with _readable():
            return Told(reference_of(answer.organisme_reference), self._steps(submission.organisme, told))

    async def withdraw(self, withdrawal: Withdrawal) -> Told:
        """Take a claim back. Raises the organisme's Problem, or UnreadableAnswer."""
        client = self._clients[withdrawal.organisme]
        request = pb.WithdrawClaimRequest(
            request_id=withdrawal.request_id,
            pseudonym=withdrawal.pseudonym,
            organisme_reference=withdrawal.reference,
        )
        token = self._token(withdrawal.organisme, _START)
        answer = await client.call(client.stub.WithdrawClaim, request, token=token, timeout=_SUBMIT_SECONDS)
        told = [answer.step] if answer.HasField("step") else []
        with _readable():
            return Told(withdrawal.reference, self._steps(withdrawal.organisme, told))

    async def claims(self, organisme: str, pseudonym: str) -> list[Told]:
        """Every claim of the person, all pages of them. Raises the organisme's Problem, or UnreadableAnswer."""
        client, token = self._clients[organisme], self._token(organisme, _FOLLOW)
        request = pb.ListClaimsRequest(pseudonym=pseudonym, page_size=_PAGE)
        found: list[Told] = []
        for _ in range(_MOST_PAGES):
            page = await client.call(client.stub.ListClaims, request, token=token, timeout=_ASK_SECONDS)
            with _readable():
                found += [self._told(organisme, claim) for claim in page.claims]
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token
        raise UnreadableAnswer

    async def close(self) -> None:
        """Closes every channel."""
        await asyncio.gather(*(client.close() for client in self._clients.values()))

    def _token(self, organisme: str, purpose: str) -> str:
        return self._minter.mint(f"organisme.{organisme}", purpose=purpose)

    def _told(self, organisme: str, claim: pb.OrganismeClaim) -> Told:
        submitted = min(instant_of(claim.submit_time), self._clock()) if claim.HasField("submit_time") else None
        return Told(
            reference_of(claim.organisme_reference),
            self._steps(organisme, list(claim.steps)),
            name_of(claim.benefit),
            submitted,
            appeals=optional_reference(claim.appeals_reference),
            effect=day_of(claim.effect_date) if claim.HasField("effect_date") else None,
            whole=optional_reference(claim.whole_reference),
            decided_by=name_of(claim.decided_by),
        )

    def _steps(self, organisme: str, told: list[pb.ClaimStep]) -> tuple[Step, ...]:
        now = self._clock()
        return tuple(step_of(organisme, step, now) for step in told)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except UnreadableStep as nonsense:
        raise UnreadableAnswer from nonsense


def _timestamp(instant: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(instant)
    return message


def _date(day: date) -> date_pb2.Date:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)
