"""Identity: when the person was born, where they have files, and under which names organismes know them."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import person_pb2

from chassis.clients import Client
from chassis.pages import every_page
from services.notify.partners.reading import day_of

if TYPE_CHECKING:
    from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceAsyncStub

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Civil:
    """`regimes`: those under which the person has a file."""

    birth_date: date | None
    regimes: frozenset[str]


class Identity:
    """Reads, in the service's own name."""

    def __init__(self, client: "Client[IdentityServiceAsyncStub]") -> None:
        self._client = client

    async def read(self, person_id: str) -> Civil:
        """The person. Raises NotFound, or the Problem of the call."""
        answer = await self._client.call(self._client.stub.GetPerson, pb.GetPersonRequest(person_id=person_id))
        person = answer.person
        born = day_of(person.birth_date) if person.HasField("birth_date") else None
        files = await self._files(person_id) or []
        names = {person_pb2.Regime.Name(file.regime).removeprefix("REGIME_") for file in files if file.regime}
        return Civil(born, frozenset(names))

    async def names(self, person_id: str) -> dict[str, str] | None:
        """Organisme → pseudonym; None while identity has not resolved the person. Raises NotFound, or the Problem of the call."""
        files = await self._files(person_id)
        if files is None:
            return None
        organismes = sorted({file.organisme for file in files})
        if not organismes:
            return {}
        request = pb.ResolvePseudonymsRequest(person_id=person_id, organismes=organismes)
        answer = await self._client.call(self._client.stub.ResolvePseudonyms, request)
        return {pseudonym.organisme: pseudonym.value for pseudonym in answer.pseudonyms}

    async def _files(self, person_id: str) -> list[person_pb2.Attachment] | None:
        found: list[person_pb2.Attachment] = []
        request = pb.ListAttachmentsRequest(person_id=person_id, page_size=_PAGE)
        async for page in every_page(partial(self._client.call, self._client.stub.ListAttachments), request):
            if not page.HasField("resolved_time"):
                return None
            found += page.attachments
        return found
