"""What the carriers hold, read from their own file as it lies on the disk; and a witness in the database of what was committed in which order.

The witness is two triggers that note the instant of each SENDING and of each task closed, in the transaction that does it: the service's tables keep
the last state alone, and by its own clock.
"""

import email
import email.policy
import re
import sqlite3
from collections import Counter
from datetime import UTC, datetime

import asyncpg

from sandbox.suite import database
from sandbox.suite.layout import Layout
from tests.faults.alerts_counting import Begun, Done, Evidence, Parcel
from tests.faults.alerts_crowd import Crowd

_SEVERAL = re.compile(r"(\d+) messages vous attendent")
_ONE = re.compile(r"un message vous attend", re.IGNORECASE)
_WITNESS = """
CREATE SCHEMA witness;
CREATE TABLE witness.begun (carrier_id text, message_id text, at timestamptz);
CREATE TABLE witness.done (message_id text, person_id text, at timestamptz);
CREATE FUNCTION witness.begins() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO witness.begun VALUES (NEW.carrier_id, NEW.message_id, clock_timestamp()); RETURN NULL; END $$;
CREATE FUNCTION witness.ends() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO witness.done VALUES (NEW.message_id, NEW.person_id, clock_timestamp()); RETURN NULL; END $$;
CREATE TRIGGER witness_begins AFTER UPDATE ON notify.deliveries FOR EACH ROW
    WHEN (NEW.status = 'SENDING' AND OLD.status <> 'SENDING') EXECUTE FUNCTION witness.begins();
CREATE TRIGGER witness_ends AFTER UPDATE ON notify.messages FOR EACH ROW
    WHEN (NEW.state IN ('DONE', 'CANCELLED') AND OLD.state = 'OPEN') EXECUTE FUNCTION witness.ends();
"""


async def call_witness(server: asyncpg.Connection) -> None:
    """From now on it is noted what begins and what is done. `server`: the superuser's connection."""
    await server.execute(_WITNESS)


async def gather(layout: Layout, crowd: Crowd) -> Evidence:
    """Everything, once nothing is under way."""
    server = await database.connect(layout, "postgres")
    try:
        begun = await server.fetch("SELECT carrier_id, message_id, at FROM witness.begun")
        done = await server.fetch("SELECT message_id, person_id, at FROM witness.done")
        shown = await server.fetch("SELECT person_id, count(*) FROM notify.messages GROUP BY person_id")
    finally:
        await server.close()
    return Evidence(
        due=[due for one in crowd.reached for due in one.due()],
        parcels=parcels(layout),
        begun=[Begun(*row) for row in begun],
        done=[Done(*row) for row in done],
        due_in_app=crowd.told,
        shown=Counter(dict(map(tuple, shown))),
    )


def parcels(layout: Layout) -> list[Parcel]:
    """All that both houses took."""
    books = sqlite3.connect(f"file:{layout.root / 'providers.db'}?mode=ro", uri=True)
    try:
        rows = books.execute(
            "SELECT house, delivery_id, channel, recipient, content, times, accept_time FROM sent"
        ).fetchall()
    finally:
        books.close()
    return [
        Parcel(house, key, channel, recipient, told_by(channel, content), times, datetime.fromtimestamp(taken, UTC))
        for house, key, channel, recipient, content, times, taken in rows
    ]


def told_by(channel: str, content: bytes) -> int:
    """How many messages it says that there are."""
    text = content.decode(errors="replace")
    if channel == "EMAIL":
        body = email.message_from_bytes(content, policy=email.policy.default).get_body(("plain",))
        text = body.get_content() if body else ""
    if several := _SEVERAL.search(text):
        return int(several[1])
    if not _ONE.search(text):
        raise ValueError("a parcel that does not say how many messages wait")
    return 1
