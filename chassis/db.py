"""PostgreSQL: one schema and one role per service, transactions with a single commit, migrations.

`python -m chassis.db upgrade services.situation` brings a service's schema to its last version.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from asyncpg import PostgresError
from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from chassis.errors import Unavailable
from chassis.settings import DatabaseSettings


class DatabaseAway(Unavailable, ConnectionError):
    """PostgreSQL is starting, stopping, away, overloaded, or asks to try again: the same call may pass a moment later."""


# What the loops of a process wait for instead of failing.
TRANSIENT = (ConnectionError, TimeoutError)

_CONNECT_SECONDS = 5.0
# No statement of a service takes this long: a server that no longer answers would otherwise hold its callers for ever.
_STATEMENT_SECONDS = 30.0
# SQLSTATE classes: connection, rollback (deadlock), resources, operator (shutdown, start); and a lock that is not free.
_AWAY_CLASSES = ("08", "40", "53", "57")
_LOCK_NOT_FREE = "55P03"

_WOKEN = "after_commit"
_MIGRATION_LOCK = 7_305_172
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_id() -> str:
    """A UUIDv7 (RFC 9562): time-ordered to the millisecond, the rest random."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp << 80) | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_identifier(text: str) -> bool:
    """Whether the text could be one of those: a UUID in lower case. Anything else names nothing, and never reaches the database."""
    return _UUID.fullmatch(text) is not None


class Database:
    """The connections of a process to its own schema."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        # Parameters hold what people told: they never stand in the text of an error.
        self.engine = create_async_engine(
            url, pool_size=pool_size, max_overflow=0, pool_timeout=5, hide_parameters=True,
            connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": _STATEMENT_SECONDS},
        )  # fmt: skip
        sa.event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    async def close(self) -> None:
        """Closes every connection."""
        await self.engine.dispose()


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    # After a restart of the server every pooled connection is dead. asyncpg knows without asking, which a ping would pay on each call.
    if connection.driver_connection.is_closed():
        raise exc.DisconnectionError


def _is_away(failure: BaseException) -> bool:
    if isinstance(failure, exc.DBAPIError):
        return failure.connection_invalidated or _has_away_state(failure.orig)
    if isinstance(failure, PostgresError):
        return _has_away_state(failure)
    # asyncpg raises a bare OSError when no address of a host answers; its subclasses mean other things.
    return isinstance(failure, ConnectionError | exc.TimeoutError) or type(failure) is OSError


def _has_away_state(failure: BaseException | None) -> bool:
    state = getattr(failure, "sqlstate", None) or ""
    return state[:2] in _AWAY_CLASSES or state == _LOCK_NOT_FREE


@contextmanager
def _naming_what_is_away() -> Iterator[None]:
    try:
        yield
    except (exc.SQLAlchemyError, PostgresError, OSError) as failure:
        if _is_away(failure) and not isinstance(failure, DatabaseAway):
            raise DatabaseAway from failure
        raise


@asynccontextmanager
async def unit_of_work(database: Database) -> AsyncIterator[AsyncSession]:
    """One transaction: committed on leaving, rolled back on any error. The only commit of a service stands here. Raises DatabaseAway."""
    with _naming_what_is_away():
        async with database.sessions() as session:
            async with session.begin():
                yield session
            for wake in session.info.pop(_WOKEN, ()):
                wake()


def after_commit(session: AsyncSession, wake: Callable[[], None]) -> None:
    """Calls `wake` once the transaction is committed, and never if it is not."""
    session.info.setdefault(_WOKEN, []).append(wake)


@asynccontextmanager
async def read_session(database: Database) -> AsyncIterator[AsyncSession]:
    """A session to read with: whatever it would write is rolled back. Raises DatabaseAway."""
    with _naming_what_is_away():
        async with database.sessions() as session:
            yield session


class ChassisTables(NamedTuple):
    """The tables that the chassis keeps in every service's schema."""

    outbox: sa.Table
    inbox: sa.Table
    dead_letters: sa.Table
    request_ids: sa.Table


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.func.now())


def chassis_tables(metadata: sa.MetaData) -> ChassisTables:
    """Adds the chassis's tables to a service's metadata."""
    text, data = sa.Text, sa.LargeBinary
    outbox = sa.Table(
        "outbox", metadata,
        sa.Column("position", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("event_id", text, nullable=False, unique=True), sa.Column("subject", text, nullable=False),
        sa.Column("data", data, nullable=False), sa.Column("headers", sa.JSON, nullable=False), _moment("created_time"),
    )  # fmt: skip
    inbox = sa.Table(
        "inbox", metadata,
        sa.Column("consumer", text, primary_key=True), sa.Column("event_id", text, primary_key=True), _moment("received_time"),
        # Rows come in the order of time and are swept by it: a block range index costs next to nothing.
        sa.Index("inbox_received_time", "received_time", postgresql_using="brin"),
    )  # fmt: skip
    dead_letters = sa.Table(
        "dead_letters", metadata,
        sa.Column("consumer", text, primary_key=True), sa.Column("event_id", text, primary_key=True),
        sa.Column("subject", text, nullable=False), sa.Column("data", data, nullable=False),
        sa.Column("headers", sa.JSON, nullable=False), sa.Column("reason", text, nullable=False), _moment("dead_time"),
        # Somebody asked for another try; the service that runs takes it.
        sa.Column("replay_time", sa.TIMESTAMP(timezone=True)),
    )  # fmt: skip
    request_ids = sa.Table(
        "request_ids", metadata,
        sa.Column("caller", text, primary_key=True), sa.Column("method", text, primary_key=True),
        sa.Column("request_id", text, primary_key=True), sa.Column("fingerprint", data, nullable=False),
        sa.Column("response", data), _moment("created_time"),
        sa.Index("request_ids_created_time", "created_time", postgresql_using="brin"),
    )  # fmt: skip
    return ChassisTables(outbox, inbox, dead_letters, request_ids)


def create_chassis_tables(operations: Any) -> None:
    """For a service's first migration: makes the four tables with alembic's `op`."""
    metadata = sa.MetaData()
    chassis_tables(metadata)
    metadata.create_all(operations.get_bind())


def run_migrations(metadata: sa.MetaData) -> None:
    """The whole of a service's `migrations/env.py`: connects as the service's role, under a lock, and runs."""
    asyncio.run(_migrate(metadata))


async def _migrate(metadata: sa.MetaData) -> None:
    engine = create_async_engine(DatabaseSettings().database_url.get_secret_value())
    async with engine.connect() as connection:
        await connection.run_sync(_migrate_with, metadata)
        await connection.commit()
    await engine.dispose()


def _migrate_with(connection: sa.Connection, metadata: sa.MetaData) -> None:
    # Two replicas may start their migration at the same moment.
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


def upgrade(package: str, revision: str = "head") -> None:
    """Brings the schema of `package` ("services.situation") to a revision."""
    store = import_module(f"{package}.store")
    config = Config()
    config.set_main_option("script_location", str(Path(store.__path__[0]) / "migrations"))
    command.upgrade(config, revision)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[1] != "upgrade":
        sys.exit("usage: python -m chassis.db upgrade PACKAGE [REVISION]")
    upgrade(*sys.argv[2:])
