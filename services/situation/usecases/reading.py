"""What a person reads of their situation: facts as of two dates, versions, declarations and checks, page by page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.situation.domain.bitemporal import as_of
from services.situation.domain.controls import Control
from services.situation.domain.declarations import Declaration, FollowedDelivery
from services.situation.domain.errors import DeclarationNotFound, DirectoryUnknown, FactNotFound
from services.situation.domain.facts import FactVersion
from services.situation.store import controls, declarations, directory, facts
from services.situation.usecases.context import Situation


@dataclass(frozen=True, slots=True)
class AsOf:
    """Valid on a day (None: whenever) as known at an instant (None: now)."""

    valid: date | None = None
    known: datetime | None = None


async def list_facts(
    session: AsyncSession, situation: Situation, person_id: str, moment: AsOf, *, after: str, limit: int
) -> list[FactVersion]:
    """For each fact whose id follows `after`, the version that answers, in the order of ids."""
    single = {kind.name for kind in situation.catalogue.kinds.values() if kind.single}
    known = await facts.outlines(session, person_id, moment.known)
    answers = as_of(known, valid=moment.valid, known=moment.known, single_kinds=single)
    return await facts.fill(
        session, situation.vault, [version for version in answers if version.fact_id > after][:limit]
    )


async def list_versions(
    session: AsyncSession, situation: Situation, person_id: str, fact_id: str, *, after: int, limit: int
) -> list[FactVersion]:
    """The versions of a fact whose number follows `after`. Raises FactNotFound."""
    versions = await facts.versions_page(session, situation.vault, person_id, fact_id, after=after, limit=limit)
    if not versions and after == 0:
        raise FactNotFound
    return versions


async def get_declaration(
    session: AsyncSession, situation: Situation, person_id: str, declaration_id: str
) -> Declaration:
    """A person's declaration. Raises DeclarationNotFound."""
    found = await declarations.find(session, situation.vault, person_id, declaration_id)
    if found is None:
        raise DeclarationNotFound
    return found


async def list_declarations(
    session: AsyncSession, situation: Situation, person_id: str, *, before: str | None, limit: int
) -> list[Declaration]:
    """A person's declarations, newest first."""
    return await declarations.page(session, situation.vault, person_id, before=before, limit=limit)


async def list_controls(
    session: AsyncSession, situation: Situation, person_id: str, *, before: str | None, limit: int
) -> list[Control]:
    """The checks that still hold, newest first."""
    return list(await controls.page(session, person_id, situation.today(), before=before, limit=limit))


async def list_dead_deliveries(
    session: AsyncSession, *, after: tuple[datetime, str] | None, limit: int
) -> list[tuple[FollowedDelivery, Any]]:
    """Deliveries that could not be delivered, oldest first, each with the instant it was given up."""
    return await declarations.dead_page(session, after=after, limit=limit)


async def organismes_of(session: AsyncSession, situation: Situation, person_id: str) -> set[str]:
    """The organismes where the person has a file today. Raises DirectoryUnknown."""
    known = await directory.find(session, person_id)
    if known is None:
        raise DirectoryUnknown
    return set(known.qualities(situation.today()))
