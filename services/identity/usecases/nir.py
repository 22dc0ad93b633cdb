"""A person tells their NIR, once; the certification that follows, now or later."""

import asyncio
import logging
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.crypto import SealBroken
from chassis.db import read_session, unit_of_work
from services.identity.domain import nir as nirs
from services.identity.domain.certification import (
    Certification,
    ReviewReason,
    State,
    Step,
    before_asking,
    in_review,
    on_declaration,
)
from services.identity.domain.coherence import incoherences
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.nir import Nir
from services.identity.store import certifications
from services.identity.store.certifications import Declared
from services.identity.usecases import conclude
from services.identity.usecases.inquiry import Findings, Subject, ask
from services.identity.usecases.parts import LEASE, Parts
from services.identity.usecases.people import Person, get_person

_log = logging.getLogger(__name__)
_BATCH = 10


@dataclass(frozen=True, slots=True)
class Declaration:
    """A NIR told, and what the organismes said of it. `found` None: it was told before, and nothing changes."""

    declared: Declared
    found: Findings | None


def read_nir(parts: Parts, text: str) -> Declared:
    """Raises NirInvalid, which says what to check."""
    nir = nirs.parse(text)
    return Declared(nir, parts.keyring.nir_digest(nir))


async def look_into(parts: Parts, person_id: str, declared: Declared) -> Declaration:
    """Compares the NIR with the identité pivot, then asks the organismes; writes nothing. Raises PersonNotFound, NirAlreadyCertified."""
    async with read_session(parts.database) as session:
        person = await get_person(parts, session, person_id)
        held = await certifications.holder(session, declared.digest, other_than=person_id) is not None
    if on_declaration(person.certification, declared.digest, declared.nir.provisional) is Step.NOTHING_NEW:
        return Declaration(declared, None)
    refused = before_asking(incoherences(declared.nir, person.pivot))
    if refused is None and held:
        refused = in_review(ReviewReason.ALREADY_HELD)
    if refused is not None:
        return Declaration(declared, Findings(refused))
    return Declaration(declared, await ask(parts, Subject(person_id, person.pivot, declared)))


async def settle(parts: Parts, session: AsyncSession, person_id: str, declaration: Declaration) -> Certification:
    """Writes the NIR and where its certification stands. Raises PersonNotFound, NirAlreadyCertified."""
    current = await certifications.of_person(session, person_id, lock=True)
    if current is None or declaration.found is None:
        return (await get_person(parts, session, person_id)).certification
    declared = declaration.declared
    if on_declaration(current, declared.digest, declared.nir.provisional) is Step.NOTHING_NEW:
        return current
    await conclude.close_review(parts, session, current)
    await certifications.declare(session, parts.sealing, person_id, declared)
    told = _told(current, declared.digest, declared.nir)
    return await conclude.conclude(parts, session, person_id, told, declaration.found)


def _told(current: Certification, digest: bytes, nir: Nir) -> Certification:
    """Another NIR begins anew: what an agent or an organisme had said was said of the former one."""
    if current.nir_digest == digest:
        return current
    return replace(current, nir_digest=digest, provisional=nir.provisional, confirmed=False, attempts=0)


async def certify_due(parts: Parts) -> int:
    """Asks the organismes again for the persons whose turn has come; returns how many."""
    async with unit_of_work(parts.database) as session:
        due = await certifications.lease_due(session, parts.clock(), LEASE, _BATCH)
    await asyncio.gather(*(_certify_alone(parts, person_id) for person_id in due))
    return len(due)


async def _certify_alone(parts: Parts, person_id: str) -> None:
    """One person's trouble is not the others': it is logged, and their turn comes again."""
    with telemetry.span("certification retry"):
        try:
            await _certify(parts, person_id)
        except PersonNotFound:
            _log.info("person erased meanwhile")
        except SealBroken:
            _log.error("sealed row does not open", extra={"table": "certifications"})


async def _certify(parts: Parts, person_id: str) -> None:
    async with read_session(parts.database) as session:
        person = await get_person(parts, session, person_id)
        declared = await certifications.declared_nir(session, parts.sealing, person_id)
    if declared is None:
        return
    found = await ask(parts, _subject(person, declared))
    async with unit_of_work(parts.database) as session:
        current = await certifications.of_person(session, person_id, lock=True)
        if current is None or (current.state, current.nir_digest) != (person.certification.state, declared.digest):
            return
        if current.state is State.CERTIFIED:
            await conclude.refresh(parts, session, person_id, current, found)
        elif current.state is State.PENDING:
            await conclude.conclude(parts, session, person_id, current, found)


def _subject(person: Person, declared: Declared) -> Subject:
    certification = person.certification
    certified = certification.state is State.CERTIFIED
    return Subject(person.person_id, person.pivot, declared, certification.confirmed, certified)
