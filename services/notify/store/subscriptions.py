"""The browsers that receive push messages, sealed."""

import hashlib
import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.notify.domain.preferences import Subscription
from services.notify.store.tables import push_subscriptions as table


async def add(session: AsyncSession, vault: Vault, subscription: Subscription, now: datetime) -> str:
    """A browser; one that is known keeps its id. A browser is one person's: whoever logs in last on a shared one."""
    digest = _digest(subscription.endpoint)
    same = sa.and_(table.c.endpoint_digest == digest, table.c.person_id == subscription.person_id)
    known = (await session.execute(sa.select(table.c.subscription_id).where(same))).scalar()
    name = known or subscription.subscription_id
    content = {"endpoint": subscription.endpoint, "p256dh": subscription.p256dh, "auth": subscription.auth}
    row = {
        "subscription_id": name,
        "person_id": subscription.person_id,
        "endpoint_digest": digest,
        "sealed_subscription": vault.seal(json.dumps(content).encode(), name.encode()),
        "create_time": now,
    }
    adding = insert(table).values(row)
    await session.execute(adding.on_conflict_do_update(index_elements=["endpoint_digest"], set_=row))
    return name


async def of_person(session: AsyncSession, vault: Vault, person_id: str) -> list[Subscription]:
    """Every browser of the person, oldest first."""
    wanted = sa.select(table).where(table.c.person_id == person_id).order_by(table.c.subscription_id)
    return [
        Subscription(row.subscription_id, person_id, **json.loads(vault.open(row.sealed_subscription, row.subscription_id.encode())))
        for row in await session.execute(wanted)
    ]  # fmt: skip


async def count(session: AsyncSession, person_id: str) -> int:
    """How many browsers."""
    wanted = sa.select(sa.func.count()).select_from(table).where(table.c.person_id == person_id)
    return int((await session.execute(wanted)).scalar_one())


async def remove(session: AsyncSession, person_id: str, endpoint: str) -> None:
    """Forgets a browser of the person."""
    same = sa.and_(table.c.endpoint_digest == _digest(endpoint), table.c.person_id == person_id)
    await session.execute(sa.delete(table).where(same))


async def remove_gone(session: AsyncSession, subscription_id: str) -> None:
    """Its push service says that it is no more."""
    await session.execute(sa.delete(table).where(table.c.subscription_id == subscription_id))


def _digest(endpoint: str) -> bytes:
    return hashlib.sha256(endpoint.encode()).digest()
