"""Identity, as this service calls it in its own name."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import person_pb2

from chassis.clients import Client
from chassis.errors import Exhausted, NotFound, TimedOut, Unavailable
from chassis.pages import every_page
from services.situation.domain.dates import Period
from services.situation.domain.routing import Attachment, Directory
from services.situation.mapping.content import date_text

if TYPE_CHECKING:
    from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceAsyncStub

_PAGE = 200


class Identity:
    """Reads where a person has files, and under which pseudonyms."""

    def __init__(self, client: "Client[IdentityServiceAsyncStub]") -> None:
        self._client = client

    async def read(self, person_id: str) -> Directory | None:
        """The person's directory; None while identity has not asked the organismes, or once it has forgotten the person.

        Raises Unavailable, whatever made identity silent, so that whoever asked waits; else the Problem of the call.
        """
        try:
            return await self._read(person_id)
        except NotFound:
            return None
        except (TimedOut, Exhausted) as late:
            raise Unavailable(retry_in=late.retry_in or 1.0) from late

    async def _read(self, person_id: str) -> Directory | None:
        attachments = await self._attachments(person_id)
        if attachments is None:
            return None
        organismes = sorted({attachment.organisme for attachment in attachments})
        pseudonyms = await self._pseudonyms(person_id, organismes) if organismes else {}
        return Directory(tuple(attachments), pseudonyms)

    async def _attachments(self, person_id: str) -> list[Attachment] | None:
        found: list[Attachment] = []
        request = pb.ListAttachmentsRequest(person_id=person_id, page_size=_PAGE)
        async for page in every_page(partial(self._client.call, self._client.stub.ListAttachments), request):
            if not page.HasField("resolved_time"):
                return None
            found += map(_attachment, page.attachments)
        return found

    async def _pseudonyms(self, person_id: str, organismes: list[str]) -> dict[str, str]:
        request = pb.ResolvePseudonymsRequest(person_id=person_id, organismes=organismes)
        response = await self._client.call(self._client.stub.ResolvePseudonyms, request)
        return {pseudonym.organisme: pseudonym.value for pseudonym in response.pseudonyms}


def _attachment(message: person_pb2.Attachment) -> Attachment:
    quality = person_pb2.Quality.Name(message.quality).removeprefix("QUALITY_")
    period = message.period
    start = date.fromisoformat(date_text(period.start_date)) if period.HasField("start_date") else date.min
    end = date.fromisoformat(date_text(period.end_date)) if period.HasField("end_date") else None
    return Attachment(message.organisme, quality, Period(start, end))
