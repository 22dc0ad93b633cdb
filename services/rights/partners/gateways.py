"""The organismes' gateways: one client each, asked under the organisme's own pseudonym of the person."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceStub

from chassis.auth import Minter
from chassis.clients import Client
from chassis.errors import Problem
from chassis.settings import ProcessSettings
from services.rights.domain.questions import Question, Said
from services.rights.domain.vocabulary import Organisme

if TYPE_CHECKING:
    from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceAsyncStub

_PAGE = 200
_MOST_PAGES = 50

_REQUESTS: Mapping[Question, Callable[..., Any]] = {
    Question.RIGHTS: pb.ListRightsRequest,
    Question.PAYMENTS: pb.ListPaymentsRequest,
    Question.STATEMENTS: pb.ListStatementsRequest,
    Question.ATTESTATIONS: pb.ListAttestationsRequest,
}


class EndlessAnswer(Problem):
    """The gateway says again and again that there is another page."""

    reason = "ENDLESS_ANSWER"


class UnreadableAnswer(Problem):
    """The gateway sent data that mean nothing, such as an instant out of the calendar."""

    reason = "UNREADABLE_ANSWER"


@dataclass(frozen=True, slots=True)
class Asking:
    """What to ask of an organisme, under which name of the person, and why."""

    organisme: Organisme
    questions: tuple[Question, ...]
    pseudonym: str = field(repr=False)
    purpose: str


class Gateways:
    """One client per organisme that has an address."""

    def __init__(
        self, settings: ProcessSettings, addresses: Mapping[str, str], minter: Minter, clock: Callable[[], datetime]
    ) -> None:
        self._minter, self._clock = minter, clock
        self._clients: dict[Organisme, Client[OrganismeGatewayServiceAsyncStub]] = {
            Organisme(organisme): Client(
                settings, address, OrganismeGatewayServiceStub, f"organisme.{organisme}", minter
            )
            for organisme, address in addresses.items()
        }

    def __contains__(self, organisme: Organisme) -> bool:
        return organisme in self._clients

    async def ask(self, asking: Asking, timeout: float) -> dict[Question, Said]:
        """Every answer, all pages of it, within `timeout` seconds. Raises the first Problem met."""
        until = asyncio.get_running_loop().time() + timeout
        if len(asking.questions) == 1:
            said = await self._all_pages(asking, asking.questions[0], until)
            return {said.question: said}
        tasks = [asyncio.create_task(self._all_pages(asking, question, until)) for question in asking.questions]
        try:
            return {said.question: said for said in await asyncio.gather(*tasks)}
        finally:
            for task in tasks:
                task.cancel()

    async def _all_pages(self, asking: Asking, question: Question, until: float) -> Said:
        client = self._clients[asking.organisme]
        rpc: Callable[..., Awaitable[Any]] = getattr(client.stub, _RPCS[question])
        token = self._minter.mint(f"organisme.{asking.organisme}", purpose=asking.purpose)
        request = _REQUESTS[question](pseudonym=asking.pseudonym, page_size=_PAGE)
        whole = None
        for _ in range(_MOST_PAGES):
            left = until - asyncio.get_running_loop().time()
            page = await client.call(rpc, request, token=token, timeout=left)
            request.page_token = page.next_page_token
            try:
                whole = _joined(whole, page)
                if not request.page_token:
                    return self._said(question, whole)
            except (ValueError, OverflowError) as nonsense:
                raise UnreadableAnswer from nonsense
        raise EndlessAnswer

    def _said(self, question: Question, whole: Any) -> Said:
        now = self._clock()
        data_time = now
        if question is Question.RIGHTS and whole.HasField("data_time"):
            # An organisme's clock may run ahead of ours; no answer is from tomorrow.
            data_time = min(now, _instant(whole.data_time))
            # Held beside: two answers that say the same are the same bytes.
            whole.ClearField("data_time")
        return Said(question, whole.SerializeToString(), data_time, now)

    async def close(self) -> None:
        """Closes every channel."""
        await asyncio.gather(*(client.close() for client in self._clients.values()))


_RPCS = {
    Question.RIGHTS: "ListRights",
    Question.PAYMENTS: "ListPayments",
    Question.STATEMENTS: "ListStatements",
    Question.ATTESTATIONS: "ListAttestations",
}


def _joined(whole: Any, page: Any) -> Any:
    if whole is None:
        return page
    # Repeated fields are appended; the data are as old as the oldest page.
    first_time = whole.data_time.ToNanoseconds() if hasattr(whole, "data_time") else 0
    whole.MergeFrom(page)
    if first_time:
        whole.data_time.FromNanoseconds(first_time)
    whole.next_page_token = ""
    return whole


def _instant(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(UTC)
