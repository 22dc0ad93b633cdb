"""How persons can be reached at this moment, many at a time: what the sender needs right before it sends."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.notify.domain.messages import MessageKind, MessageState
from services.notify.domain.profile import Profile
from services.notify.domain.sending.channels import Channel
from services.notify.domain.sending.pace import Past
from services.notify.store.tables import addresses, deliveries, messages, push_subscriptions, watched

_PROFILES = TypeAdapter(Profile)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a message stands, without what it says."""

    message_id: str
    person_id: str
    kind: MessageKind
    organisme: str
    holds: bool
    unread: bool
    legal_effect: bool
    created: datetime
    due: date | None


@dataclass(frozen=True, slots=True)
class Reached:
    """An address that works. `digest`: by which it is recognised."""

    text: str
    digest: bytes


async def standings(session: AsyncSession, message_ids: Collection[str], now: datetime) -> dict[str, Standing]:
    """Where these messages stand; whoever changes one of them waits until the transaction ends."""
    table = messages
    columns = (
        table.c.message_id, table.c.person_id, table.c.kind, table.c.organisme, table.c.state, table.c.waiting, table.c.read_time,
        table.c.valid_until_time, table.c.legal_effect, table.c.create_time, table.c.due_date,
    )  # fmt: skip
    wanted = sa.select(*columns).where(table.c.message_id.in_(message_ids)).order_by(table.c.message_id)
    rows = await session.execute(wanted.with_for_update(read=True))
    return {row.message_id: _standing(row, now) for row in rows}


async def addresses_of(
    session: AsyncSession, vault: Vault, person_ids: Collection[str]
) -> dict[tuple[str, Channel], Reached]:
    """(person, channel) → the address, where one is confirmed and works."""
    table = addresses
    usable = sa.and_(~table.c.pending, table.c.confirm_time.is_not(None), table.c.failing == "")
    rows = await session.execute(sa.select(table).where(table.c.person_id.in_(person_ids), usable))
    return {
        (row.person_id, Channel(row.channel)): Reached(
            vault.open(row.sealed_address, f"{row.person_id}/{row.channel}".encode()).decode(), row.address_digest
        )
        for row in rows
    }


async def browsers_of(
    session: AsyncSession, vault: Vault, person_ids: Collection[str]
) -> dict[str, dict[str, Reached]]:
    """Person → browser → its subscription, as JSON."""
    table = push_subscriptions
    found: dict[str, dict[str, Reached]] = {person_id: {} for person_id in person_ids}
    for row in await session.execute(sa.select(table).where(table.c.person_id.in_(person_ids))):
        opened = json.loads(vault.open(row.sealed_subscription, row.subscription_id.encode()))
        found[row.person_id][row.subscription_id] = Reached(json.dumps(opened), row.endpoint_digest)
    return found


async def departments(session: AsyncSession, vault: Vault, person_ids: Collection[str]) -> dict[str, str]:
    """Person → INSEE code of their département; empty where it is not known."""
    wanted = sa.select(watched.c.person_id, watched.c.sealed_profile).where(watched.c.person_id.in_(person_ids))
    found = dict.fromkeys(person_ids, "")
    for row in await session.execute(wanted):
        if row.sealed_profile is not None:
            opened = vault.open(row.sealed_profile, row.person_id.encode())
            found[row.person_id] = _PROFILES.validate_json(opened).department
    return found


async def pasts(session: AsyncSession, days: Mapping[str, date]) -> dict[tuple[str, Channel], Past]:
    """(person, channel) → what they were sent of late. `days`: person → their present day."""
    table = deliveries
    names, dates = sa.cast(list(days), sa.ARRAY(sa.Text)), sa.cast(list(days.values()), sa.ARRAY(sa.Date))
    columns = (sa.column("who", sa.Text), sa.column("today", sa.Date))
    given = sa.func.unnest(names, dates).table_valued(*columns).render_derived(name="given")
    wanted = (
        sa.select(
            table.c.person_id, table.c.channel, sa.func.max(table.c.send_time).label("last"),
            sa.func.count(sa.distinct(table.c.carrier_id)).filter(table.c.send_date == given.c.today).label("today"),
        )
        .join(given, given.c.who == table.c.person_id)
        .where(table.c.send_date >= given.c.today - 1, table.c.message_id != "")
        .group_by(table.c.person_id, table.c.channel)
    )  # fmt: skip
    rows = await session.execute(wanted) if days else ()
    return {(row.person_id, Channel(row.channel)): Past(row.last, row.today) for row in rows}


def _standing(row: Any, now: datetime) -> Standing:
    told = row._mapping
    valid = told["valid_until_time"] is None or now <= told["valid_until_time"]
    return Standing(
        message_id=told["message_id"],
        person_id=told["person_id"],
        kind=MessageKind(told["kind"]),
        organisme=told["organisme"],
        holds=told["state"] == MessageState.OPEN and not told["waiting"] and valid,
        unread=told["read_time"] is None,
        legal_effect=told["legal_effect"],
        created=told["create_time"],
        due=told["due_date"],
    )
