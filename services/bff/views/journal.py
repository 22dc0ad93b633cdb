"""Who has seen my data, and when I logged in."""

from mesdroits.common.v1 import access_pb2
from mesdroits.identity.v1 import identity_service_pb2 as service_pb
from mesdroits.identity.v1 import journal_pb2 as pb

from services.bff.shapes import code
from services.bff.views.base import View
from services.bff.views.french import instant, moment
from services.bff.views.vocabulary import ACCESS_VERBS, ASSURANCES, KINDS, PURPOSES, reader_name, subject_name

# What a fact sent is to the one who reads it; without a verb, it is data that was read.
_TOLD = {
    "created": "a reçu",
    "corrected": "a reçu la correction de",
    "annulled": "a été prévenu de l'annulation de",
    "ended": "a été prévenu de la fin de",
    "controlled": "a reçu la vérification de",
}
_KEPT = "Ce journal garde douze mois. Vous seul pouvez le lire."


class EntryView(View):
    """Somebody received or read something of the person. Never a value: what, not how much. `verb`, of a fact that was sent: created, corrected,
    annulled, ended, or controlled (an organisme checked it); absent for what was read, and for what was sent before the journal told them apart."""

    entry_id: str
    reader: str
    reader_name: str
    subject: str
    subject_text: str
    purpose: str
    purpose_text: str
    legal_basis: str | None
    access_time: str
    time_text: str
    trace_id: str
    text: str
    verb: str | None = None
    verb_text: str = "Lecture"


class ConnectionView(View):
    """A login through FranceConnect."""

    connection_id: str
    begin_time: str
    end_time: str | None
    assurance_text: str
    text: str


class ConnectionsView(View):
    """A page of logins, newest first."""

    connections: tuple[ConnectionView, ...]
    next_page_token: str | None


class JournalView(View):
    """A page of the journal, newest first."""

    text: str
    entries: tuple[EntryView, ...]
    next_page_token: str | None


class JournalScreenView(View):
    """The screen: who saw what, and the last logins."""

    journal: JournalView
    connections: ConnectionsView
    export_links: tuple[str, ...] = ("/api/v1/journal/export?format=csv", "/api/v1/journal/export?format=jsonl")


def entry_view(entry: pb.JournalEntry) -> EntryView:
    """One access, in one sentence."""
    name, subject = reader_name(entry.reader), subject_name(entry.subject)
    purpose = PURPOSES.get(entry.purpose, entry.purpose)
    verb = code(access_pb2.AccessVerb.DESCRIPTOR, entry.verb)
    return EntryView(
        entry_id=entry.entry_id,
        reader=entry.reader,
        reader_name=name,
        subject=entry.subject,
        subject_text=subject,
        purpose=entry.purpose,
        purpose_text=purpose,
        legal_basis=entry.legal_basis or None,
        access_time=instant(entry.access_time),
        time_text=moment(entry.access_time),
        trace_id=entry.trace_id,
        text=f"{name} {_TOLD.get(verb, 'a eu accès à')} : {subject}, {purpose}.",
        verb=verb or None,
        verb_text=ACCESS_VERBS.get(verb) or ("Envoi" if entry.subject in KINDS else "Lecture"),
    )


def journal_view(answer: service_pb.ListJournalEntriesResponse) -> JournalView:
    """A page of the journal."""
    return JournalView(
        text=_KEPT,
        entries=tuple(entry_view(entry) for entry in answer.entries),
        next_page_token=answer.next_page_token or None,
    )


def connection_view(connection: pb.Connection) -> ConnectionView:
    """One login, in one sentence."""
    ended = connection.HasField("end_time")
    level = ASSURANCES.get(connection.assurance, ASSURANCES[0])
    end = f", terminée {moment(connection.end_time)}" if ended else ""
    return ConnectionView(
        connection_id=connection.connection_id,
        begin_time=instant(connection.begin_time),
        end_time=instant(connection.end_time) if ended else None,
        assurance_text=level,
        text=f"Connexion {moment(connection.begin_time)}{end}.",
    )


def connections_view(answer: service_pb.ListConnectionsResponse) -> ConnectionsView:
    """A page of logins."""
    return ConnectionsView(
        connections=tuple(connection_view(connection) for connection in answer.connections),
        next_page_token=answer.next_page_token or None,
    )
