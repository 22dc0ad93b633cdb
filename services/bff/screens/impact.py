"""What a change would do, asked beside the preview: within a time of its own, and never in the way of telling."""

import asyncio
from dataclasses import replace
from datetime import datetime

from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import InvalidInput, Problem
from services.bff.changes import Change
from services.bff.clients import Voice
from services.bff.household.facts_tried import tried
from services.bff.screens.prefill import known, put_together
from services.bff.screens.simulation import benefits
from services.bff.views.impact import ImpactView, impact_view, late, untold

_SECONDS = 2.2
_PURPOSE = "simulate"
_MONTHS = 4


async def impact(voice: Voice, change: Change, moment: datetime) -> ImpactView:
    """What the simulator says of it; or why it says nothing."""
    try:
        async with asyncio.timeout(_SECONDS):
            # The journal of accesses says that rights were read to simulate, not to tell.
            return await _computed(replace(voice, purpose=_PURPOSE), change, moment)
    except InvalidInput as incomplete:
        return untold(incomplete.violations[0].description if incomplete.violations else "")
    except (TimeoutError, Problem):
        return late()


async def _computed(voice: Voice, change: Change, moment: datetime) -> ImpactView:
    simulator, found = voice.suite.simulator, await known(voice, moment)
    household = (await put_together(voice, found.request)).answer.household
    if found.missing or not household.persons:
        return untold()
    attempt = tried(change, household)
    if not attempt.changes:
        return untold(attempt.why_not)
    request = pb.CompareRequest(person_id=voice.person_id, household=household, changes=attempt.changes, months=_MONTHS)
    answer, named = await asyncio.gather(voice.ask(simulator, simulator.stub.Compare, request), benefits(voice))
    return impact_view(answer, attempt, {one.benefit: one for one in named.benefits})
