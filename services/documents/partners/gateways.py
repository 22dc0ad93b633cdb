"""The organismes' gateways: one client each. A document goes in parts, and comes back as a receipt."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mesdroits.organisme.v1 import claims_pb2 as pb
from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceStub

from chassis.auth import Minter
from chassis.clients import Client
from chassis.errors import Problem, Unavailable
from chassis.settings import ProcessSettings
from services.documents.domain.deposits import Document, Receipt
from services.documents.domain.errors import ContentUnavailable
from services.documents.mapping.documents import timestamp

if TYPE_CHECKING:
    from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceAsyncStub

_SECONDS = 60.0


class ReceiptMissing(Problem):
    """The gateway took the document and gave no receipt, or one without a date."""

    reason = "RECEIPT_MISSING"


class Gateways:
    """One client per organisme that has an address."""

    def __init__(self, settings: ProcessSettings, addresses: Mapping[str, str], minter: Minter) -> None:
        self._clients: dict[str, Client[OrganismeGatewayServiceAsyncStub]] = {
            organisme: Client(settings, address, OrganismeGatewayServiceStub, f"organisme.{organisme}", minter)
            for organisme, address in addresses.items()
        }

    async def deliver(self, document: Document, pseudonym: str, parts: AsyncIterator[bytes]) -> Receipt:
        """Brings a document to its organisme. The same again gets the same receipt. Raises the Problem that the gateway raised."""
        client = self._clients.get(document.purpose.organisme)
        if client is None:
            raise Unavailable
        answers = client.stream(client.stub.ReceiveDocument, _messages(document, pseudonym, parts), timeout=_SECONDS)
        receipt = None
        # To its end: a conversation that is cut is no delivery.
        async with aclosing(answers) as received:
            async for answer in received:
                if answer.receipt and answer.HasField("receive_time"):
                    receipt = Receipt(answer.receipt, _instant(answer))
        if receipt is None:
            raise ReceiptMissing
        return receipt

    async def close(self) -> None:
        """Closes every channel."""
        await asyncio.gather(*(client.close() for client in self._clients.values()))


async def _messages(
    document: Document, pseudonym: str, parts: AsyncIterator[bytes]
) -> AsyncIterator[pb.ReceiveDocumentRequest]:
    if document.content is None:
        raise ContentUnavailable
    yield pb.ReceiveDocumentRequest(
        request_id=document.document_id,
        pseudonym=pseudonym,
        type=document.type,
        organisme_reference=document.purpose.organisme_reference,
        media_type=document.content.media_type,
        deposit_time=timestamp(document.deposit_time or document.state_time),
        sha256=document.content.sha256,
    )
    async for part in parts:
        yield pb.ReceiveDocumentRequest(request_id=document.document_id, content=part)


def _instant(answer: pb.ReceiveDocumentResponse) -> datetime:
    try:
        return answer.receive_time.ToDatetime(UTC)
    except (ValueError, OverflowError) as nonsense:
        raise ReceiptMissing from nonsense
