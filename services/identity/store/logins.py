"""Login attempts (15 minutes, single use) and the connections that they open."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.assurance import Assurance
from services.identity.domain.connection import Connection
from services.identity.store.tables import connections, login_attempts


@dataclass(frozen=True, slots=True)
class Attempt:
    """`issuer`: who was asked. `claimed_by`: the request that uses it. `finished`: a connection came out of it."""

    login_id: str
    nonce: str
    redirect_uri: str
    assurance: Assurance
    expire_time: datetime
    issuer: str = ""
    claimed_by: str | None = None
    finished: bool = False


@dataclass(frozen=True, slots=True)
class IdToken:
    """What a connection keeps to end the session at its issuer."""

    issuer: str
    sealed: bytes


async def open_attempt(session: AsyncSession, attempt: Attempt) -> None:
    row = {
        "login_id": attempt.login_id, "nonce": attempt.nonce, "redirect_uri": attempt.redirect_uri,
        "assurance": attempt.assurance.value, "expire_time": attempt.expire_time,
        "issuer": attempt.issuer,
    }  # fmt: skip
    await session.execute(sa.insert(login_attempts).values(row))


async def take_attempt(session: AsyncSession, login_id: str) -> Attempt | None:
    """The attempt, locked until the end of the transaction; None when it is not known."""
    query = sa.select(login_attempts).where(login_attempts.c.login_id == login_id).with_for_update()
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    return Attempt(
        row.login_id,
        row.nonce,
        row.redirect_uri,
        Assurance(row.assurance),
        row.expire_time,
        row.issuer,
        row.claimed_by,
        row.finished,
    )


async def claim(session: AsyncSession, login_id: str, request_id: str) -> None:
    await _update(session, login_id, claimed_by=request_id)


async def release(session: AsyncSession, login_id: str) -> None:
    """The attempt may serve again: its code was not spent."""
    await _update(session, login_id, claimed_by=None)


async def finish(session: AsyncSession, login_id: str) -> None:
    await _update(session, login_id, finished=True)


async def _update(session: AsyncSession, login_id: str, **values: object) -> None:
    await session.execute(sa.update(login_attempts).where(login_attempts.c.login_id == login_id).values(values))


async def open_connection(session: AsyncSession, person_id: str, connection: Connection, id_token: IdToken) -> None:
    row = {
        "connection_id": connection.connection_id, "person_id": person_id, "begin_time": connection.begin_time,
        "assurance": connection.assurance.value, "id_token_sealed": id_token.sealed,
        "issuer": id_token.issuer,
    }  # fmt: skip
    await session.execute(sa.insert(connections).values(row))


async def end_connection(session: AsyncSession, person_id: str, connection_id: str, now: datetime) -> bytes | None:
    """Ends it and forgets its id_token, which is returned sealed; None when it was ended before, or never was."""
    mine = sa.and_(connections.c.connection_id == connection_id, connections.c.person_id == person_id)
    query = sa.select(connections.c.id_token_sealed).where(mine).with_for_update()
    sealed: bytes | None = await session.scalar(query)
    ended = sa.func.coalesce(connections.c.end_time, now)
    await session.execute(sa.update(connections).where(mine).values(end_time=ended, id_token_sealed=None))
    return sealed


async def issuer_of(session: AsyncSession, connection_id: str) -> str:
    """Who vouched for the person of a connection; empty when it is not known."""
    query = sa.select(connections.c.issuer).where(connections.c.connection_id == connection_id)
    return await session.scalar(query) or ""


async def has_connection(session: AsyncSession, person_id: str, connection_id: str) -> bool:
    mine = sa.and_(connections.c.connection_id == connection_id, connections.c.person_id == person_id)
    return bool(await session.scalar(sa.select(sa.exists().where(mine))))


async def list_connections(
    session: AsyncSession, person_id: str, limit: int, after: tuple[datetime, str] | None
) -> list[Connection]:
    """Newest first, from after the key of the previous page."""
    query = sa.select(connections).where(connections.c.person_id == person_id)
    order = (connections.c.begin_time, connections.c.connection_id)
    if after is not None:
        query = query.where(sa.tuple_(*order) < sa.tuple_(*map(sa.literal, after)))
    rows = await session.execute(query.order_by(*(column.desc() for column in order)).limit(limit))
    return [Connection(row.connection_id, row.begin_time, row.end_time, Assurance(row.assurance)) for row in rows]


async def purge(session: AsyncSession, now: datetime, connections_cutoff: datetime) -> int:
    """Forgets attempts that expired and connections that are too old; returns how many connections."""
    await session.execute(sa.delete(login_attempts).where(login_attempts.c.expire_time <= now))
    gone = await session.execute(
        sa.delete(connections)
        .where(connections.c.begin_time <= connections_cutoff)
        .returning(connections.c.connection_id)
    )
    return len(gone.all())
