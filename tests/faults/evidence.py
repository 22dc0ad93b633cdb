"""Reading the evidence where it is kept: the services' tables, the organismes' own file, and every message of their stream.

The organismes' file is read as it lies on the disk, not through the process that was killed and started again.
"""

import sqlite3
from collections.abc import Sequence

import yaml

from sandbox.suite import database, provision
from sandbox.suite.layout import Layout
from sandbox.suite.permissions import SITUATION_STREAM
from tests.faults.counting import Evidence, Heard, Sent, Told


async def gather(layout: Layout, told: Sequence[Told]) -> Evidence:
    """Everything, once the suite is at rest."""
    server = await database.connect(layout, "postgres")
    try:
        deliveries = await server.fetch(
            "SELECT delivery_id, declaration_id, person_id, version_id, organisme, state, trace_id, declare_time"
            " FROM situation.deliveries JOIN situation.declarations USING (declaration_id, person_id, version_id)"
        )
        steps = await server.fetch("SELECT delivery_id, state FROM situation.delivery_steps")
        checks = await server.fetch("SELECT organisme, version_id FROM situation.controls")
        entries = await server.fetch(
            "SELECT person_id, reader, trace_id, access_time FROM identity.journal_entries WHERE purpose = 'tell_once'"
        )
    finally:
        await server.close()
    return Evidence(
        told=told,
        sent=[Sent(**dict(row)) for row in deliveries],
        steps=[tuple(row) for row in steps],
        journal=[tuple(row) for row in entries],
        checks=[tuple(row) for row in checks],
        heard=_heard(layout),
        messages=await _messages(layout),
    )


def _heard(layout: Layout) -> Heard:
    books = sqlite3.connect(f"file:{layout.root / 'organismes.db'}?mode=ro", uri=True)
    try:
        taken = books.execute("SELECT organisme, delivery_id FROM events WHERE delivery_id != ''").fetchall()
        applied = books.execute("SELECT organisme, version_id FROM applications").fetchall()
        names = books.execute("SELECT organisme, pseudonym, persona FROM pseudonyms").fetchall()
    finally:
        books.close()
    personas = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in layout.personas.glob("*.yaml")]
    return Heard(
        taken=frozenset(taken),
        applied=applied,
        names={(organisme, pseudonym): persona for organisme, pseudonym, persona in names},
        files={persona["id"]: frozenset(persona["organismes"]) for persona in personas},
    )


async def _messages(layout: Layout) -> list[tuple[str, bytes]]:
    client = await provision.connect(layout, "provision")
    try:
        jetstream = client.jetstream()
        total = (await jetstream.stream_info(SITUATION_STREAM)).state.messages
        subscription = await jetstream.subscribe(">", stream=SITUATION_STREAM, ordered_consumer=True)
        found = [await subscription.next_msg(timeout=10) for _ in range(total)]
        return [(message.subject, message.data) for message in found]
    finally:
        await client.close()
