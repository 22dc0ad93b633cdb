"""The delivery ledger: who was sent what, who has answered what, and since when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import is_identifier
from services.situation.domain.delivery import UNANSWERED, Delivery, State, Step
from services.situation.domain.routing import History, Reason
from services.situation.store.tables import declarations, deliveries, delivery_steps, fact_versions

_MOMENTS = sa.ARRAY(sa.TIMESTAMP(timezone=True))
_TEXTS = sa.ARRAY(sa.Text)

# A delivery that somebody holds may yet stay where it is, when they give up: it is waited for, in the order in which all lock them.
_MARK_SENT = sa.text("""
    WITH picked AS (
        SELECT delivery_id FROM deliveries
        WHERE event_id = ANY(:event_ids) AND state = 'PENDING' ORDER BY delivery_id FOR UPDATE
    ), moved AS (
        UPDATE deliveries SET state = 'SENT', state_time = :now
        FROM picked WHERE deliveries.delivery_id = picked.delivery_id RETURNING deliveries.delivery_id
    )
    INSERT INTO delivery_steps (delivery_id, state, step_time) SELECT delivery_id, 'SENT', :now FROM moved
""").bindparams(sa.bindparam("event_ids", type_=_TEXTS), sa.bindparam("now", type_=sa.TIMESTAMP(timezone=True)))

_ADVANCE = sa.text("""
    UPDATE deliveries
    SET state = news.state, state_time = news.state_time, reason = news.reason, received_time = news.received_time,
        event_id = news.event_id, dead_time = CASE WHEN news.state = 'DEAD' THEN news.state_time END
    FROM unnest(:delivery_ids, :states, :state_times, :reasons, :received_times, :event_ids)
        AS news (delivery_id, state, state_time, reason, received_time, event_id)
    WHERE deliveries.delivery_id = news.delivery_id
""").bindparams(
    *(sa.bindparam(name, type_=_TEXTS) for name in ("delivery_ids", "states", "reasons", "event_ids")),
    *(sa.bindparam(name, type_=_MOMENTS) for name in ("state_times", "received_times")),
)


async def mark_sent(session: AsyncSession, event_ids: Sequence[str], now: datetime) -> None:
    """The bus has these events: their deliveries are on their way. Events of anything else are passed over."""
    await session.execute(_MARK_SENT, {"event_ids": list(event_ids), "now": now})


async def lock_deliveries(session: AsyncSession, delivery_ids: Collection[str]) -> dict[str, Delivery]:
    """Deliveries by id, kept from changing until the transaction ends; an unknown one is absent."""
    known = [delivery_id for delivery_id in delivery_ids if is_identifier(delivery_id)]
    # Always in the same order, so that two transactions never wait for each other.
    wanted = sa.select(deliveries).where(deliveries.c.delivery_id == sa.any_(_texts(known)))
    rows = await session.execute(wanted.order_by(deliveries.c.delivery_id).with_for_update())
    return {row.delivery_id: delivery_of(row) for row in rows}


async def lock_unanswered(session: AsyncSession, *, since: datetime, after: str, limit: int) -> list[Delivery]:
    """Deliveries that stand unanswered since before an instant, by id from `after` on, kept from changing.

    One that somebody else holds is passed over: it is being moved, or given up by another replica.
    """
    table = deliveries.c
    wanted = sa.select(deliveries).where(
        table.state.in_(sorted(UNANSWERED)), table.state_time < since, table.delivery_id > after
    )
    held = wanted.order_by(table.delivery_id).limit(limit).with_for_update(skip_locked=True)
    return [delivery_of(row) for row in await session.execute(held)]


async def delivery_id_of_event(session: AsyncSession, event_id: str) -> str | None:
    """The delivery that travels as this event; None when none does, or no longer."""
    wanted = sa.select(deliveries.c.delivery_id).where(deliveries.c.event_id == event_id)
    return (await session.execute(wanted)).scalar()


async def dead_by_organisme(session: AsyncSession) -> dict[str, int]:
    """How many deliveries wait for somebody to send them again, where there are any."""
    dead = sa.select(deliveries.c.organisme, sa.func.count().label("waiting")).where(
        deliveries.c.dead_time.is_not(None)
    )
    rows = await session.execute(dead.group_by(deliveries.c.organisme))
    return {row.organisme: row.waiting for row in rows}


async def advance(session: AsyncSession, moved: Sequence[Delivery], steps: Sequence[tuple[str, Step]]) -> None:
    """Write where these deliveries now stand, and the steps (delivery id, step) that led there."""
    if moved:
        columns = {
            "delivery_ids": [delivery.delivery_id for delivery in moved],
            "states": [delivery.state for delivery in moved],
            "state_times": [delivery.state_time for delivery in moved],
            "reasons": [delivery.reason for delivery in moved],
            "received_times": [delivery.received_time for delivery in moved],
            "event_ids": [delivery.event_id for delivery in moved],
        }
        await session.execute(_ADVANCE, columns)
    if steps:
        await session.execute(sa.insert(delivery_steps), [_step_row(delivery_id, step) for delivery_id, step in steps])


async def history_of(session: AsyncSession, fact_id: str, *, but: str = "") -> History:
    """Who was sent a version of a fact, by any delivery `but` one, and who was refused one and never had any."""
    sent = sa.select(deliveries.c.organisme).where(deliveries.c.fact_id == fact_id, deliveries.c.delivery_id != but)
    received = frozenset((await session.execute(sent.distinct())).scalars())
    return History(received, await _refused(session, fact_id) - received)


async def _refused(session: AsyncSession, fact_id: str) -> frozenset[str]:
    told = (
        sa.select(declarations.c.exclusions)
        .join(fact_versions, fact_versions.c.version_id == declarations.c.version_id)
        .where(fact_versions.c.fact_id == fact_id)
    )
    left_out = (exclusion for listed in (await session.execute(told)).scalars() for exclusion in listed)
    return frozenset(exclusion["organisme"] for exclusion in left_out if exclusion["reason"] == Reason.REFUSED)


async def other_deliveries(session: AsyncSession, version_id: str, organisme: str) -> list[Delivery]:
    """The deliveries of a version to everybody but one organisme."""
    wanted = sa.select(deliveries).where(deliveries.c.version_id == version_id, deliveries.c.organisme != organisme)
    return [delivery_of(row) for row in await session.execute(wanted)]


def delivery_of(row: sa.Row[Any]) -> Delivery:
    """A row of the table as a delivery."""
    return Delivery(
        delivery_id=row.delivery_id,
        declaration_id=row.declaration_id,
        person_id=row.person_id,
        version_id=row.version_id,
        fact_id=row.fact_id,
        kind=row.kind,
        organisme=row.organisme,
        fields=tuple(row.fields),
        basis_reference=row.basis_reference,
        event_id=row.event_id,
        state=State(row.state),
        state_time=row.state_time,
        reason=row.reason,
        received_time=row.received_time,
    )


def step_of(row: sa.Row[Any]) -> Step:
    """A row of the table as a step."""
    return Step(State(row.state), row.step_time, row.reason)


def _step_row(delivery_id: str, step: Step) -> dict[str, Any]:
    return {"delivery_id": delivery_id, "state": step.state, "step_time": step.time, "reason": step.reason}


def _texts(values: Collection[str]) -> sa.BindParameter[list[str]]:
    return sa.literal(list(values), sa.ARRAY(sa.Text))
