"""Idempotent requests (AIP-155): the same `request_id` has one effect, and always gets the first answer."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

import sqlalchemy as sa
from google.protobuf.message import Message
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.auth import current_caller
from chassis.crypto import Vault
from chassis.db import chassis_tables
from chassis.errors import RequestIdReused

R = TypeVar("R", bound=Message)
_TABLE = chassis_tables(sa.MetaData()).request_ids
_vaults: list[Vault] = []


def seal_with(vault: Vault) -> None:
    """Stores answers sealed from now on: they may hold what the person told."""
    _vaults[:] = [vault]


async def once(
    session: AsyncSession, request: Message, response_type: type[R], effect: Callable[[], Awaitable[R]]
) -> R:
    """Runs `effect` in the transaction under way if this request is new; otherwise gives back the stored answer.

    Two identical requests at the same moment: the second waits for the first one's commit. Raises RequestIdReused when the same id comes
    with another content.
    """
    caller = current_caller()
    row = {
        "caller": caller.person_id or caller.issuer,
        "method": request.DESCRIPTOR.full_name,
        "request_id": request.request_id,  # type: ignore[attr-defined]
    }
    fingerprint = hashlib.sha256(request.SerializeToString(deterministic=True)).digest()
    context = "/".join(row.values()).encode()
    # Sealed too: the digest of a number that a person told could be searched for among all numbers.
    claim = insert(_TABLE).values(row | {"fingerprint": _seal(fingerprint, context)}).on_conflict_do_nothing()
    same = sa.and_(*(_TABLE.c[name] == value for name, value in row.items()))
    if (await session.execute(claim)).rowcount:  # type: ignore[attr-defined]
        response = await effect()
        await session.execute(
            sa.update(_TABLE).where(same).values(response=_seal(response.SerializeToString(), context))
        )
        return response
    stored = (await session.execute(sa.select(_TABLE.c.fingerprint, _TABLE.c.response).where(same))).one()
    if _open(stored.fingerprint, context) != fingerprint:
        raise RequestIdReused
    return response_type.FromString(_open(stored.response, context))


def _seal(data: bytes, context: bytes) -> bytes:
    return _vaults[0].seal(data, context) if _vaults else data


def _open(data: bytes, context: bytes) -> bytes:
    return _vaults[0].open(data, context) if _vaults else data
