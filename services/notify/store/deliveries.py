"""What was sent, is being sent or is to be sent. Where it goes and the code that it bears are sealed."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.notify.domain.sending.budget import Standing
from services.notify.domain.sending.channels import Channel, DeliveryStatus
from services.notify.domain.sending.delivery import ESCALATED, NOT_WANTED, Delivery, Secret
from services.notify.store.sent import code_digest
from services.notify.store.tables import deliveries as table

_IN_LINE = table.c.status.in_([DeliveryStatus.CREATED, DeliveryStatus.TEMPORARY_FAILURE])


async def add(session: AsyncSession, vault: Vault, planned: Sequence[Delivery]) -> int:
    """To be sent; one that is there already (same message, channel, round and target) stays as it is. How many are new."""
    if not planned:
        return 0
    adding = insert(table).values([_row(vault, one) for one in planned]).on_conflict_do_nothing()
    return int((await session.execute(adding)).rowcount)  # type: ignore[attr-defined]


async def due(session: AsyncSession, vault: Vault, now: datetime, limit: int) -> list[Delivery]:
    """To be sent now, oldest first; nobody else takes them until the transaction ends."""
    wanted = sa.select(table).where(table.c.not_before_time <= now, _IN_LINE).order_by(table.c.not_before_time)
    rows = await session.execute(wanted.limit(limit).with_for_update(skip_locked=True))
    return [_delivery(vault, row) for row in rows]


async def unfinished(session: AsyncSession, vault: Vault, now: datetime, lease: datetime, limit: int) -> list[Delivery]:
    """Somebody began to send these and did not say what became of them; nobody else asks about them before `lease`."""
    wanted = sa.select(table.c.delivery_id).where(
        table.c.not_before_time <= now, table.c.status == DeliveryStatus.SENDING, table.c.carrier_id == table.c.delivery_id
    )  # fmt: skip
    held = wanted.order_by(table.c.not_before_time).limit(limit).with_for_update(skip_locked=True).scalar_subquery()
    # A question counts as an attempt: nobody is asked for ever.
    asked = {"not_before_time": lease, "lease_until": lease, "attempts": table.c.attempts + 1}
    taking = sa.update(table).where(table.c.delivery_id.in_(held)).values(asked)
    return [_delivery(vault, row) for row in await session.execute(taking.returning(table))]


async def hold_persons(session: AsyncSession, names: Collection[str]) -> set[str]:
    """Those of these names ("<person_id>/<channel>") that nobody else is sending to at this moment; kept until the transaction ends."""
    given = sa.func.unnest(sa.cast(list(names), sa.ARRAY(sa.Text))).table_valued("name").render_derived()
    locked = sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(given.c.name, 0)).label("held")
    return {row.name for row in await session.execute(sa.select(given.c.name, locked)) if row.held}


async def begin(
    session: AsyncSession, vault: Vault, begun: Sequence[Delivery], now: datetime, day: dict[str, date]
) -> None:
    """They are SENDING, until their lease ends (`not_before`). `day`: delivery → the person's own."""
    if not begun:
        return
    given = _given([_begun(vault, one, day) for one in begun])
    changed = {
        "status": DeliveryStatus.SENDING, "status_time": now, "send_time": now, "reason": "",
        "attempts": given.c.attempts, "not_before_time": given.c.not_before_time, "lease_until": given.c.not_before_time,
        "send_date": given.c.send_date, "carrier_id": given.c.carrier_id, "address_digest": given.c.address_digest,
        "sealed_content": given.c.sealed_content, "code_digest": given.c.code_digest,
    }  # fmt: skip
    await session.execute(sa.update(table).where(table.c.delivery_id == given.c.delivery_id).values(changed))


async def conclude(session: AsyncSession, concluded: Sequence[tuple[Delivery, Standing]], now: datetime) -> set[str]:
    """What became of deliveries, and of what left with each, with the provider and the document of each. What another has settled, or has taken up
    since the lease ran out, stays as it is: those of which something was written."""
    alike: dict[tuple[Standing, str, str, str, int], list[str]] = defaultdict(list)
    for one, standing in concluded:
        alike[standing, one.provider, one.reference, one.document_id, one.attempts].append(one.delivery_id)
    written: set[str] = set()
    lead = table.alias("lead")
    for (standing, provider, reference, document_id, attempts), leads in alike.items():
        changed: dict[str, Any] = {
            "status": standing.status, "status_time": now, "reason": standing.reason, "not_before_time": standing.next_time,
            "lease_until": None, "provider": provider, "provider_reference": reference, "document_id": document_id,
        }  # fmt: skip
        if standing.next_time and standing.status in (DeliveryStatus.CREATED, DeliveryStatus.TEMPORARY_FAILURE):
            # Back in line, it leaves anew: alone, or with others.
            changed |= {"carrier_id": "", "send_date": None, "send_time": None}
        # One array: the statement is always the same, and is prepared once.
        named = sa.literal(leads, sa.ARRAY(table.c.delivery_id.type))
        carried = table.c.carrier_id == sa.any_(named)
        if standing.status is not DeliveryStatus.SENT:
            # That a carrier has it is true whoever asked since; anything else is the word of the last who took it up.
            own = sa.select(lead.c.delivery_id).where(
                lead.c.delivery_id == sa.any_(named),
                lead.c.status == DeliveryStatus.SENDING,
                lead.c.attempts == attempts,
            )
            carried = table.c.carrier_id.in_(own)
        same = sa.and_(carried, table.c.status == DeliveryStatus.SENDING)
        told = await session.execute(sa.update(table).where(same).values(changed).returning(table.c.delivery_id))
        written |= {*told.scalars()} & {*leads}
    return written


