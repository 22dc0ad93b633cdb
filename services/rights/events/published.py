"""The events of this service."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import access_pb2
from mesdroits.rights.v1 import events_pb2

from chassis import telemetry
from chassis.bus import Event, new_event
from services.rights.domain.vocabulary import Organisme
from services.rights.store.accesses import Access

_SOURCE = "rights"
# The portal receives from organismes, for the person who asks.
_LEGAL_BASIS = "Décret n° 2017-351 du 20 mars 2017"


class Announcements:
    """The messages of `rights/v1/events.proto`, ready for the outbox."""

    def access_recorded(self, access: Access, now: datetime) -> Event:
        """The portal read what an organisme answers to a question about a person."""
        access_time = Timestamp()
        access_time.FromDatetime(now)
        message = access_pb2.AccessRecorded(
            person_id=access.person_id,
            reader=_SOURCE,
            subject=f"{access.organisme}.{access.question.lower()}",
            purpose=access.purpose,
            legal_basis=_LEGAL_BASIS,
            access_time=access_time,
            trace_id=telemetry.current_trace_id(),
        )
        return new_event("mesdroits.rights.v1.access.recorded", message, source=_SOURCE)

    def right_observed(self, person_id: str, organisme: Organisme, benefit: str) -> Event:
        """An organisme gave another answer than the last time about a right."""
        message = events_pb2.RightObserved(person_id=person_id, organisme=organisme, benefit=benefit)
        return new_event("mesdroits.rights.v1.right.observed", message, source=_SOURCE)
