"""What organismes last said of a person, sealed, until the end of the period for which it may be kept."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import SealBroken, Vault
from services.rights.domain.questions import Question, Said
from services.rights.domain.vocabulary import Organisme
from services.rights.store.tables import last_known as table

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What an organisme said of a person."""

    person_id: str
    organisme: Organisme
    said: Said

    @property
    def key(self) -> tuple[str, str, str]:
        """The row's key."""
        return self.person_id, self.organisme, self.said.question


class LastKnownStore:
    """One row per person, organisme and question."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def of_person(
        self, session: AsyncSession, person_id: str, questions: Collection[Question]
    ) -> dict[Organisme, list[Said]]:
        """Organisme → its last answers to these questions, old ones included: whoever shows them looks at their age."""
        mine = sa.and_(table.c.person_id == person_id, table.c.question.in_(questions))
        found: dict[Organisme, list[Said]] = {}
        for known in self._opened(await session.execute(sa.select(table).where(mine))):
            found.setdefault(known.organisme, []).append(known.said)
        return found

    async def lock(
        self, session: AsyncSession, keys: Iterable[tuple[str, str, str]]
    ) -> dict[tuple[str, str, str], Known]:
        """The rows of these keys, locked in their order until the end of the transaction."""
        columns = (table.c.person_id, table.c.organisme, table.c.question)
        wanted = sa.select(table).where(sa.tuple_(*columns).in_(sorted(keys))).order_by(*columns).with_for_update()
        return {known.key: known for known in self._opened(await session.execute(wanted))}

    async def put(self, session: AsyncSession, rows: Iterable[tuple[Known, datetime]]) -> None:
        """Writes answers, each with the instant at which it expires; an answer fetched later is left alone."""
        values = [self._row(known, expire_time) for known, expire_time in rows]
        if not values:
            return
        write = insert(table).values(values)
        new = {name: write.excluded[name] for name in ("sealed", "data_time", "fetched_time", "expire_time")}
        await session.execute(
            write.on_conflict_do_update(
                index_elements=["person_id", "organisme", "question"],
                set_=new,
                where=table.c.fetched_time < write.excluded.fetched_time,
            )
        )

    def _row(self, known: Known, expire_time: datetime) -> dict[str, object]:
        person_id, organisme, question = known.key
        return {
            "person_id": person_id, "organisme": organisme, "question": question,
            "sealed": self._vault.seal(known.said.encoded, _context(*known.key)), "data_time": known.said.data_time,
            "fetched_time": known.said.fetched_time, "expire_time": expire_time,
        }  # fmt: skip

    def _opened(self, rows: Iterable[sa.Row[tuple[object, ...]]]) -> Iterable[Known]:
        for row in rows:
            try:
                encoded = self._vault.open(row.sealed, _context(row.person_id, row.organisme, row.question))
            except SealBroken:
                _log.error("last known answer cannot be opened", extra={"organisme": row.organisme})
                continue
            said = Said(Question(row.question), encoded, row.data_time, row.fetched_time)
            yield Known(row.person_id, Organisme(row.organisme), said)

    async def forget(self, session: AsyncSession, person_id: str) -> None:
        """Removes everything kept of a person."""
        await session.execute(sa.delete(table).where(table.c.person_id == person_id))

    async def keep_only(self, session: AsyncSession, person_id: str, organismes: Collection[Organisme]) -> None:
        """Removes what every other organisme said of a person."""
        others = sa.and_(table.c.person_id == person_id, table.c.organisme.not_in(organismes))
        await session.execute(sa.delete(table).where(others))

    async def purge(self, session: AsyncSession, now: datetime) -> None:
        """Removes what may no longer be kept."""
        await session.execute(sa.delete(table).where(table.c.expire_time <= now))


def _context(person_id: str, organisme: str, question: str) -> bytes:
    return f"rights/last_known/{person_id}/{organisme}/{question}".encode()
