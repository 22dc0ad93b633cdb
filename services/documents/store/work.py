"""What waits for a worker. A lease says who has a document in hand: it passes to another when a process died with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.documents.domain.deposits import Document, State
from services.documents.store import documents
from services.documents.store.tables import chunks, hops, uploads
from services.documents.store.tables import documents as table


async def take(
    session: AsyncSession,
    vault: Vault,
    states: frozenset[State],
    now: datetime,
    lease: timedelta,
    *,
    but: Collection[str] = (),
) -> Document | None:
    """The document that has waited the longest in one of these states, now in hand and tried once more; None when none waits.

    `but`: organismes for which nothing is taken now.
    """
    free = sa.or_(table.c.lease_until.is_(None), table.c.lease_until < now)
    due = sa.or_(table.c.next_try_time.is_(None), table.c.next_try_time <= now)
    waiting = sa.select(table.c.document_id).where(table.c.state.in_(states), free, due)
    if but:
        waiting = waiting.where(table.c.organisme.not_in(but))
    if State.ACCEPTED in states:
        # Deposited for an organisme still to be found: it stays in the person's library.
        waiting = waiting.where(table.c.organisme != "", sa.not_(table.c.produced))
    waiting = waiting.order_by(table.c.state_time).limit(1).with_for_update(skip_locked=True)
    taken = (
        sa.update(table)
        .where(table.c.document_id == waiting.scalar_subquery())
        .values(lease_until=now + lease, attempts=table.c.attempts + 1)
        .returning(table.c.document_id)
    )
    document_id = (await session.execute(taken)).scalar_one_or_none()
    return None if document_id is None else await documents.find(session, vault, document_id)


async def accept_time(session: AsyncSession, document_id: str) -> datetime | None:
    """Since when it waits for its organisme."""
    wanted = sa.select(table.c.accept_time).where(table.c.document_id == document_id)
    return (await session.execute(wanted)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Served:
    """Documents that have served: those of a person for a claim, of these types, in these states."""

    person_id: str = field(repr=False)
    claim_id: str
    types: tuple[str, ...]
    states: frozenset[State]


async def hasten(session: AsyncSession, served: Served, now: datetime) -> list[str]:
    """They are due now rather than later; the ids of those that were not due yet."""
    due = (
        sa.update(table)
        .where(
            table.c.person_id == served.person_id,
            table.c.claim_id == served.claim_id,
            table.c.type.in_(served.types),
            table.c.state.in_(served.states),
            table.c.purge_time > now,
        )
        .values(purge_time=now)
        .returning(table.c.document_id)
    )
    return list((await session.execute(due)).scalars())


async def lapsed(session: AsyncSession, vault: Vault, now: datetime, limit: int) -> list[Document]:
    """What is past its time, locked: to be purged. By one process at a time: of two documents that share a content, one must see the other go."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("documents/purge"))))
    wanted = sa.select(table.c.document_id).where(table.c.purge_time <= now).order_by(table.c.purge_time).limit(limit)
    ids = (await session.execute(wanted.with_for_update(skip_locked=True))).scalars().all()
    found = [await documents.find(session, vault, document_id) for document_id in ids]
    return [document for document in found if document is not None]


async def shares_content(session: AsyncSession, document: Document) -> bool:
    """Whether another document still needs the same content."""
    if document.content is None:
        return False
    others = sa.select(sa.func.count()).where(
        table.c.content_id == document.content.content_id,
        table.c.document_id != document.document_id,
        table.c.state != State.PURGED,
    )
    return bool((await session.execute(others)).scalar_one())


async def erase_person(session: AsyncSession, person_id: str) -> list[str]:
    """Removes every row of a person whom the suite may no longer know; the prefixes of what the object store still holds."""
    ids = sa.select(table.c.document_id).where(table.c.person_id == person_id)
    files = sa.select(uploads.c.upload_id).where(uploads.c.person_id == person_id)
    contents = (await session.execute(sa.select(table.c.content_id).where(table.c.person_id == person_id))).scalars()
    prefixes = [f"contents/{content_id}" for content_id in set(contents) if content_id]
    prefixes += [f"uploads/{upload_id}" for upload_id in (await session.execute(files)).scalars()]
    await session.execute(sa.delete(chunks).where(chunks.c.upload_id.in_(files)))
    await session.execute(sa.delete(hops).where(hops.c.document_id.in_(ids)))
    await session.execute(sa.delete(uploads).where(uploads.c.person_id == person_id))
    await session.execute(sa.delete(table).where(table.c.person_id == person_id))
    return prefixes


async def release(session: AsyncSession, document_id: str, next_try_time: datetime, *, counts: bool = False) -> None:
    """Lets a document go, to be taken again later. Unless it `counts`, this try is as if it had not been."""
    kept = {} if counts else {"attempts": table.c.attempts - 1}
    change = sa.update(table).where(table.c.document_id == document_id)
    await session.execute(change.values(lease_until=None, next_try_time=next_try_time, **kept))


async def waiting(session: AsyncSession, states: Sequence[State]) -> dict[str, int]:
    """How many documents stand in each of these states, those that have any."""
    counted = sa.select(table.c.state, sa.func.count()).where(table.c.state.in_(states)).group_by(table.c.state)
    return {State(state): count for state, count in await session.execute(counted)}
