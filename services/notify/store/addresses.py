"""The addresses that persons gave for alerts, sealed; one that waits for its code stands beside the one before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.notify.domain.preferences import CODE_LIFE, Address
from services.notify.domain.sending.channels import Channel
from services.notify.domain.sending.delivery import Delivery
from services.notify.store.tables import addresses as table
from services.notify.store.tables import code_requests

_KEY = ["person_id", "channel", "pending"]


@dataclass(frozen=True, slots=True)
class Pending:
    """An address that waits for its code."""

    address: Address
    code_digest: bytes
    tries: int


def digest_of(vault: Vault, text: str) -> bytes:
    """By which an address is recognised. Keyed: all the mobile numbers of a country are tried within minutes."""
    return vault.digest("address", text.encode())


async def of_person(session: AsyncSession, vault: Vault, person_id: str) -> list[Address]:
    """Of each channel the confirmed one, then the one that waits for its code."""
    wanted = sa.select(table).where(table.c.person_id == person_id).order_by(table.c.channel, table.c.pending)
    return [_address(vault, row) for row in await session.execute(wanted)]


async def awaited(
    session: AsyncSession, person_ids: Collection[str]
) -> dict[tuple[str, Channel], tuple[bytes, datetime]]:
    """(person, channel) → the address that waits for a code, by its digest, and until when the code holds."""
    wanted = sa.select(table).where(table.c.person_id.in_(person_ids), table.c.pending)
    return {
        (row.person_id, Channel(row.channel)): (row.address_digest, row.code_expire_time)
        for row in await session.execute(wanted)
    }


async def set_pending(session: AsyncSession, vault: Vault, waiting: Pending) -> None:
    """An address whose code was sent; one that waited is replaced."""
    row = _row(vault, waiting.address, pending=True) | {"code_digest": waiting.code_digest}
    await session.execute(insert(table).values(row).on_conflict_do_update(index_elements=_KEY, set_=row))


async def pending(session: AsyncSession, vault: Vault, person_id: str, channel: Channel) -> Pending | None:
    """What waits for a code; two tries at once: the second waits."""
    wanted = sa.select(table).where(_is(person_id, channel), table.c.pending).with_for_update()
    row = (await session.execute(wanted)).first()
    return Pending(_address(vault, row), row.code_digest, row.code_tries) if row else None


async def note_try(session: AsyncSession, person_id: str, channel: Channel) -> None:
    """A wrong code was given."""
    changed = {"code_tries": table.c.code_tries + 1}
    await session.execute(sa.update(table).where(_is(person_id, channel), table.c.pending).values(changed))


async def confirm(session: AsyncSession, vault: Vault, address: Address) -> None:
    """The code came back: the address takes the place of the one before."""
    await session.execute(sa.delete(table).where(_is(address.person_id, address.channel)))
    await session.execute(sa.insert(table).values(_row(vault, address, pending=False)))


async def remove(session: AsyncSession, person_id: str, channel: Channel) -> None:
    """Forgets what is known of a channel."""
    await session.execute(sa.delete(table).where(_is(person_id, channel)))


async def mark_failing(session: AsyncSession, person_id: str, address_digest: bytes, status: str) -> None:
    """Nothing reaches this address any more, by the delivery status; empty: it does again."""
    same = sa.and_(table.c.person_id == person_id, table.c.address_digest == address_digest, ~table.c.pending)
    await session.execute(sa.update(table).where(same).values(failing=status))


async def mark_unreached(session: AsyncSession, carrying: Delivery, status: str) -> None:
    """The code that this delivery carries does not arrive: said of the address that waits for that very code."""
    asked = sa.and_(_is(carrying.person_id, carrying.channel), table.c.pending)
    same = sa.and_(asked, table.c.address_digest == carrying.address_digest, table.c.code_expire_time == carrying.created + CODE_LIFE)  # fmt: skip
    await session.execute(sa.update(table).where(same).values(failing=status))


async def lock_codes(session: AsyncSession, person_id: str) -> None:
    """Two requests for a code at once: the second waits, and is counted."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"codes/{person_id}"))))


async def codes_since(session: AsyncSession, person_id: str, address_digest: bytes, since: datetime) -> tuple[int, int]:
    """How many codes the person asked for since then, and how many anybody did for this address."""
    table_ = code_requests.c
    recent = sa.select(sa.func.count()).select_from(code_requests).where(table_.request_time > since)
    by_person = (await session.execute(recent.where(table_.person_id == person_id))).scalar_one()
    for_address = (await session.execute(recent.where(table_.address_digest == address_digest))).scalar_one()
    return by_person, for_address


async def note_code(session: AsyncSession, person_id: str, address_digest: bytes, now: datetime) -> None:
    """A code is sent."""
    row = {"person_id": person_id, "address_digest": address_digest, "request_time": now}
    await session.execute(sa.insert(code_requests).values(row))


def _is(person_id: str, channel: Channel) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.person_id == person_id, table.c.channel == channel)


def _context(person_id: str, channel: str) -> bytes:
    return f"{person_id}/{channel}".encode()


def _row(vault: Vault, address: Address, *, pending: bool) -> dict[str, Any]:
    return {
        "person_id": address.person_id,
        "channel": address.channel,
        "pending": pending,
        "sealed_address": vault.seal(address.text.encode(), _context(address.person_id, address.channel)),
        "address_digest": digest_of(vault, address.text),
        "confirm_time": address.confirmed,
        "failing": address.failing,
        "code_digest": None,
        "code_expire_time": address.expires,
        "code_tries": 0,
    }


def _address(vault: Vault, row: sa.Row[Any]) -> Address:
    text = vault.open(row.sealed_address, _context(row.person_id, row.channel)).decode()
    return Address(row.person_id, Channel(row.channel), text, row.confirm_time, row.failing, row.code_expire_time)
