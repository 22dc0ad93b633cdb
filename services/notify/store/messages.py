"""Messages: what they say is sealed, where they stand is not."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from chassis.db import is_identifier
from services.notify.domain.messages import Content, Message, MessageKind, MessageState, Reason, Version
from services.notify.store.tables import messages as table

_VERSIONS = TypeAdapter(Version)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which messages of whom, as they may be shown at an instant. Unread ones are open too."""

    person_id: str
    now: datetime
    open_only: bool = False
    unread_only: bool = False


_OPEN = table.c.state == MessageState.OPEN


async def insert(session: AsyncSession, vault: Vault, written: Sequence[Message]) -> None:
    """New messages."""
    if written:
        await session.execute(sa.insert(table), [_row(vault, message) for message in written])


async def update(session: AsyncSession, vault: Vault, message: Message) -> None:
    """The message as it now stands."""
    await session.execute(sa.update(table).where(table.c.message_id == message.message_id).values(_row(vault, message)))


async def find(
    session: AsyncSession, vault: Vault, person_id: str, message_id: str, *, lock: bool = False
) -> Message | None:
    """A person's message, one that waits for consent included; None when there is none, or when it is another person's."""
    if not is_identifier(message_id):
        return None
    wanted = sa.select(table).where(table.c.message_id == message_id, table.c.person_id == person_id)
    return await _one(session, vault, wanted.with_for_update() if lock else wanted)


async def by_ids(
    session: AsyncSession, vault: Vault, message_ids: Sequence[str], *, lock: bool = False
) -> list[Message]:
    """These messages, whosoever they are; `lock` keeps them from changing until the transaction ends."""
    wanted = sa.select(table).where(table.c.message_id.in_(message_ids)).order_by(table.c.message_id)
    rows = await session.execute(wanted.with_for_update() if lock else wanted)
    return [_message(vault, row) for row in rows]


async def by_references(
    session: AsyncSession, vault: Vault, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Message]:
    """(organisme, reference) → the message that it means: that organisme's own. They do not change until the transaction ends."""
    pair = sa.tuple_(table.c.organisme, table.c.reference)
    rows = await session.execute(
        sa.select(table).where(pair.in_(wanted)).order_by(table.c.message_id).with_for_update()
    )
    return {(row.organisme, row.reference): _message(vault, row) for row in rows}


async def page(
    session: AsyncSession, vault: Vault, shelf: Shelf, *, before: tuple[datetime, str] | None, limit: int
) -> list[Message]:
    """What a person may see, newest first."""
    wanted = sa.select(table).where(*_seen(shelf))
    if before:
        place = sa.tuple_(table.c.create_time, table.c.message_id)
        wanted = wanted.where(place < sa.tuple_(*map(sa.literal, before)))
    ordered = wanted.order_by(table.c.create_time.desc(), table.c.message_id.desc()).limit(limit)
    return [_message(vault, row) for row in await session.execute(ordered)]


async def unread(session: AsyncSession, person_ids: Collection[str], now: datetime) -> dict[str, int]:
    """Person → how many of their messages are open and not read."""
    valid = sa.or_(table.c.valid_until_time.is_(None), table.c.valid_until_time >= now)
    theirs = sa.and_(table.c.person_id.in_(person_ids), _OPEN, table.c.read_time.is_(None), ~table.c.waiting, valid)
    counted = sa.select(table.c.person_id, sa.func.count().label("count")).where(theirs).group_by(table.c.person_id)
    return dict.fromkeys(person_ids, 0) | {row.person_id: row[1] for row in await session.execute(counted)}


async def waiting_of(session: AsyncSession, vault: Vault, person_id: str, organismes: Collection[str]) -> list[Message]:
    """What waits for the person's consent, from these organismes."""
    same = sa.and_(table.c.person_id == person_id, table.c.waiting, table.c.organisme.in_(organismes))
    rows = await session.execute(sa.select(table).where(same).order_by(table.c.message_id).with_for_update())
    return [_message(vault, row) for row in rows]


async def rewritten_of(
    session: AsyncSession, vault: Vault, person_id: str, organismes: Collection[str]
) -> list[Message]:
    """What these organismes wrote anew while the person did not let them."""
    same = sa.and_(table.c.person_id == person_id, table.c.sealed_later.is_not(None), table.c.organisme.in_(organismes))
    rows = await session.execute(sa.select(table).where(same).order_by(table.c.message_id).with_for_update())
    return [_message(vault, row) for row in rows]


async def past_valid(session: AsyncSession, vault: Vault, now: datetime, limit: int) -> list[Message]:
    """Open messages whose last instant has passed; nobody else takes them until the transaction ends."""
    wanted = sa.select(table).where(_OPEN, table.c.valid_until_time < now).order_by(table.c.valid_until_time)
    rows = await session.execute(wanted.limit(limit).with_for_update(skip_locked=True))
    return [_message(vault, row) for row in rows]


def _seen(shelf: Shelf) -> list[sa.ColumnElement[bool]]:
    valid = sa.or_(table.c.valid_until_time.is_(None), table.c.valid_until_time >= shelf.now)
    seen = [table.c.person_id == shelf.person_id, ~table.c.waiting, valid]
    if shelf.open_only or shelf.unread_only:
        seen.append(_OPEN)
    if shelf.unread_only:
        seen.append(table.c.read_time.is_(None))
    return seen


async def _one(session: AsyncSession, vault: Vault, wanted: sa.Select[Any]) -> Message | None:
    row = (await session.execute(wanted)).first()
    return _message(vault, row) if row else None


def _row(vault: Vault, message: Message) -> dict[str, Any]:
    content = json.dumps(asdict(message.content), ensure_ascii=False).encode()
    return {
        "message_id": message.message_id,
        "person_id": message.person_id,
        "kind": message.kind,
        "organisme": message.organisme,
        "reference": message.reference,
        "put_version": message.put_version,
        "rule": message.rule,
        "template": message.template,
        "sealed_content": vault.seal(content, message.message_id.encode()),
        "sealed_later": _sealed_later(vault, message),
        "health": message.health,
        "legal_effect": message.legal_effect,
        "waiting": message.waiting,
        "state": message.state,
        "reason": message.reason,
        "version": message.version,
        "due_date": message.due,
        "valid_until_time": message.valid_until,
        "create_time": message.created,
        "read_time": message.read,
        "close_time": message.closed,
    }


def _message(vault: Vault, row: sa.Row[Any]) -> Message:
    return Message(
        message_id=row.message_id,
        person_id=row.person_id,
        kind=MessageKind(row.kind),
        content=Content(**json.loads(vault.open(row.sealed_content, row.message_id.encode()))),
        created=row.create_time,
        organisme=row.organisme,
        reference=row.reference,
        put_version=row.put_version,
        rule=row.rule,
        template=row.template,
        health=row.health,
        legal_effect=row.legal_effect,
        waiting=row.waiting,
        state=MessageState(row.state),
        reason=Reason(row.reason),
        version=row.version,
        due=row.due_date,
        valid_until=row.valid_until_time,
        read=row.read_time,
        closed=row.close_time,
        later=_later(vault, row),
    )


def _sealed_later(vault: Vault, message: Message) -> bytes | None:
    if message.later is None:
        return None
    return vault.seal(_VERSIONS.dump_json(message.later), message.message_id.encode())


def _later(vault: Vault, row: sa.Row[Any]) -> Version | None:
    if row.sealed_later is None:
        return None
    return _VERSIONS.validate_json(vault.open(row.sealed_later, row.message_id.encode()))
