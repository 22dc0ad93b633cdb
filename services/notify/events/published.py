"""The events that leave this service: identifiers and states only."""

from datetime import datetime

from google.protobuf.message import Message as Payload
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import access_pb2
from mesdroits.notify.v1 import events_pb2, message_pb2

from chassis import telemetry
from chassis.bus import Event, new_event
from services.notify.domain.messages import Message

_SOURCE = "notify"
_PREFIX = "mesdroits.notify.v1"
CHANGED = f"{_PREFIX}.message.changed"
# The portal tells persons of their rights, and of what they have to do to keep them.
_LEGAL_BASIS = "Décret n° 2017-351 du 20 mars 2017"


class Published:
    """Makes the events; whoever asked for them writes them to the outbox."""

    def changed(self, message: Message) -> Event:
        """To the suite: a message arrived, was read, done, cancelled or expired."""
        told = events_pb2.MessageChanged(
            person_id=message.person_id,
            message_id=message.message_id,
            kind=message_pb2.MessageKind.Value(f"MESSAGE_KIND_{message.kind}"),
            state=message_pb2.MessageState.Value(f"MESSAGE_STATE_{message.state}"),
            version=message.version,
        )
        return _event("message.changed", told)

    def read_rights(self, person_id: str, now: datetime) -> Event:
        """To the access journal: the person's rights, claims and facts were read, to watch over their dates."""
        time = Timestamp()
        time.FromDatetime(now)
        message = access_pb2.AccessRecorded(
            person_id=person_id,
            reader=_SOURCE,
            subject="calendar",
            purpose="watch_rights",
            legal_basis=_LEGAL_BASIS,
            access_time=time,
            trace_id=telemetry.current_trace_id(),
        )
        return _event("access.recorded", message)


def _event(name: str, message: Payload) -> Event:
    return new_event(f"{_PREFIX}.{name}", message, source=_SOURCE)
