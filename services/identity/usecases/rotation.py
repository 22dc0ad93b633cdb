"""Replacing the key that derives one organisme's pseudonyms, then telling it each new pseudonym. Both names hold meanwhile."""

import uuid
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import read_session, unit_of_work
from services.identity.domain.errors import OrganismeUnknown
from services.identity.domain.pseudonyms import Pseudonym, next_version
from services.identity.partners.gateways import Replaced
from services.identity.store import certifications, pseudonyms
from services.identity.store.pseudonyms import Stale
from services.identity.usecases.parts import LEASE, Parts

_BATCH = 50


@dataclass(frozen=True, slots=True)
class Rotation:
    """The version that new pseudonyms carry, and how many persons are to be told."""

    key_version: str
    persons: int


async def rotate(parts: Parts, session: AsyncSession, organisme: str) -> Rotation:
    """Makes a new version active. Raises OrganismeUnknown."""
    if not parts.keyring.knows(organisme):
        raise OrganismeUnknown
    await pseudonyms.lock_rotation(session, organisme)
    book, now = await pseudonyms.open_book(session, parts.keyring), parts.clock()
    version = next_version(book.versions(organisme))
    await pseudonyms.add_version(session, organisme, version, parts.keyring.file_version(organisme), now)
    return Rotation(version, await pseudonyms.schedule(session, organisme, version, now))


async def tell_due(parts: Parts) -> int:
    """Tells organismes the new names of persons whose turn has come; returns how many. A process that dies loses none."""
    async with unit_of_work(parts.database) as session:
        leased = await pseudonyms.lease_stale(session, parts.clock(), LEASE, _BATCH)
    async with read_session(parts.database) as session:
        book = await pseudonyms.open_book(session, parts.keyring)
    for stale, attempts in leased:
        old = book.make(stale.organisme, stale.person_id, stale.key_version)
        await _tell(parts, stale, attempts, old, book.make(stale.organisme, stale.person_id))
    return len(leased)


async def _tell(parts: Parts, stale: Stale, attempts: int, old: Pseudonym, new: Pseudonym) -> None:
    # The same tellings bear the same id, so that a repeated one changes nothing there.
    request_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{old.value}/{new.value}"))
    replaced = await parts.gateways.replace_pseudonym(old, new, request_id)
    async with unit_of_work(parts.database) as session:
        now = parts.clock()
        if replaced is Replaced.LATER:
            await pseudonyms.postpone(session, stale, now + parts.rules.directory.retry_delay(attempts))
            return
        await pseudonyms.told(session, parts.keyring, stale.person_id, [new], now)
        if replaced is Replaced.NOT_KNOWN:
            # The organisme lost the old name: it is asked about the person anew, under the new one.
            await certifications.schedule_refresh(session, stale.person_id, now, older_than=now)
        await parts.announcer.pseudonym_rotated(session, stale.person_id, stale.organisme)
