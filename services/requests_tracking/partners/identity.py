"""Identity, as this service calls it in its own name."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import person_pb2

from chassis.clients import Client
from chassis.errors import Exhausted, NotFound, TimedOut, Unavailable
from chassis.pages import every_page
from services.requests_tracking.domain.benefits import File
from services.requests_tracking.store.directory import Directory

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
        files = await self._files(person_id)
        if files is None:
            return None
        organismes = sorted({file.organisme for file in files})
        pseudonyms = await self._pseudonyms(person_id, organismes) if organismes else {}
        return Directory(tuple(files), pseudonyms)

    async def _files(self, person_id: str) -> list[File] | None:
        found: list[File] = []
        request = pb.ListAttachmentsRequest(person_id=person_id, page_size=_PAGE)
        async for page in every_page(partial(self._client.call, self._client.stub.ListAttachments), request):
            if not page.HasField("resolved_time"):
                return None
            found += map(_file, page.attachments)
        return found

    async def _pseudonyms(self, person_id: str, organismes: list[str]) -> dict[str, str]:
        request = pb.ResolvePseudonymsRequest(person_id=person_id, organismes=organismes)
        response = await self._client.call(self._client.stub.ResolvePseudonyms, request)
        return {pseudonym.organisme: pseudonym.value for pseudonym in response.pseudonyms}


def _file(message: person_pb2.Attachment) -> File:
    regime = person_pb2.Regime.Name(message.regime).removeprefix("REGIME_")
    period = message.period
    return File(
        organisme=message.organisme,
        regime=regime,
        start=_date(period.start_date) if period.HasField("start_date") else date.min,
        end=_date(period.end_date) if period.HasField("end_date") else None,
        is_source=message.quality == person_pb2.QUALITY_SOURCE,
    )


def _date(message: date_pb2.Date) -> date:
    return date(message.year, message.month, message.day)
