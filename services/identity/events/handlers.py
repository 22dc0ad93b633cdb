"""What identity listens to: accesses to personal data, which it writes into the person's own journal."""

from datetime import UTC

from google.protobuf.message import DecodeError
from mesdroits.common.v1 import access_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Bus, Incoming
from chassis.db import Database
from chassis.inbox import Consumer, PermanentError
from services.identity.domain.journal import Entry, Verb
from services.identity.usecases.journal import record_access

DURABLE = "identity-journal"
# Stream → subject. One durable per stream, under one name.
SOURCES = {
    "SITUATION": "mesdroits.situation.v1.access.recorded",
    "RIGHTS": "mesdroits.rights.v1.access.recorded",
    "DOCUMENTS": "mesdroits.documents.v1.access.recorded",
    "REQUESTS_TRACKING": "mesdroits.requests_tracking.v1.access.recorded",
    "NOTIFY": "mesdroits.notify.v1.access.recorded",
}
_VERBS: dict[int, Verb] = {access_pb2.AccessVerb.Value(f"ACCESS_VERB_{verb}"): verb for verb in Verb if verb}


async def on_access_recorded(session: AsyncSession, event: Incoming) -> None:
    """`access.recorded`: somebody received or read personal data."""
    try:
        access = access_pb2.AccessRecorded.FromString(event.data)
    except DecodeError as unreadable:
        raise PermanentError("Cet accès à vos données n'a pas pu être lu.") from unreadable
    if not access.person_id or not access.HasField("access_time"):
        raise PermanentError("Cet accès à vos données est incomplet.")
    entry = Entry(
        entry_id=event.event_id, reader=access.reader, subject=access.subject, purpose=access.purpose,
        legal_basis=access.legal_basis, access_time=access.access_time.ToDatetime(UTC), trace_id=access.trace_id,
        verb=_VERBS.get(access.verb, Verb.NONE),
    )  # fmt: skip
    await record_access(session, access.person_id, entry)


def consumers(database: Database, bus: Bus) -> dict[str, Consumer]:
    """By stream, one consumer of accesses."""
    return {
        stream: Consumer(database, bus, stream=stream, durable=DURABLE, subjects=[subject], handler=on_access_recorded)
        for stream, subject in SOURCES.items()
    }
