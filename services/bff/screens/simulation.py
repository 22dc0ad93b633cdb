"""What the simulator says of a household, with the names and the links that the catalogues give. Nothing is kept."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from google.protobuf.message import Message
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import household_pb2 as household
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import NotFound, Problem
from services.bff.clients import Voice
from services.bff.screens.parts import unless_away
from services.bff.views.comparison import ChangeKindsView, ComparisonView, change_kinds_view, comparison_view
from services.bff.views.explanation import (
    ExplanationView,
    LegislationView,
    RetirementView,
    explanation_view,
    legislation_view,
    retirement_view,
)
from services.bff.views.guidance import GuideView, guide_view
from services.bff.views.simulated_benefits import SimulatedBenefitsView, benefits_view
from services.bff.views.simulation import Known, SimulationView, simulation_view

_MOST = 200
# A year of months and twenty changes take longer than one month.
_LONG_SECONDS = 4.0
_NO_DECLARATION = "NO_DECLARATION"
R = TypeVar("R", bound=Message)
Tried = tuple[Sequence[change_pb2.Change], Sequence[change_pb2.Combination]]


async def benefits(voice: Voice) -> SimulatedBenefitsView:
    """Every benefit that can be simulated. Without the catalogue of rights, the links alone are missing."""
    simulator, rights = voice.suite.simulator, voice.suite.rights
    wanted = pb.ListBenefitsRequest(person_id=voice.person_id, page_size=_MOST)
    managed = rights_pb.ListBenefitsRequest(person_id=voice.person_id, page_size=_MOST)
    computed, catalogue = await asyncio.gather(
        voice.ask(simulator, simulator.stub.ListBenefits, wanted),
        unless_away(voice.ask(rights, rights.stub.ListBenefits, managed)),
    )
    return benefits_view(computed, None if isinstance(catalogue, Problem) else catalogue)


async def _beside(voice: Voice, asked: Awaitable[R]) -> tuple[R, Known]:
    """An answer of the simulator, and what its benefits are called."""
    answer, named = await asyncio.gather(asked, benefits(voice))
    return answer, {one.benefit: one for one in named.benefits}


async def simulate(voice: Voice, asked: household.Household, wanted: tuple[str, ...] = ()) -> SimulationView:
    """Every benefit of the household's month."""
    simulator = voice.suite.simulator
    request = pb.SimulateRequest(person_id=voice.person_id, household=asked, benefits=wanted)
    answer, known = await _beside(voice, voice.ask(simulator, simulator.stub.Simulate, request, seconds=_LONG_SECONDS))
    return simulation_view(answer, asked, known)


async def compare(
    voice: Voice,
    asked: household.Household,
    tried: Tried,
    months: int = 0,
    wanted: tuple[str, ...] = (),
) -> ComparisonView:
    """The same months without and with each change, or combination. `tried`: the changes, and the combinations."""
    simulator, (changes, combinations) = voice.suite.simulator, tried
    request = pb.CompareRequest(
        person_id=voice.person_id,
        household=asked,
        changes=changes,
        combinations=combinations,
        months=months,
        benefits=wanted,
    )
    answer, known = await _beside(voice, voice.ask(simulator, simulator.stub.Compare, request, seconds=_LONG_SECONDS))
    return comparison_view(answer, asked, known)


async def explain(voice: Voice, asked: household.Household, benefit: str, person: str = "") -> ExplanationView:
    """Why a benefit amounts to what it does."""
    simulator = voice.suite.simulator
    request = pb.ExplainRequest(person_id=voice.person_id, household=asked, benefit=benefit, person=person)
    answer, known = await _beside(voice, voice.ask(simulator, simulator.stub.Explain, request, seconds=_LONG_SECONDS))
    return explanation_view(answer, asked, known)


async def retirement(voice: Voice, asked: household.Household, person: str = "") -> RetirementView:
    """When, and how much."""
    simulator = voice.suite.simulator
    request = pb.EstimateRetirementRequest(person_id=voice.person_id, household=asked, person=person)
    return retirement_view(await voice.ask(simulator, simulator.stub.EstimateRetirement, request), asked)


async def guide(voice: Voice, benefit: str, month: Date) -> GuideView:
    """What to declare for a benefit and a month."""
    simulator = voice.suite.simulator
    request = pb.GuideResourcesRequest(person_id=voice.person_id, benefit=benefit, month=month)
    return guide_view(await voice.ask(simulator, simulator.stub.GuideResources, request), request)


async def guide_or_none(voice: Voice, benefit: str, month: Date) -> GuideView:
    """The same; a benefit that wants no declaration is told as such rather than refused."""
    try:
        return await guide(voice, benefit, month)
    except NotFound as none:
        if none.reason != _NO_DECLARATION:
            raise
        answer = pb.GuideResourcesResponse(introduction=none.message)
        return guide_view(answer, pb.GuideResourcesRequest(benefit=benefit, month=month))


async def changes(voice: Voice) -> ChangeKindsView:
    """The changes that can be tried."""
    simulator = voice.suite.simulator
    request = pb.DescribeChangesRequest(person_id=voice.person_id)
    return change_kinds_view(await voice.ask(simulator, simulator.stub.DescribeChanges, request))


async def legislation(voice: Voice) -> LegislationView:
    """The law that is computed."""
    simulator = voice.suite.simulator
    request = pb.GetLegislationRequest(person_id=voice.person_id)
    return legislation_view(await voice.ask(simulator, simulator.stub.GetLegislation, request))