async def put_off(session: AsyncSession, delivery_ids: dict[str, datetime]) -> None:
    """Not now: each at its own instant."""
    if delivery_ids:
        statement = sa.update(table).where(table.c.delivery_id == sa.bindparam("who"))
        connection = await session.connection()
        rows = [{"who": who, "until": until} for who, until in delivery_ids.items()]
        await connection.execute(statement.values(not_before_time=sa.bindparam("until")), rows)


async def cancel(session: AsyncSession, delivery_ids: Collection[str], reason: str, now: datetime) -> None:
    """What they told no longer holds: they do not leave."""
    if delivery_ids:
        same = sa.and_(table.c.delivery_id.in_(delivery_ids), _IN_LINE)
        changed = {"status": DeliveryStatus.CANCELLED, "status_time": now, "reason": reason, "not_before_time": None}
        await session.execute(sa.update(table).where(same).values(changed))


async def carried_by(session: AsyncSession, vault: Vault, carrier_id: str, *, lock: bool = False) -> list[Delivery]:
    """What left with this delivery, itself included."""
    wanted = sa.select(table).where(table.c.carrier_id == carrier_id).order_by(table.c.delivery_id)
    return [_delivery(vault, row) for row in await session.execute(wanted.with_for_update() if lock else wanted)]


async def stand(session: AsyncSession, delivery_ids: Collection[str], standing: Standing, now: datetime) -> None:
    """They stand so from now on, whatever they were."""
    changed = {
        "status": standing.status, "status_time": now, "reason": standing.reason, "not_before_time": standing.next_time,
    }  # fmt: skip
    await session.execute(sa.update(table).where(table.c.delivery_id.in_(delivery_ids)).values(changed))


async def keep_secret(session: AsyncSession, vault: Vault, one: Delivery) -> None:
    """What is sealed of a delivery, and the digest of its code, before anything that bears them leaves."""
    changed = {"sealed_content": _sealed(vault, one), "code_digest": code_digest(vault, one.person_id, one.secret.code)}
    await session.execute(sa.update(table).where(table.c.delivery_id == one.delivery_id).values(changed))


async def channels_tried(session: AsyncSession, message_id: str) -> set[Channel]:
    """Through which channels a message was told, or is to be; not those that were chosen, and no more before it left."""
    told = ~sa.and_(table.c.round != ESCALATED, table.c.reason == NOT_WANTED)
    wanted = sa.select(table.c.channel).where(table.c.message_id == message_id, told).distinct()
    return {Channel(name) for name in (await session.execute(wanted)).scalars()}


def _given(rows: Sequence[dict[str, Any]]) -> sa.TableValuedAlias:
    """Rows as a table, one array for each column: one statement for many, however many there are."""
    columns = [table.c[name] for name in rows[0]]
    arrays = [sa.cast([row[each.name] for row in rows], sa.ARRAY(each.type)) for each in columns]
    named = [sa.column(each.name, each.type) for each in columns]
    return sa.func.unnest(*arrays).table_valued(*named).render_derived(name="given")


def _begun(vault: Vault, one: Delivery, day: dict[str, date]) -> dict[str, Any]:
    lead = one.carrier_id == one.delivery_id
    return {
        "delivery_id": one.delivery_id,
        "attempts": one.attempts,
        "not_before_time": one.not_before,
        "send_date": day.get(one.delivery_id),
        "carrier_id": one.carrier_id,
        "address_digest": one.address_digest,
        "sealed_content": _sealed(vault, one) if lead else None,
        "code_digest": code_digest(vault, one.person_id, one.secret.code) if lead and one.secret.code else None,
    }


def _sealed(vault: Vault, one: Delivery) -> bytes | None:
    if one.secret == Secret():
        return None
    return vault.seal(json.dumps(asdict(one.secret)).encode(), one.delivery_id.encode())


def _row(vault: Vault, one: Delivery) -> dict[str, Any]:
    return {
        "delivery_id": one.delivery_id,
        "person_id": one.person_id,
        "message_id": one.message_id,
        "round": one.round,
        "channel": one.channel,
        # What confirms an address carries no message: nothing else would tell two of them apart.
        "target": one.target or ("" if one.message_id else one.delivery_id),
        "status": one.status,
        "status_time": one.created,
        "reason": one.reason,
        "create_time": one.created,
        "not_before_time": one.not_before,
        "attempts": one.attempts,
        "provider": one.provider,
        "provider_reference": one.reference,
        "address_digest": one.address_digest,
        "sealed_content": _sealed(vault, one),
        "document_id": one.document_id,
        "outcome": "",
        "traceparent": one.traceparent,
        "carrier_id": one.carrier_id,
        "life": one.life,
    }


def _delivery(vault: Vault, row: sa.Row[Any]) -> Delivery:
    sealed = row.sealed_content
    told = json.loads(vault.open(sealed, row.delivery_id.encode())) if sealed else {}
    return Delivery(
        delivery_id=row.delivery_id,
        person_id=row.person_id,
        message_id=row.message_id,
        channel=Channel(row.channel),
        created=row.create_time,
        not_before=row.not_before_time,
        round=row.round,
        target=row.target,
        status=DeliveryStatus(row.status),
        reason=row.reason,
        attempts=row.attempts,
        carrier_id=row.carrier_id,
        life=row.life,
        provider=row.provider,
        reference=row.provider_reference,
        document_id=row.document_id,
        address_digest=row.address_digest,
        traceparent=row.traceparent,
        secret=Secret(**{**told, "lines": tuple(told.get("lines", ()))}),
    )
