"""Documents: the copy of a letter, among what the suite produced for the person, under the code printed on it."""

from typing import TYPE_CHECKING

from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.clients import Client
from chassis.errors import AlreadyExists
from services.notify.domain.sending.delivery import Delivery

if TYPE_CHECKING:
    from mesdroits.documents.v1.documents_service_pb2_grpc import DocumentsServiceAsyncStub

_TYPE = "courrier"
_SECONDS = 5.0


class Papers:
    """Keeps copies."""

    def __init__(self, client: "Client[DocumentsServiceAsyncStub]") -> None:
        self._client = client

    async def new_code(self) -> str:
        """To print on it. Raises the Problem of the call."""
        answer = await self._client.call(self._client.stub.GetNewCode, pb.GetNewCodeRequest())
        return answer.code

    async def keep(self, delivery: Delivery, pdf: bytes) -> str:
        """Once per delivery: the id of the document. Empty: it is kept already, as an earlier version of the template wrote it.

        Raises the Problem of the call.
        """
        request = pb.KeepProducedRequest(
            request_id=delivery.delivery_id, person_id=delivery.person_id, type=_TYPE, content=pdf,
            media_type="application/pdf", code=delivery.secret.code,
        )  # fmt: skip
        try:
            answer = await self._client.call(self._client.stub.KeepProduced, request, timeout=_SECONDS)
        except AlreadyExists:
            return delivery.document_id
        return answer.document.document_id
