"""The events that leave this service: identifiers and states, never a content nor a name."""

from datetime import datetime
from typing import NamedTuple

from mesdroits.common.v1 import access_pb2
from mesdroits.documents.v1 import document_pb2, events_pb2

from chassis import telemetry
from chassis.bus import Event, new_event
from services.documents.domain.deposits import Document
from services.documents.mapping.documents import purpose_message, timestamp

_SOURCE = "documents"
_PREFIX = "mesdroits.documents.v1"
# Whoever may write to an administration may do so by electronic means, and the document is for it.
_BY_ELECTRONIC_MEANS = "CRPA art. L. 112-8"
# An administration looks at the pieces of the requests that it is sent.
_INSTRUCTION = "CRPA art. L. 114-5"


class _Access(NamedTuple):
    reader: str
    purpose: str
    basis: str
    time: datetime


class Published:
    """Makes the events; whoever asked for them writes them to the outbox."""

    def advanced(self, document: Document) -> Event:
        """A deposit reached a new state."""
        message = events_pb2.DocumentAdvanced(
            person_id=document.person_id,
            document_id=document.document_id,
            type=document.type,
            state=document_pb2.DepositState.Value(f"DEPOSIT_STATE_{document.state}"),
            purpose=purpose_message(document.purpose),
        )
        return new_event(f"{_PREFIX}.document.advanced", message, source=_SOURCE)

    def delivered(self, document: Document, time: datetime) -> Event:
        """To the access journal: an organisme received a document."""
        return self._accessed(
            document, _Access(document.purpose.organisme, "deliver_document", _BY_ELECTRONIC_MEANS, time)
        )

    def looked_at(self, document: Document, reader: str, time: datetime) -> Event:
        """To the access journal: an agent looked at a document, by that service."""
        return self._accessed(document, _Access(reader, "review_document", _INSTRUCTION, time))

    @staticmethod
    def _accessed(document: Document, access: _Access) -> Event:
        message = access_pb2.AccessRecorded(
            person_id=document.person_id,
            reader=access.reader,
            subject=f"document.{document.type}",
            purpose=access.purpose,
            legal_basis=access.basis,
            access_time=timestamp(access.time),
            trace_id=telemetry.current_trace_id(),
        )
        return new_event(f"{_PREFIX}.access.recorded", message, source=_SOURCE)
