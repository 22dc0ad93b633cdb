"""What else could be had, computed once per view from what the view already asked; the view never waits long for it, nor falls with it."""

import asyncio
from datetime import datetime

from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import Problem
from services.bff.clients import Voice
from services.bff.screens.prefill import known, put_together
from services.bff.views.potentials import Said, Simulated
from services.bff.views.simulation import simulated_states

_SECONDS = 1.2


async def potentials(voice: Voice, moment: datetime, view: rights_pb.GetViewResponse) -> Said:
    """What the simulator says of each benefit, from what the suite knows; None when it cannot be said now."""
    if not any(one.potentials for one in view.domains):
        return None
    try:
        async with asyncio.timeout(_SECONDS):
            return await _simulated(voice, moment, view)
    except (TimeoutError, Problem):
        # A household that the facts do not make whole is refused: the simulator's own page says what is missing.
        return None


async def _simulated(voice: Voice, moment: datetime, view: rights_pb.GetViewResponse) -> dict[str, Simulated] | None:
    simulator, found = voice.suite.simulator, await known(voice, moment, view)
    prefilled = (await put_together(voice, found.request)).answer
    if found.missing or not prefilled.household.persons:
        return None
    request = pb.SimulateRequest(person_id=voice.person_id, household=prefilled.household)
    answer = await voice.ask(simulator, simulator.stub.Simulate, request)
    return simulated_states(answer.month.results, prefilled.household)
