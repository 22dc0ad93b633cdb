"""What was sent, as it is shown: to the person with its code, to those who run the suite without a text nor an address."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from chassis.db import is_identifier
from services.notify.domain.sending import codes
from services.notify.domain.sending.channels import FAILED, Channel, DeliveryStatus, given_up
from services.notify.store.tables import deliveries as table
from services.notify.store.tables import messages

# `given_up`, in SQL; each half has its index.
_FOR_NOW = sa.and_(table.c.status == DeliveryStatus.TEMPORARY_FAILURE, table.c.not_before_time.is_(None))
_GIVEN_UP = sa.or_(table.c.status.in_(sorted(FAILED)), _FOR_NOW)
_WAITING_CALL = sa.and_(table.c.channel == Channel.CALL, table.c.outcome == "")


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery as it stands. `address`, `code`: with what it left; empty for what has not left."""

    delivery_id: str
    person_id: str
    message_id: str
    channel: Channel
    status: DeliveryStatus
    status_time: datetime
    created: datetime
    sent: datetime | None
    reason: str
    attempts: int
    not_before: datetime | None
    address: str = ""
    code: str = ""

    @property
    def given_up(self) -> bool:
        """Whether it will not arrive."""
        return given_up(self.status, self.not_before)


async def of_message(session: AsyncSession, vault: Vault, person_id: str, message_id: str) -> list[Sent]:
    """How a message of the person was sent, first to last."""
    lead = table.alias("lead")
    same = sa.and_(table.c.person_id == person_id, table.c.message_id == message_id)
    sealed = (lead.c.sealed_content.label("lead_content"), lead.c.delivery_id.label("lead_id"))
    joined = table.outerjoin(lead, sa.and_(lead.c.delivery_id == table.c.carrier_id, table.c.carrier_id != ""))
    wanted = sa.select(table, *sealed).select_from(joined).where(same)
    rows = await session.execute(wanted.order_by(table.c.create_time, table.c.delivery_id))
    return [_sent(row, _opened(vault, row)) for row in rows]


def code_digest(vault: Vault, person_id: str, code: str) -> bytes:
    """By which a code is found again among those sent to a person, whatever way it was typed; by nobody without the keys."""
    return vault.digest("code", f"{person_id}/{codes.bare(code)}".encode())


async def by_code(session: AsyncSession, vault: Vault, person_id: str, code: str) -> Sent | None:
    """What was sent to the person under a code."""
    same = sa.and_(table.c.person_id == person_id, table.c.code_digest == code_digest(vault, person_id, code))
    row = (await session.execute(sa.select(table).where(same, table.c.send_time.is_not(None)))).first()
    return _sent(row, {}) if row else None


async def failed(session: AsyncSession, *, after: tuple[datetime, str] | None, limit: int) -> list[Sent]:
    """Deliveries given up, oldest first."""
    wanted = sa.select(table).where(_GIVEN_UP)
    place = sa.tuple_(table.c.status_time, table.c.delivery_id)
    return await _page(session, wanted, place, after, limit)


async def calls(session: AsyncSession, *, after: tuple[datetime, str] | None, limit: int) -> list[Sent]:
    """Persons to call about a message that holds, oldest first."""
    holds = sa.and_(messages.c.message_id == table.c.message_id, messages.c.state == "OPEN")
    wanted = sa.select(table).where(_WAITING_CALL, sa.exists().where(holds))
    place = sa.tuple_(table.c.create_time, table.c.delivery_id)
    return await _page(session, wanted, place, after, limit)


async def find(session: AsyncSession, delivery_id: str, *, lock: bool = False) -> Sent | None:
    """One delivery, whosoever it is."""
    if not is_identifier(delivery_id):
        return None
    wanted = sa.select(table).where(table.c.delivery_id == delivery_id)
    row = (await session.execute(wanted.with_for_update() if lock else wanted)).first()
    return _sent(row, {}) if row else None


async def close_call(session: AsyncSession, delivery_id: str, outcome: str, now: datetime) -> bool:
    """What a call came to; whether it was still waited for."""
    status = DeliveryStatus.DELIVERED if outcome == "REACHED" else DeliveryStatus.PERMANENT_FAILURE
    waiting = sa.and_(table.c.delivery_id == delivery_id, _WAITING_CALL)
    changed = {"outcome": outcome, "status": status, "status_time": now, "not_before_time": None}
    return bool((await session.execute(sa.update(table).where(waiting).values(changed))).rowcount)  # type: ignore[attr-defined]


async def put_back(session: AsyncSession, delivery_id: str, now: datetime) -> None:
    """Back in line, with a new budget, and under a new name for the carriers."""
    changed = {
        "status": DeliveryStatus.CREATED,
        "status_time": now,
        "reason": "",
        "not_before_time": now,
        "attempts": 0,
        "life": table.c.life + 1,
        "carrier_id": "",
        "send_time": None,
        "send_date": None,
        "lease_until": None,
    }
    await session.execute(sa.update(table).where(table.c.delivery_id == delivery_id).values(changed))


async def _page(
    session: AsyncSession,
    wanted: sa.Select[Any],
    place: "sa.sql.elements.Tuple",
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Sent]:
    if after:
        wanted = wanted.where(place > sa.tuple_(*map(sa.literal, after)))
    rows: Sequence[Any] = (await session.execute(wanted.order_by(*place.clauses).limit(limit))).all()
    return [_sent(row, {}) for row in rows]


def _opened(vault: Vault, row: Any) -> dict[str, Any]:
    if row.lead_content is None:
        return {}
    opened: dict[str, Any] = json.loads(vault.open(row.lead_content, row.lead_id.encode()))
    return opened


def _sent(row: Any, told: dict[str, Any]) -> Sent:
    return Sent(
        delivery_id=row.delivery_id,
        person_id=row.person_id,
        message_id=row.message_id,
        channel=Channel(row.channel),
        status=DeliveryStatus(row.status),
        status_time=row.status_time,
        created=row.create_time,
        sent=row.send_time,
        reason=row.reason,
        attempts=row.attempts,
        not_before=row.not_before_time,
        address=told.get("address", ""),
        code=told.get("code", ""),
    )
