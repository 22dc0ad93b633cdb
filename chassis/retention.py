"""What the chassis's own tables forget: inbox rows once no stream can deliver their event again, answers once nobody asks for them again."""

import asyncio
import logging
import random
from datetime import timedelta
from typing import NoReturn

import sqlalchemy as sa

from chassis.db import TRANSIENT, Database, chassis_tables, unit_of_work

_log = logging.getLogger(__name__)
_TABLES = chassis_tables(sa.MetaData())
# Streams keep their events 30 days: twice that, for a stream restored from a backup.
_INBOX_DAYS = 60
# A person may come back to a form the next day; nothing sends the same request again later than that.
_ANSWER_HOURS = 48
_LAPSE_SECONDS = 3600.0
_SLICE = 5000
_KEPT = (
    (_TABLES.inbox, _TABLES.inbox.c.received_time, timedelta(days=_INBOX_DAYS)),
    (_TABLES.request_ids, _TABLES.request_ids.c.created_time, timedelta(hours=_ANSWER_HOURS)),
)


class Retention:
    """Deletes, each hour, what is past its time; in slices, so that no row is locked for long."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self) -> NoReturn:
        """Sweeps until cancelled. A database that is away is waited for."""
        while True:
            # Replicas that start together must not sweep together.
            await asyncio.sleep(_LAPSE_SECONDS * random.uniform(0.01, 1))  # noqa: S311
            try:
                swept = await self.sweep()
            except TRANSIENT as away:
                _log.warning("retention waits", extra={"reason": type(away).__name__})
            else:
                _log.info("retention swept", extra={"rows": swept})

    async def sweep(self) -> int:
        """Deletes all that is past its time now; returns how many rows. A schema without the tables has nothing to forget."""
        return sum([await self._sweep(*kept) for kept in _KEPT])

    async def _sweep(self, table: sa.Table, moment: sa.Column[object], kept: timedelta) -> int:
        # Rows are named by their place on disk, which every table has, whatever its key.
        place: sa.ColumnClause[object] = sa.literal_column("ctid")
        old = sa.select(place).select_from(table).where(moment < sa.func.now() - kept).limit(_SLICE)
        swept = 0
        while True:
            async with unit_of_work(self._database) as session:
                if not await session.scalar(sa.select(sa.func.to_regclass(table.name))):
                    return 0
                gone = await session.execute(sa.delete(table).where(place.in_(old.with_for_update(skip_locked=True))))
            count: int = gone.rowcount  # type: ignore[attr-defined]
            swept += count
            if count < _SLICE:
                return swept
