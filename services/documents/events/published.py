"""The events that leave this service: identifiers and states, never a content nor a name."""

from datetime import datetime

from mesdroits.common.v1 import access_pb2
from mesdroits.documents.v1 import document_pb2, events_pb2

from chassis import telemetry
from chassis.bus import Event, new_event
from services.documents.domain.deposits import Document
from services.documents.mapping.documents import purpose_message, timestamp

_SOURCE = "documents"
_PREFIX = "mesdroits.documents.v1"
_PURPOSE = "deliver_document"
# Whoever may write to an administration may do so by electronic means, and the document is for it.
_BASIS = "CRPA art. L. 112-8"


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

    def accessed(self, document: Document, time: datetime) -> Event:
        """To the access journal: an organisme received a document."""
        message = access_pb2.AccessRecorded(
            person_id=document.person_id,
            reader=document.purpose.organisme,
            subject=f"document.{document.type}",
            purpose=_PURPOSE,
            legal_basis=_BASIS,
            access_time=timestamp(time),
            trace_id=telemetry.current_trace_id(),
        )
        return new_event(f"{_PREFIX}.access.recorded", message, source=_SOURCE)
