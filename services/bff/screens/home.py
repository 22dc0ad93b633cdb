"""Home, in one round: the person, the six bubbles and the last declarations are asked at the same time."""

import asyncio
from datetime import datetime

from mesdroits.identity.v1 import person_pb2

from chassis.errors import Problem
from services.bff.clients import Voice
from services.bff.screens.identity import person
from services.bff.screens.parts import unless_away
from services.bff.screens.rights import rights
from services.bff.screens.situation import declarations
from services.bff.views.home import HomeView, home_view
from services.bff.views.identity import certification_view

_LATEST = 3


async def home(voice: Voice, moment: datetime) -> HomeView:
    """The home screen. A part that is away is told as such; the screen is served all the same."""
    if not voice.who.certified:
        known = await person(voice)
        if known.certification.state != person_pb2.CERTIFICATION_STATE_CERTIFIED:
            return home_view(known.display_name, certification_view(known.certification), None, None)
    known_or_away, shown, told = await asyncio.gather(
        unless_away(person(voice)), unless_away(rights(voice, moment)), unless_away(declarations(voice, _LATEST, ""))
    )
    if isinstance(known_or_away, Problem):
        # The session knows enough to greet, and that the NIR is certified.
        known_or_away = person_pb2.Person(
            display_name=voice.who.display_name,
            certification=person_pb2.Certification(state=person_pb2.CERTIFICATION_STATE_CERTIFIED),
        )
    return home_view(known_or_away.display_name, certification_view(known_or_away.certification), shown, told)
