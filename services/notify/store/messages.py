"""Messages: what they say is sealed, where they stand is not."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.notify.domain.messages import Content, Message, MessageKind, MessageState, Reason
from services.notify.store.identifiers import is_identifier
from services.notify.store.tables import messages as table

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


async def by_reference(
    session: AsyncSession, vault: Vault, organisme: str, reference: str, *, lock: bool = False
) -> Message | None:
    """The message that an organisme means: its own, and nobody else's."""
    wanted = sa.select(table).where(table.c.organisme == organisme, table.c.reference == reference)
    return await _one(session, vault, wanted.with_for_update() if lock else wanted)


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
    )
