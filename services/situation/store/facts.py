"""Versions of facts: written once, read as they were; what they say is sealed for its version alone."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from chassis.db import is_identifier
from services.situation.domain.content import Content
from services.situation.domain.dates import Period
from services.situation.domain.facts import FactVersion, Verb
from services.situation.store.tables import fact_versions as table

# Everything but what the version says: enough to decide which one answers.
OUTLINE = tuple(column for column in table.c if column.name != "sealed_content")


async def last_version(session: AsyncSession, vault: Vault, person_id: str, fact_id: str) -> FactVersion | None:
    """The last version of a person's fact; None when there is no such fact, or it is somebody else's."""
    if not is_identifier(fact_id):
        return None
    wanted = sa.select(table).where(table.c.fact_id == fact_id, table.c.person_id == person_id)
    row = (await session.execute(wanted.order_by(table.c.number.desc()).limit(1))).first()
    return None if row is None else opened(vault, row)


async def lock_kind(session: AsyncSession, person_id: str, kind: str) -> None:
    """Until the transaction ends, nobody else who asks for this lock changes the person's facts of this kind."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"{person_id} {kind}", 0))))


async def standing(session: AsyncSession, person_id: str, kind: str) -> list[FactVersion]:
    """The last version of each of a person's facts of a kind, without what it says."""
    wanted = sa.select(*OUTLINE).where(table.c.person_id == person_id, table.c.kind == kind)
    last = wanted.ext(distinct_on(table.c.fact_id)).order_by(table.c.fact_id, table.c.number.desc())
    return [outline(row) for row in await session.execute(last)]


async def outlines(session: AsyncSession, person_id: str, known: datetime | None) -> list[FactVersion]:
    """Every version of a person known at an instant, without what it says."""
    wanted = sa.select(*OUTLINE).where(table.c.person_id == person_id)
    if known is not None:
        wanted = wanted.where(table.c.known_time <= known)
    return [outline(row) for row in await session.execute(wanted)]


async def fill(session: AsyncSession, vault: Vault, versions: Sequence[FactVersion]) -> list[FactVersion]:
    """The same versions, with what they say."""
    if not versions:
        return []
    wanted = sa.select(table.c.version_id, table.c.sealed_content).where(
        table.c.version_id.in_([version.version_id for version in versions])
    )
    sealed = {row.version_id: row.sealed_content for row in await session.execute(wanted)}
    return [replace(v, content=_open(vault, v.version_id, sealed[v.version_id])) for v in versions]


async def versions_page(
    session: AsyncSession, vault: Vault, person_id: str, fact_id: str, *, after: int, limit: int
) -> list[FactVersion]:
    """Versions of one fact whose number is more than `after`, oldest first."""
    if not is_identifier(fact_id):
        return []
    wanted = (
        sa.select(table)
        .where(table.c.person_id == person_id, table.c.fact_id == fact_id, table.c.number > after)
        .order_by(table.c.number)
        .limit(limit)
    )
    return [opened(vault, row) for row in await session.execute(wanted)]


def opened(vault: Vault, row: sa.Row[Any]) -> FactVersion:
    """A row of the table as a version, with what it says."""
    return replace(outline(row), content=_open(vault, row.version_id, row.sealed_content))


def outline(row: sa.Row[Any]) -> FactVersion:
    """A row of the table as a version, without what it says."""
    return FactVersion(
        version_id=row.version_id,
        fact_id=row.fact_id,
        person_id=row.person_id,
        kind=row.kind,
        number=row.number,
        verb=Verb(row.verb),
        content=None,
        validity=Period(row.valid_start, row.valid_end),
        known_time=row.known_time,
        previous_version_id=row.previous_version_id,
    )


def seal(vault: Vault, version: FactVersion) -> bytes | None:
    """What a version says, readable only as this version's."""
    if version.content is None:
        return None
    text = json.dumps(version.content, ensure_ascii=False, separators=(",", ":"))
    return vault.seal(text.encode(), version.version_id.encode())


def _open(vault: Vault, version_id: str, sealed: bytes | None) -> Content | None:
    if sealed is None:
        return None
    content: Content = json.loads(vault.open(sealed, version_id.encode()))
    return content
