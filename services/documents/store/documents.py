"""Documents, from rows and to rows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from chassis.db import is_identifier
from services.documents.domain.admissibility import Purpose
from services.documents.domain.deposits import Content, Document, Followed, Hop, State
from services.documents.store import uploads, verdicts
from services.documents.store.tables import documents as table
from services.documents.store.tables import hops

_PURPOSE = ("organisme", "benefit", "expected_piece_id", "claim_id", "organisme_reference")


async def insert(session: AsyncSession, vault: Vault, document: Document) -> None:
    """A new document."""
    await session.execute(sa.insert(table).values(_values(vault, document)))


async def save(session: AsyncSession, vault: Vault, document: Document, **more: Any) -> None:
    """The document as it is now; whoever worked on it lets it go. `more`: columns that only the workers know."""
    values = _values(vault, document) | {"lease_until": None} | more
    await session.execute(sa.update(table).where(table.c.document_id == document.document_id).values(values))


async def find(
    session: AsyncSession, vault: Vault, document_id: str, person_id: str | None = None, *, lock: bool = False
) -> Document | None:
    """The document, of that person when one is given; None when there is none. `lock`: nobody changes it meanwhile."""
    if not is_identifier(document_id):
        return None
    wanted = sa.select(table).where(table.c.document_id == document_id)
    if person_id is not None:
        wanted = wanted.where(table.c.person_id == person_id)
    if lock:
        wanted = wanted.with_for_update()
    row = (await session.execute(wanted)).one_or_none()
    return None if row is None else _document(vault, row)


async def followed(session: AsyncSession, found: Sequence[Document]) -> list[Followed]:
    """Documents with their files and their way."""
    ids = [document.document_id for document in found]
    files = await uploads.of_documents(session, ids)
    rows = (await session.execute(sa.select(hops).where(hops.c.document_id.in_(ids)).order_by(hops.c.hop_id))).all()
    ways: dict[str, list[Hop]] = {}
    for row in rows:
        ways.setdefault(row.document_id, []).append(Hop(row.hop, row.hop_time, row.receipt, row.failure))
    return [Followed(d, tuple(files.get(d.document_id, ())), tuple(ways.get(d.document_id, ()))) for d in found]


async def of_person(
    session: AsyncSession, vault: Vault, person_id: str, *, kind: str, before: str | None, limit: int
) -> list[Document]:
    """The person's documents, newest first; what they gave up before sending anything is not one."""
    wanted = sa.select(table).where(table.c.person_id == person_id, table.c.state != State.ABANDONED)
    if kind:
        wanted = wanted.where(table.c.type == kind)
    if before:
        wanted = wanted.where(table.c.document_id < before)
    rows = await session.execute(wanted.order_by(table.c.document_id.desc()).limit(limit))
    return [_document(vault, row) for row in rows]


async def in_review(
    session: AsyncSession, vault: Vault, *, after: tuple[datetime, str] | None, limit: int
) -> list[Document]:
    """What waits for an agent, the longest waiting first."""
    key = sa.tuple_(table.c.state_time, table.c.document_id)
    wanted = sa.select(table).where(table.c.state == State.IN_REVIEW)
    if after:
        wanted = wanted.where(key > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    rows = await session.execute(wanted.order_by(table.c.state_time, table.c.document_id).limit(limit))
    return [_document(vault, row) for row in rows]


async def of_code(session: AsyncSession, vault: Vault, code: str) -> Document | None:
    """The produced document that bears this code."""
    row = (await session.execute(sa.select(table).where(table.c.verification_code == code))).one_or_none()
    return None if row is None else _document(vault, row)


async def add_hop(session: AsyncSession, document_id: str, hop: Hop) -> None:
    """One more step of its way."""
    await session.execute(sa.insert(hops).values(asdict(hop) | {"document_id": document_id}))


async def last_failure(session: AsyncSession, document_id: str) -> str:
    """Why the last step failed, "" when it did not."""
    wanted = sa.select(hops.c.failure).where(hops.c.document_id == document_id).order_by(hops.c.hop_id.desc()).limit(1)
    return (await session.execute(wanted)).scalar_one_or_none() or ""


def _values(vault: Vault, document: Document) -> dict[str, Any]:
    content = document.content
    return {
        "document_id": document.document_id,
        "person_id": document.person_id,
        "type": document.type,
        "state": document.state,
        "state_time": document.state_time,
        "document_date": document.document_date,
        "expiry_date": document.expiry_date,
        "deposit_time": document.deposit_time,
        **{name: getattr(document.purpose, name) for name in _PURPOSE},
        "content_id": content.content_id if content else "",
        "content_sha256": content.sha256 if content else "",
        "content_length": content.length if content else 0,
        "media_type": content.media_type if content else "",
        "pages": content.pages if content else 0,
        "sealed_verdicts": verdicts.seal(vault, document.document_id, document.verdicts),
        "produced": document.produced,
        "verification_code": document.verification_code,
        "purge_time": document.purge_time,
        "purge_certificate": document.purge_certificate,
        "attempts": document.attempts,
        "traceparent": document.traceparent,
    }


def _document(vault: Vault, row: sa.Row[Any]) -> Document:
    content = None
    if row.content_id:
        content = Content(row.content_id, row.content_sha256, row.content_length, row.media_type, row.pages)
    return Document(
        document_id=row.document_id,
        person_id=row.person_id,
        type=row.type,
        purpose=Purpose(**{name: getattr(row, name) for name in _PURPOSE}),
        state=State(row.state),
        state_time=row.state_time,
        document_date=row.document_date,
        expiry_date=row.expiry_date,
        deposit_time=row.deposit_time,
        content=content,
        verdicts=verdicts.unseal(vault, row.document_id, row.sealed_verdicts),
        produced=row.produced,
        verification_code=row.verification_code,
        purge_time=row.purge_time,
        purge_certificate=row.purge_certificate,
        attempts=row.attempts,
        traceparent=row.traceparent,
    )
