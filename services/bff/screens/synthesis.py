"""A simulation on paper."""

import asyncio
from datetime import datetime

from mesdroits.simulator.v1 import household_pb2 as household

from services.bff.clients import Voice
from services.bff.screens.prefill import day_of
from services.bff.screens.simulation import simulate
from services.bff.synthesis.writing import write_pdf
from services.bff.views.french import day

# A document takes a processor for a moment: whoever comes third waits, and the other pages go on.
_WRITERS = asyncio.Semaphore(2)


async def synthesis(voice: Voice, asked: household.Household, public_url: str, moment: datetime) -> bytes:
    """The household's benefits, simulated anew, as a PDF."""
    view = await simulate(voice, asked)
    async with _WRITERS:
        return await asyncio.to_thread(write_pdf, view, public_url, day(day_of(moment)))
