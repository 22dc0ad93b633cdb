"""The directories read from identity, sealed: they hold pseudonyms."""

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import SealBroken, Vault
from services.rights.domain.directory import Attachment, Directory
from services.rights.domain.vocabulary import Organisme, Regime
from services.rights.store.tables import attachments as table

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """A directory, and when identity was asked for it."""

    directory: Directory
    read_time: datetime


class AttachmentStore:
    """One row per person, whose organismes were asked at least once."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, session: AsyncSession, person_id: str) -> Held | None:
        """What identity last said; None when it was never asked, or when the row cannot be opened."""
        wanted = sa.select(table.c.sealed, table.c.read_time).where(table.c.person_id == person_id)
        row = (await session.execute(wanted)).first()
        if row is None:
            return None
        try:
            return Held(_read(json.loads(self._vault.open(row.sealed, _context(person_id)))), row.read_time)
        except SealBroken:
            _log.error("attachments cannot be opened")
            return None

    async def replace(self, session: AsyncSession, person_id: str, directory: Directory, read_time: datetime) -> None:
        """Puts what identity said at `read_time`; what it said later than that is left alone."""
        sealed = self._vault.seal(json.dumps(_written(directory)).encode(), _context(person_id))
        put = insert(table).values(person_id=person_id, sealed=sealed, read_time=read_time)
        put = put.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"sealed": put.excluded.sealed, "read_time": put.excluded.read_time},
            where=table.c.read_time <= put.excluded.read_time,
        )
        await session.execute(put)

    async def forget(self, session: AsyncSession, person_id: str) -> None:
        """Asks identity anew the next time."""
        await session.execute(sa.delete(table).where(table.c.person_id == person_id))

    async def purge(self, session: AsyncSession, before: datetime) -> None:
        """Removes what was read before that instant."""
        await session.execute(sa.delete(table).where(table.c.read_time < before))


def _context(person_id: str) -> bytes:
    return f"rights/attachments/{person_id}".encode()


def _written(directory: Directory) -> dict[str, Any]:
    rows = [
        [a.organisme, a.regime, a.is_source, a.start.isoformat(), a.end.isoformat() if a.end else None]
        for a in directory.attachments
    ]
    return {"attachments": rows, "pseudonyms": dict(directory.pseudonyms)}


def _read(written: dict[str, Any]) -> Directory:
    rows = tuple(
        Attachment(
            Organisme(organisme), Regime(regime) if regime else None, is_source,
            date.fromisoformat(start), date.fromisoformat(end) if end else None,
        )
        for organisme, regime, is_source, start, end in written["attachments"]
    )  # fmt: skip
    return Directory(rows, {Organisme(name): value for name, value in written["pseudonyms"].items()})
