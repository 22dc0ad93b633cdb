"""Under which version of its key each organisme knows each person; the pseudonyms themselves are computed, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.pseudonyms import Pseudonym
from services.identity.store.keyring import Keyring
from services.identity.store.tables import organisme_keys, pseudonyms


@dataclass(frozen=True, slots=True)
class Stale:
    """A person whom an organisme still knows under an older version."""

    person_id: str
    organisme: str
    key_version: str


class PseudonymBook:
    """The keyring, with the versions that rotations have added. Read anew in each transaction: `open_book`."""

    def __init__(self, keyring: Keyring, rotations: Iterable[Any]) -> None:
        self._keyring = keyring
        self._active = {row.organisme: row.version for row in rotations}
        self._bases = {(row.organisme, row.version): row.base_version for row in rotations}

    def active_version(self, organisme: str) -> str:
        """The version that new pseudonyms carry."""
        return self._active.get(organisme) or self._keyring.file_version(organisme)

    def versions(self, organisme: str) -> frozenset[str]:
        """Every version in use or used."""
        added = (version for name, version in self._bases if name == organisme)
        return self._keyring.file_versions(organisme) | frozenset(added)

    def make(self, organisme: str, person_id: str, version: str | None = None) -> Pseudonym:
        """The person's pseudonym at the organisme, under a version; the active one unless told."""
        version = version or self.active_version(organisme)
        base = self._bases.get((organisme, version), version)
        return self._keyring.pseudonym(organisme, person_id, version, base)


async def open_book(session: AsyncSession, keyring: Keyring) -> PseudonymBook:
    """The pseudonyms as they are derived now."""
    columns = (organisme_keys.c.organisme, organisme_keys.c.version, organisme_keys.c.base_version)
    rows = await session.execute(sa.select(*columns).order_by(organisme_keys.c.created_time))
    return PseudonymBook(keyring, rows.all())


async def current(
    session: AsyncSession, keyring: Keyring, person_id: str, organismes: Iterable[str]
) -> dict[str, Pseudonym]:
    """By organisme: the pseudonym that it knows, else the one to tell it."""
    book = await open_book(session, keyring)
    columns = (pseudonyms.c.organisme, pseudonyms.c.key_version)
    rows = await session.execute(sa.select(*columns).where(pseudonyms.c.person_id == person_id))
    known = {row.organisme: row.key_version for row in rows}
    return {organisme: book.make(organisme, person_id, known.get(organisme)) for organisme in organismes}


async def add_version(session: AsyncSession, organisme: str, version: str, base_version: str, now: datetime) -> None:
    """Makes `version` the active one; its key is derived from the one of `base_version`."""
    row = {"organisme": organisme, "version": version, "base_version": base_version, "created_time": now}
    await session.execute(sa.insert(organisme_keys).values(row))


async def lock_rotation(session: AsyncSession, organisme: str) -> None:
    """One rotation of an organisme is asked for at a time, while no pseudonym of it is being written."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(_rotation(organisme))))


def _rotation(organisme: str) -> sa.Function[int]:
    return sa.func.hashtextextended(f"rotation/{organisme}", 0)


async def told(
    session: AsyncSession, keyring: Keyring, person_id: str, known: Iterable[Pseudonym], now: datetime
) -> None:
    """These organismes know the person under these pseudonyms. One that a rotation has overtaken meanwhile is to be replaced."""
    ordered = sorted(known, key=lambda each: each.organisme)
    for pseudonym in ordered:
        await session.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(_rotation(pseudonym.organisme))))
    book = await open_book(session, keyring)
    for pseudonym in ordered:
        organisme = pseudonym.organisme
        overtaken = book.active_version(organisme) != pseudonym.key_version
        values = {"key_version": pseudonym.key_version, "attempts": 0, "next_time": now if overtaken else None}
        row = {"person_id": person_id, "organisme": organisme, **values}
        statement = insert(pseudonyms).values(row)
        await session.execute(statement.on_conflict_do_update(index_elements=["person_id", "organisme"], set_=values))


async def schedule(session: AsyncSession, organisme: str, version: str, now: datetime) -> int:
    """Every person whom the organisme knows under another version is to be told; returns how many."""
    stale = sa.and_(pseudonyms.c.organisme == organisme, pseudonyms.c.key_version != version)
    done = await session.execute(
        sa.update(pseudonyms).where(stale).values(next_time=now, attempts=0).returning(sa.literal(1))
    )
    return len(done.all())


async def lease_stale(session: AsyncSession, now: datetime, lease: timedelta, limit: int) -> list[tuple[Stale, int]]:
    """Persons to be told to an organisme, taken by this process until `lease` is over, with the tries so far."""
    key = (pseudonyms.c.person_id, pseudonyms.c.organisme)
    due = sa.select(*key).where(pseudonyms.c.next_time <= now).order_by(pseudonyms.c.next_time).limit(limit)
    due = due.with_for_update(skip_locked=True)
    take = (
        sa.update(pseudonyms)
        .where(sa.tuple_(*key).in_(due))
        .values(next_time=now + lease, attempts=pseudonyms.c.attempts + 1)
    )
    rows = await session.execute(take.returning(*key, pseudonyms.c.key_version, pseudonyms.c.attempts))
    return [(Stale(row.person_id, row.organisme, row.key_version), row.attempts) for row in rows]


async def postpone(session: AsyncSession, stale: Stale, until: datetime) -> None:
    """The organisme did not answer: later."""
    mine = sa.and_(pseudonyms.c.person_id == stale.person_id, pseudonyms.c.organisme == stale.organisme)
    await session.execute(sa.update(pseudonyms).where(mine).values(next_time=until))
