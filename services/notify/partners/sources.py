"""All that is known of a person, from the five services that know it, asked at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from chassis.errors import Exhausted, NotFound, TimedOut, Unavailable
from services.notify.domain.profile import Profile
from services.notify.domain.sightings import Sighting
from services.notify.domain.territories import territory_of, today_of
from services.notify.partners.claims import Claims
from services.notify.partners.identity import Identity
from services.notify.partners.rights import Rights
from services.notify.partners.situation import Situation
from services.notify.partners.titles import Titles


@dataclass(frozen=True)
class Partners:
    """Whoever of them is silent makes the whole silent: nothing is told from half a picture."""

    identity: Identity
    situation: Situation
    rights: Rights
    claims: Claims
    titles: Titles
    now: Callable[[], datetime]

    async def look(self, person_id: str) -> Sighting | None:
        """What is known of the person now; None when identity does not know them. Raises Unavailable."""
        now = self.now()
        today = today_of(now, territory_of(""))
        try:
            async with _naming_silence():
                civil = await self.identity.read(person_id)
                facts, held, followed, titles = await asyncio.gather(
                    self.situation.read(person_id, today),
                    self.rights.read(person_id),
                    self.claims.read(person_id, now),
                    self.titles.read(person_id),
                )
        except NotFound:
            return None
        profile = Profile(
            birth_date=civil.birth_date,
            department=facts.department,
            regimes=civil.regimes | facts.regimes,
            rights=held.rights,
            children=facts.children,
            papers=titles + facts.papers,
            decisions=followed.decisions,
            pieces=followed.pieces,
            gaps=held.gaps,
            asked=followed.asked,
            retirement_date=followed.retirement_date,
            works=facts.works,
            scholarship=facts.scholarship,
        )
        return Sighting(profile, held.silent, held.old)

    async def names(self, person_id: str) -> dict[str, str] | None:
        """Organisme → the name by which it knows the person; None when identity cannot say. Raises Unavailable."""
        try:
            async with _naming_silence():
                return await self.identity.names(person_id)
        except NotFound:
            return None


@asynccontextmanager
async def _naming_silence() -> AsyncIterator[None]:
    try:
        yield
    except (TimedOut, Exhausted) as late:
        raise Unavailable(retry_in=late.retry_in or 1.0) from late
