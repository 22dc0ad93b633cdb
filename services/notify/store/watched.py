"""Everybody whose dates are looked at: what is known of each, sealed, and the first instant at which anything may change.

Whoever looks takes persons by a lease: two sweepers never hold the same one, and one that dies leaves its persons to another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.notify.domain.profile import Profile
from services.notify.store.tables import watched as table

_PROFILES = TypeAdapter(Profile)
_FREE = {"lease_owner": "", "lease_until": None}
_NEW = {"lease_owner": "", "rules": ""}


@dataclass(frozen=True, slots=True)
class Watched:
    """A person as last looked at. `profile` None: never read yet. `read`: when it was. `dirty`: something was heard since, at that instant."""

    person_id: str
    profile: Profile | None
    read: datetime | None
    unanswered: frozenset[str]
    dirty: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds persons, and until when."""

    owner: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """A person who was looked at: what had been heard when they were taken, and when to look again."""

    person_id: str
    dirty: datetime | None
    next_look: datetime


async def mark_dirty(session: AsyncSession, person_id: str, now: datetime) -> None:
    """Something was heard of the person: what is known of them is read again before anything is told."""
    row = {"person_id": person_id, "look_time": now, "dirty_since": now, "unanswered": [], **_NEW}
    heard = insert(table).values(row)
    await session.execute(
        heard.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"dirty_since": now, "look_time": sa.func.least(table.c.look_time, heard.excluded.look_time)},
        )
    )


async def take(session: AsyncSession, vault: Vault, now: datetime, lease: Lease, limit: int) -> list[Watched]:
    """The persons to look at now, whom nobody else holds."""
    free = sa.or_(table.c.lease_until.is_(None), table.c.lease_until <= now)
    due = sa.select(table.c.person_id).where(table.c.look_time <= now, free).order_by(table.c.look_time).limit(limit)
    held = due.with_for_update(skip_locked=True).cte("held")
    taking = sa.update(table).where(table.c.person_id == held.c.person_id)
    taking = taking.values(lease_owner=lease.owner, lease_until=lease.until)
    return [_watched(vault, row) for row in await session.execute(taking.returning(table))]


async def still_held(session: AsyncSession, owner: str, person_ids: Sequence[str]) -> set[str]:
    """Those whom `owner` still holds; nobody else takes them until the transaction ends."""
    wanted = sa.select(table.c.person_id).where(table.c.person_id.in_(person_ids), table.c.lease_owner == owner)
    return set((await session.execute(wanted.order_by(table.c.person_id).with_for_update())).scalars())


async def release(session: AsyncSession, looked: Sequence[Looked], rules: str) -> None:
    """Lets persons go; one of whom something was heard meanwhile is looked at again now."""
    if not looked:
        return
    since = table.c.dirty_since.is_distinct_from(sa.bindparam("heard", type_=table.c.dirty_since.type))
    after = sa.bindparam("after", type_=table.c.look_time.type)
    letting_go = sa.update(table).where(table.c.person_id == sa.bindparam("who"))
    letting_go = letting_go.values(
        look_time=sa.case((since, table.c.dirty_since), else_=after),
        dirty_since=sa.case((since, table.c.dirty_since), else_=None),
        rules=rules,
        **_FREE,
    )
    rows = [{"who": each.person_id, "heard": each.dirty, "after": each.next_look} for each in looked]
    await (await session.connection()).execute(letting_go, rows)


async def lock(session: AsyncSession, person_id: str) -> None:
    """No sweeper writes of this person until the transaction ends."""
    await session.execute(sa.select(table.c.person_id).where(table.c.person_id == person_id).with_for_update())


async def recall(session: AsyncSession, rules: str, now: datetime, limit: int) -> int:
    """The rules are others than those by which persons were looked at: so many of these are to be looked at again; how many they were."""
    other = sa.select(table.c.person_id).where(table.c.rules != rules, table.c.look_time > now).limit(limit)
    held = other.with_for_update(skip_locked=True).cte("held")
    recalling = sa.update(table).where(table.c.person_id == held.c.person_id).values(look_time=now)
    return int((await session.execute(recalling)).rowcount)  # type: ignore[attr-defined]


async def put_off(session: AsyncSession, owner: str, person_ids: Sequence[str], until: datetime) -> None:
    """What is needed to look at these could not be read: later, and nothing is forgotten."""
    held = sa.and_(table.c.person_id.in_(person_ids), table.c.lease_owner == owner)
    await session.execute(sa.update(table).where(held).values(look_time=until, **_FREE))


async def keep_profile(session: AsyncSession, vault: Vault, seen: Watched) -> None:
    """What is known of a person from now on."""
    if seen.profile is None:
        return
    sealed = vault.seal(_PROFILES.dump_json(seen.profile), seen.person_id.encode())
    changed = {"sealed_profile": sealed, "profile_time": seen.read, "unanswered": sorted(seen.unanswered)}
    await session.execute(sa.update(table).where(table.c.person_id == seen.person_id).values(changed))


async def add_known(session: AsyncSession, vault: Vault, seen: Sequence[Watched], look: datetime) -> None:
    """Persons whose profile is known already, to be looked at from then on; one who is watched stays as they are."""
    rows = [
        {
            "person_id": each.person_id,
            "sealed_profile": vault.seal(_PROFILES.dump_json(each.profile), each.person_id.encode()),
            "profile_time": each.read,
            "unanswered": sorted(each.unanswered),
            "look_time": look,
            **_NEW,
        }
        for each in seen
        if each.profile is not None
    ]
    await session.execute(insert(table).on_conflict_do_nothing(), rows)


async def find(session: AsyncSession, vault: Vault, person_id: str) -> Watched | None:
    """A person, None when nobody ever spoke of them."""
    row = (await session.execute(sa.select(table).where(table.c.person_id == person_id))).first()
    return _watched(vault, row) if row else None


async def forget(session: AsyncSession, person_id: str) -> None:
    """Nobody is to be looked at under this name any more."""
    await session.execute(sa.delete(table).where(table.c.person_id == person_id))


async def note_journal(session: AsyncSession, person_id: str, now: datetime, since: datetime) -> bool:
    """Whether the access journal has not been told since then; it is now."""
    fresh = sa.or_(table.c.journal_time.is_(None), table.c.journal_time <= since)
    noting = sa.update(table).where(table.c.person_id == person_id, fresh).values(journal_time=now)
    return bool((await session.execute(noting)).rowcount)  # type: ignore[attr-defined]


async def backlog(session: AsyncSession, now: datetime) -> tuple[int, float]:
    """How many persons are to be looked at, and for how many seconds the first has waited."""
    oldest = sa.func.extract("epoch", sa.literal(now) - sa.func.min(table.c.look_time))
    count, age = (await session.execute(sa.select(sa.func.count(), oldest).where(table.c.look_time <= now))).one()
    return int(count), float(age or 0)


def _watched(vault: Vault, row: sa.Row[Any]) -> Watched:
    sealed = row.sealed_profile
    profile = _PROFILES.validate_json(vault.open(sealed, row.person_id.encode())) if sealed is not None else None
    return Watched(row.person_id, profile, row.profile_time, frozenset(row.unanswered), row.dirty_since)
