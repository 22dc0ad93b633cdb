"""Where a person has files, and under which names: what the other services route by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.attachments import Attachment
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.pseudonyms import Pseudonym
from services.identity.store import attachments, certifications, pseudonyms
from services.identity.store.attachments import PageKey
from services.identity.usecases.parts import Parts


@dataclass(frozen=True, slots=True)
class Page:
    """Attachments, each with its key, and when the organismes were last asked."""

    lines: list[tuple[PageKey, Attachment]]
    resolved_time: datetime | None


async def list_attachments(session: AsyncSession, person_id: str, limit: int, after: PageKey | None) -> Page:
    """By organisme then start. Raises PersonNotFound."""
    if await certifications.of_person(session, person_id) is None:
        raise PersonNotFound
    lines = await attachments.list_page(session, person_id, limit, after)
    return Page(lines, await certifications.resolved_time(session, person_id))


async def resolve_pseudonyms(
    parts: Parts, session: AsyncSession, person_id: str, organismes: Collection[str]
) -> list[Pseudonym]:
    """Of the organismes where the person has a file, among those wanted (all when none is named). Raises PersonNotFound."""
    if await certifications.of_person(session, person_id) is None:
        raise PersonNotFound
    attached = await attachments.organismes_of(session, person_id)
    wanted = [organisme for organisme in attached if not organismes or organisme in organismes]
    return list((await pseudonyms.current(session, parts.keyring, person_id, wanted)).values())
