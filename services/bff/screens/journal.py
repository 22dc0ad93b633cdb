"""Who has seen the person's data, and when they logged in."""

import asyncio
from collections.abc import AsyncIterator

from mesdroits.identity.v1 import identity_service_pb2 as pb

from services.bff.clients import Voice
from services.bff.views.journal import (
    ConnectionsView,
    ConnectionView,
    EntryView,
    JournalScreenView,
    JournalView,
    connection_view,
    connections_view,
    entry_view,
    journal_view,
)


async def journal(voice: Voice, page_size: int, page_token: str) -> JournalView:
    """A page of the journal."""
    identity = voice.suite.identity
    request = pb.ListJournalEntriesRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return journal_view(await voice.ask(identity, identity.stub.ListJournalEntries, request))


async def connections(voice: Voice, page_size: int, page_token: str) -> ConnectionsView:
    """A page of logins."""
    identity = voice.suite.identity
    request = pb.ListConnectionsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return connections_view(await voice.ask(identity, identity.stub.ListConnections, request))


async def journal_screen(voice: Voice, page_token: str = "") -> JournalScreenView:
    """The screen: a page of the journal, and the last logins."""
    entries, logins = await asyncio.gather(journal(voice, 0, page_token), connections(voice, 10, ""))
    return JournalScreenView(journal=entries, connections=logins)


async def exported(voice: Voice) -> AsyncIterator[EntryView | ConnectionView]:
    """The whole journal and all logins, line by line."""
    identity = voice.suite.identity
    request = pb.ExportJournalRequest(person_id=voice.person_id)
    async for answer in voice.listen(identity, identity.stub.ExportJournal, request):
        if answer.HasField("connection"):
            yield connection_view(answer.connection)
        else:
            yield entry_view(answer.entry)
