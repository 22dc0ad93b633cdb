"""What the partners say of a person, beside what they said before."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.notify.domain.profile import Asked, Profile, RightState


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is said of a person now. `silent`: the organismes whose rights are not in it; `old`: those that answered of an earlier day."""

    profile: Profile
    silent: frozenset[str] = frozenset()
    old: frozenset[str] = frozenset()


def merged(before: Profile | None, sighting: Sighting, now: datetime) -> Profile:
    """What was seen, and for organismes that said nothing what they said before: a silence ends no right.

    A right that is shown as requested was asked for when it was first shown so.
    """
    rights = sighting.profile.rights
    if before is not None:
        rights += tuple(right for right in before.rights if right.organisme in sighting.silent)
    told = {asked.benefit for asked in sighting.profile.asked}
    known = {asked.benefit: asked for asked in before.asked} if before else {}
    requested = {right.benefit for right in rights if right.state is RightState.REQUESTED} - told
    asked = tuple(known.get(benefit, Asked(benefit, now)) for benefit in sorted(requested))
    return replace(sighting.profile, rights=rights, asked=sighting.profile.asked + asked)
