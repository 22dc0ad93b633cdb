"""Where one organisme takes documents: it counts and hashes what comes, keeps the receipt and never the content."""

import hashlib
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from mesdroits.organisme.v1 import claims_pb2 as pb

from chassis import telemetry
from chassis.errors import InvalidInput, Problem, Violation
from sandbox.organismes.claims.reception import Reception, Visitor
from sandbox.organismes.claims.records import Dossier
from sandbox.organismes.dates import seconds_of, timestamp
from sandbox.organismes.errors import ClaimUnknown, DocumentAltered, DocumentTooLarge

MAX_BYTES = 50 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ANNOUNCED = ("pseudonym", "type", "media_type", "sha256")


@dataclass(frozen=True)
class Parcel:
    """A document that came whole; `announced` is its first message, without the content."""

    announced: pb.ReceiveDocumentRequest
    size: int


class PostRoom:
    """Of one organisme."""

    def __init__(self, reception: Reception) -> None:
        self._organisme, self._office, self._reception = reception.organisme, reception.office, reception

    async def receive(
        self, requests: AsyncIterator[pb.ReceiveDocumentRequest]
    ) -> AsyncIterator[pb.ReceiveDocumentResponse]:
        """One receipt, after the last part; the same delivery again has the same one.

        Raises InvalidInput, ClaimUnknown, DocumentAltered, DocumentTooLarge, RequestIdReused, and what the reception raises.
        """
        async for first in requests:
            try:
                _check(first)
                visitor = await self._reception.for_a_document(first.pseudonym, first.request_id)
                parcel = await _unpack(first, requests)
            except Problem:
                await _let_come(requests)
                raise
            yield self._receipt(parcel, visitor)
            return
        raise InvalidInput([Violation("request_id", "Aucun document n'a été envoyé.")])

    def _receipt(self, parcel: Parcel, visitor: Visitor) -> pb.ReceiveDocumentResponse:
        with self._office.books.store.transaction():
            return self._office.answered.once(
                self._organisme, parcel.announced, pb.ReceiveDocumentResponse, lambda: self._keep(parcel, visitor)
            )

    def _keep(self, parcel: Parcel, visitor: Visitor) -> pb.ReceiveDocumentResponse:
        announced, now = parcel.announced, self._office.clock()
        dossier = self._claim(announced, visitor)
        number = uuid.uuid5(uuid.NAMESPACE_OID, f"{self._organisme}/{announced.request_id}").hex[:12]
        receipt = f"AR-{self._organisme}-{number}".upper()
        self._office.records.keep_document(
            {
                "organisme": self._organisme,
                "request_id": announced.request_id,
                "persona": visitor.persona,
                "reference": dossier.reference if dossier else "",
                "piece_type": announced.type,
                "sha256": announced.sha256,
                "size": parcel.size,
                "receipt": receipt,
                "deposited": seconds_of(announced.deposit_time) or 0.0,
                "received": now,
            }
        )
        if dossier:
            clicked = replace(dossier, traceparent=telemetry.current_traceparent())
            self._office.instruction.receive(clicked, announced.type)
        return pb.ReceiveDocumentResponse(receipt=receipt, receive_time=timestamp(now))

    def _claim(self, announced: pb.ReceiveDocumentRequest, visitor: Visitor) -> Dossier | None:
        """The claim that it names; else the oldest that waits for such a document."""
        records, named = self._office.records, announced.organisme_reference
        if named:
            found = self._office.find(self._organisme, visitor.persona, named)
            if found is None:
                raise ClaimUnknown
            return found
        for dossier in records.all(self._organisme, visitor.persona):
            awaited = records.awaited(self._organisme, dossier.reference)
            if any(piece.piece_type == announced.type for piece in awaited):
                return dossier
        return None


def _check(first: pb.ReceiveDocumentRequest) -> None:
    given = {name: bool(getattr(first, name)) for name in _ANNOUNCED}
    given["deposit_time"] = first.HasField("deposit_time")
    wrong = [Violation(name, "Cette information est obligatoire.") for name, there in given.items() if not there]
    if not wrong and not _SHA256.fullmatch(first.sha256):
        wrong = [Violation("sha256", "Cette empreinte n'a pas 64 chiffres hexadécimaux.")]
    if not wrong and seconds_of(first.deposit_time) is None:
        wrong = [Violation("deposit_time", "Cet instant n'existe pas.")]
    if wrong:
        raise InvalidInput(wrong)


async def _let_come(rest: AsyncIterator[pb.ReceiveDocumentRequest]) -> None:
    """Read what was on its way: a call that is refused while it still writes may lose the reason of the refusal."""
    size = 0
    async for part in rest:
        size += len(part.content)
        if size > MAX_BYTES:
            return


async def _unpack(first: pb.ReceiveDocumentRequest, rest: AsyncIterator[pb.ReceiveDocumentRequest]) -> Parcel:
    digest, size = hashlib.sha256(first.content), len(first.content)
    async for part in rest:
        if part.request_id != first.request_id:
            raise InvalidInput([Violation("request_id", "Cette partie n'est pas du même document.")])
        digest.update(part.content)
        size += len(part.content)
        if size > MAX_BYTES:
            raise DocumentTooLarge
    if digest.hexdigest() != first.sha256:
        raise DocumentAltered
    announced = pb.ReceiveDocumentRequest()
    announced.CopyFrom(first)
    announced.ClearField("content")
    return Parcel(announced, size)
