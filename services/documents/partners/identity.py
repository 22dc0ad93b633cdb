"""Identity, as this service calls it in its own name: where a person has files, and what they are called."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import person_pb2

from chassis.clients import Client
from chassis.errors import Exhausted, NotFound, Problem, TimedOut, Unavailable
from chassis.pages import every_page
from services.documents.domain.channels import PersonFile
from services.documents.domain.verdicts import Holder

if TYPE_CHECKING:
    from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceAsyncStub

_PAGE = 200
_KEPT_SECONDS, _MOST_KEPT = 60.0, 10_000
# An answer before any upload does not wait for identity: without it, it says « votre caisse ».
_PATIENCE_SECONDS = 0.5
# Nor does the next one, once it did not answer.
_AWAY_SECONDS = 2.0


class IdentityDirectory:
    """Reads a person's files, kept for a minute, and their names, never kept."""

    def __init__(self, client: "Client[IdentityServiceAsyncStub]") -> None:
        self._client = client
        self._away_until = 0.0
        self._files: OrderedDict[str, tuple[float, tuple[PersonFile, ...]]] = OrderedDict()

    async def files(self, person_id: str) -> Sequence[PersonFile]:
        """Where the person has files today; empty when identity does not know, or does not say soon enough."""
        until, kept = self._files.get(person_id, (0.0, ()))
        if time.monotonic() < max(until, self._away_until):
            return kept
        try:
            found = tuple(map(_file, await self._attachments(person_id)))
        except NotFound:
            return ()
        except Problem:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            return kept
        self._files[person_id] = (time.monotonic() + _KEPT_SECONDS, found)
        while len(self._files) > _MOST_KEPT:
            self._files.popitem(last=False)
        return found

    async def holder(self, person_id: str) -> Holder:
        """Whom documents should name; nobody once identity has forgotten the person. Raises Unavailable."""
        request = pb.GetPersonRequest(person_id=person_id)
        try:
            said = await self._client.call(self._client.stub.GetPerson, request)
        except NotFound:
            return Holder()
        except (TimedOut, Exhausted) as late:
            raise Unavailable from late
        birth, names = said.person.birth_date, said.names
        born = date(birth.year, birth.month, birth.day) if said.person.HasField("birth_date") else None
        return Holder(tuple(names.given_names), names.family_name, names.usual_name, born)

    async def pseudonym(self, person_id: str, organisme: str) -> str:
        """The person's name at an organisme, "" when it has none. Raises Unavailable."""
        request = pb.ResolvePseudonymsRequest(person_id=person_id, organismes=[organisme])
        try:
            said = await self._client.call(self._client.stub.ResolvePseudonyms, request)
        except NotFound:
            return ""
        except (TimedOut, Exhausted) as late:
            raise Unavailable from late
        return next((p.value for p in said.pseudonyms if p.organisme == organisme), "")

    async def _attachments(self, person_id: str) -> list[person_pb2.Attachment]:
        request = pb.ListAttachmentsRequest(person_id=person_id, page_size=_PAGE)
        ask = partial(self._client.call, self._client.stub.ListAttachments, timeout=_PATIENCE_SECONDS)
        pages = [page async for page in every_page(ask, request)]
        return [said for page in pages for said in page.attachments if not said.period.HasField("end_date")]


def _file(said: person_pb2.Attachment) -> PersonFile:
    regime = person_pb2.Regime.Name(said.regime).removeprefix("REGIME_")
    return PersonFile(said.organisme, "" if regime == "UNSPECIFIED" else regime, said.office)
