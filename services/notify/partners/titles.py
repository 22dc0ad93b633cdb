"""Documents: until when the identity papers that the person deposited last, as their machine-readable lines say."""

from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING

from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.clients import Client
from chassis.pages import every_page
from services.notify.domain.profile import Paper, PaperKind
from services.notify.partners.reading import day_of

if TYPE_CHECKING:
    from mesdroits.documents.v1.documents_service_pb2_grpc import DocumentsServiceAsyncStub

_PAGE = 200
# The types of the rulebook of documents.
KINDS = {"titre-sejour": PaperKind.TITRE_SEJOUR, "piece-identite": PaperKind.PIECE_IDENTITE}


class Titles:
    """Reads them, of those that were accepted."""

    def __init__(self, client: "Client[DocumentsServiceAsyncStub]") -> None:
        self._client = client

    async def read(self, person_id: str) -> tuple[Paper, ...]:
        """Whatever bears a last day. Raises the Problem of the call."""
        return tuple(
            [
                Paper(kind, document.document_id, day_of(document.expiry_date))
                for name, kind in KINDS.items()
                async for document in self._deposited(person_id, name)
                if document.HasField("expiry_date")
            ]
        )

    async def _deposited(self, person_id: str, name: str) -> AsyncIterator[document_pb2.Document]:
        request = pb.ListDocumentsRequest(person_id=person_id, type=name, page_size=_PAGE)
        async for page in every_page(partial(self._client.call, self._client.stub.ListDocuments), request):
            for document in page.documents:
                yield document
