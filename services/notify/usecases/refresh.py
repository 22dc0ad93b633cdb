"""What is known of a person, read again from whoever knows it, outside any transaction."""

from dataclasses import replace

from services.notify.domain.sightings import merged
from services.notify.store.watched import Watched
from services.notify.usecases.context import Notify


async def refreshed(notify: Notify, person: Watched) -> Watched | None:
    """The person as they are known now; None when nobody knows them any more. Raises Unavailable."""
    asked_at = notify.now()
    sighting = await notify.sources.look(person.person_id)
    if sighting is None:
        return None
    profile = merged(person.profile, sighting, asked_at)
    return replace(person, profile=profile, read=asked_at, unanswered=sighting.silent | sighting.old)
