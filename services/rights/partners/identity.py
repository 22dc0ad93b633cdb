"""Identity, as this service sees it: where a person has files, and under which names."""

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

from chassis.auth import Minter
from chassis.clients import Client
from chassis.errors import NotFound, TimedOut, Unavailable
from chassis.settings import ProcessSettings
from services.rights.domain.directory import NOBODY, Attachment, Directory
from services.rights.domain.vocabulary import Organisme, Regime

if TYPE_CHECKING:
    from mesdroits.common.v1.date_pb2 import Date
    from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceAsyncStub

_PAGE = 200
_REGIMES = {
    person_pb2.REGIME_GENERAL: Regime.GENERAL,
    person_pb2.REGIME_AGRICOLE: Regime.AGRICOLE,
    person_pb2.REGIME_INDEPENDANTS: Regime.INDEPENDANTS,
    person_pb2.REGIME_MGEN: Regime.MGEN,
}
_PARTNERS = frozenset(Organisme)


class IdentityDirectory:
    """Reads a person's directory with this service's own token."""

    def __init__(self, settings: ProcessSettings, address: str, minter: Minter) -> None:
        self._client: Client[IdentityServiceAsyncStub] = Client(
            settings, address, IdentityServiceStub, "identity", minter
        )

    async def read(self, person_id: str, timeout: float = 2.0) -> Directory:
        """The directory; NOBODY for a person whom identity does not know. Raises Unavailable, whatever made identity silent."""
        try:
            listed, named = await asyncio.gather(
                self._attachments(person_id, timeout), self._pseudonyms(person_id, timeout)
            )
        except NotFound:
            return NOBODY
        except TimedOut as late:
            raise Unavailable from late
        attachments = tuple(_attachment(each) for each in listed.attachments if each.organisme in _PARTNERS)
        pseudonyms = {Organisme(p.organisme): p.value for p in named.pseudonyms if p.organisme in _PARTNERS}
        return Directory(attachments, pseudonyms, listed.HasField("resolved_time"))

    async def _attachments(self, person_id: str, timeout: float) -> pb.ListAttachmentsResponse:
        request = pb.ListAttachmentsRequest(person_id=person_id, page_size=_PAGE)
        whole = await self._client.call(self._client.stub.ListAttachments, request, timeout=timeout)
        while whole.next_page_token:
            request.page_token = whole.next_page_token
            page = await self._client.call(self._client.stub.ListAttachments, request, timeout=timeout)
            whole.attachments.extend(page.attachments)
            whole.next_page_token = page.next_page_token
        return whole

    async def _pseudonyms(self, person_id: str, timeout: float) -> pb.ResolvePseudonymsResponse:
        request = pb.ResolvePseudonymsRequest(person_id=person_id)
        return await self._client.call(self._client.stub.ResolvePseudonyms, request, timeout=timeout)

    async def close(self) -> None:
        """Closes the channel."""
        await self._client.close()


def _attachment(said: person_pb2.Attachment) -> Attachment:
    period = said.period
    return Attachment(
        Organisme(said.organisme),
        _REGIMES.get(said.regime),
        said.quality == person_pb2.QUALITY_SOURCE,
        _date(period.start_date),
        _date(period.end_date) if period.HasField("end_date") else None,
    )


def _date(said: "Date") -> date:
    return date(said.year, said.month, said.day)
