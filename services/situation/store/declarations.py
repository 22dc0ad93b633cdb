"""Declarations as a person follows them: a page takes the same three reads whatever its size."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from chassis.db import is_identifier
from services.situation.domain.declarations import Declaration, FollowedDelivery
from services.situation.domain.delivery import Delivery, Step
from services.situation.domain.routing import Exclusion, Reason
from services.situation.store import facts, ledger
from services.situation.store.tables import declarations as table
from services.situation.store.tables import deliveries, delivery_steps, fact_versions

_JOINED = sa.select(
    table.c.declaration_id, table.c.declare_time, table.c.trace_id, table.c.exclusions, *fact_versions.c
).join(fact_versions, fact_versions.c.version_id == table.c.version_id)


async def find(session: AsyncSession, vault: Vault, person_id: str, declaration_id: str) -> Declaration | None:
    """A person's declaration; None when there is no such declaration, or it is somebody else's."""
    if not is_identifier(declaration_id):
        return None
    wanted = _JOINED.where(table.c.declaration_id == declaration_id, table.c.person_id == person_id)
    found = await _followed(session, vault, (await session.execute(wanted)).all())
    return found[0] if found else None


async def id_of(session: AsyncSession, version_id: str) -> str:
    """The declaration that wrote a version; there is one for each."""
    found = await session.execute(sa.select(table.c.declaration_id).where(table.c.version_id == version_id))
    return str(found.scalar_one())


async def page(
    session: AsyncSession, vault: Vault, person_id: str, *, before: str | None, limit: int
) -> list[Declaration]:
    """The person's declarations whose id precedes `before`, newest first."""
    wanted = _JOINED.where(table.c.person_id == person_id)
    if before is not None:
        wanted = wanted.where(table.c.declaration_id < before)
    rows = await session.execute(wanted.order_by(table.c.declaration_id.desc()).limit(limit))
    return await _followed(session, vault, rows.all())


async def followed_delivery(session: AsyncSession, delivery: Delivery) -> FollowedDelivery:
    """A delivery with its steps."""
    steps = await _steps(session, [delivery.delivery_id])
    return FollowedDelivery(delivery, tuple(steps[delivery.delivery_id]))


async def dead_page(
    session: AsyncSession, *, after: tuple[Any, str] | None, limit: int
) -> list[tuple[FollowedDelivery, Any]]:
    """Deliveries that could not be delivered, oldest first, each with the instant it was given up."""
    wanted = sa.select(deliveries).where(deliveries.c.dead_time.is_not(None))
    if after is not None:
        wanted = wanted.where(sa.tuple_(deliveries.c.dead_time, deliveries.c.delivery_id) > after)
    ordered = wanted.order_by(deliveries.c.dead_time, deliveries.c.delivery_id).limit(limit)
    rows = (await session.execute(ordered)).all()
    steps = await _steps(session, [row.delivery_id for row in rows])
    return [(FollowedDelivery(ledger.delivery_of(row), tuple(steps[row.delivery_id])), row.dead_time) for row in rows]


async def _followed(session: AsyncSession, vault: Vault, rows: Sequence[sa.Row[Any]]) -> list[Declaration]:
    ids = [row.declaration_id for row in rows]
    sent = await _deliveries(session, ids)
    return [
        Declaration(
            declaration_id=row.declaration_id,
            version=facts.opened(vault, row),
            deliveries=tuple(sent[row.declaration_id]),
            exclusions=tuple(_exclusion(written) for written in row.exclusions),
            declare_time=row.declare_time,
            trace_id=row.trace_id,
        )
        for row in rows
    ]


async def _deliveries(session: AsyncSession, declaration_ids: Sequence[str]) -> dict[str, list[FollowedDelivery]]:
    found: dict[str, list[FollowedDelivery]] = {declaration_id: [] for declaration_id in declaration_ids}
    wanted = (
        sa.select(deliveries).where(deliveries.c.declaration_id.in_(declaration_ids)).order_by(deliveries.c.organisme)
    )
    rows = (await session.execute(wanted)).all()
    steps = await _steps(session, [row.delivery_id for row in rows])
    for row in rows:
        found[row.declaration_id].append(FollowedDelivery(ledger.delivery_of(row), tuple(steps[row.delivery_id])))
    return found


async def _steps(session: AsyncSession, delivery_ids: Sequence[str]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {delivery_id: [] for delivery_id in delivery_ids}
    wanted = (
        sa.select(delivery_steps)
        .where(delivery_steps.c.delivery_id.in_(delivery_ids))
        .order_by(delivery_steps.c.step_id)
    )
    for row in await session.execute(wanted):
        found[row.delivery_id].append(ledger.step_of(row))
    return found


def _exclusion(written: dict[str, str]) -> Exclusion:
    return Exclusion(written["organisme"], Reason(written["reason"]), written["explanation"])
