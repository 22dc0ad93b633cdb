"""A simulation on paper."""

from datetime import datetime
from functools import partial

from mesdroits.simulator.v1 import household_pb2 as household

from chassis.errors import Problem
from services.bff.clients import Voice
from services.bff.screens.parts import unless_away
from services.bff.screens.prefill import day_of
from services.bff.screens.produced import Kept, Making, keep, written
from services.bff.screens.simulation import simulate
from services.bff.synthesis.writing import words_of, write_pdf
from services.bff.views.french import day

_TYPE = "synthese-simulation"


async def synthesis(
    voice: Voice, asked: household.Household, public_url: str, moment: datetime, wanted: tuple[str, ...] = ()
) -> Kept:
    """The household's benefits, simulated anew, as a PDF that is kept; without its code where it cannot be kept now.

    `wanted`: ids of benefits, all when empty.
    """
    view, day_text = await simulate(voice, asked, wanted), day(day_of(moment))
    making = Making(_TYPE, words_of(view, public_url, day_text), partial(write_pdf, view, public_url, day_text))
    kept = await unless_away(keep(voice, making))
    return Kept("", await written(making)) if isinstance(kept, Problem) else kept
