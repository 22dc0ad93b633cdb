"""The person, as the suite shows them to themselves."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.certification import Certification
from services.identity.domain.directory import Recipient
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.pivot import Pivot
from services.identity.store import certifications, persons
from services.identity.usecases.parts import Parts


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is, and where the certification of their NIR stands."""

    person_id: str
    pivot: Pivot
    certification: Certification


def nir_recipients(parts: Parts) -> tuple[Recipient, ...]:
    """Who would be given a NIR today: the certifiers, then the others."""
    reachable, today = parts.gateways.organismes, parts.clock().date()
    directory = parts.rules.directory
    return (*directory.certifiers(reachable, today), *directory.others(reachable, today))


async def get_person(parts: Parts, session: AsyncSession, person_id: str) -> Person:
    """Raises PersonNotFound."""
    pivot = await persons.pivot_of(session, parts.sealing, person_id)
    certification = await certifications.of_person(session, person_id)
    if pivot is None or certification is None:
        raise PersonNotFound
    return Person(person_id, pivot, certification)
