"""What is known of a person, read again from whoever knows it, outside any transaction."""

from dataclasses import replace

from services.notify.domain.profile import Profile
from services.notify.store.watched import Watched
from services.notify.usecases.context import Notify, Sighting


async def refreshed(notify: Notify, person: Watched) -> Watched | None:
    """The person as they are known now; None when nobody knows them any more. Raises Unavailable."""
    asked_at = notify.now()
    sighting = await notify.sources.look(person.person_id)
    if sighting is None:
        return None
    profile = merged(person.profile, sighting)
    return replace(person, profile=profile, read=asked_at, unanswered=sighting.unanswered | sighting.silent)


def merged(before: Profile | None, sighting: Sighting) -> Profile:
    """What was seen, and for organismes that said nothing what they said before: a silence ends no right."""
    if before is None or not sighting.silent:
        return sighting.profile
    kept = tuple(right for right in before.rights if right.organisme in sighting.silent)
    return replace(sighting.profile, rights=sighting.profile.rights + kept)
