"""SimulatorService, served: request → use case → response."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mesdroits.simulator.v1 import simulator_service_pb2 as pb
from mesdroits.simulator.v1.simulator_service_pb2_grpc import SimulatorServiceServicer

from chassis.errors import InvalidInput, Violation
from chassis.gate import Context
from services.simulator.api import writing_answers as writing
from services.simulator.api.reading import household_of
from services.simulator.api.reading_changes import tried_of
from services.simulator.api.reading_population import chunk_of
from services.simulator.api.reading_prefill import known_of
from services.simulator.api.writing_population import population_response
from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.changes_kinds import ChangeKind
from services.simulator.domain.guard import Guard
from services.simulator.domain.household import Household
from services.simulator.domain.legislation import Register
from services.simulator.domain.plausibility import surprising
from services.simulator.domain.prefill_rules import PrefillRules
from services.simulator.domain.results import Question
from services.simulator.usecases.benefits import list_benefits
from services.simulator.usecases.calculator import Calculator
from services.simulator.usecases.changes import describe_changes
from services.simulator.usecases.compare import Comparison, compare
from services.simulator.usecases.explain import Explainer
from services.simulator.usecases.guide import guide_resources
from services.simulator.usecases.legislation import get_legislation
from services.simulator.usecases.population import counted, simulate_population
from services.simulator.usecases.prefill import prefill
from services.simulator.usecases.retirement import estimate
from services.simulator.usecases.simulate import questions_for, simulate

_PARIS = ZoneInfo("Europe/Paris")
_MOST_BENEFITS = 200


@dataclass(frozen=True)
class Parts:
    """What the RPCs stand on."""

    calculator: Calculator
    catalogue: Catalogue
    explainer: Explainer
    guard: Guard
    kinds: tuple[ChangeKind, ...]
    prefill_rules: PrefillRules
    register: Register
    clock: Callable[[], datetime]

    @property
    def today(self) -> date:
        """The day that it is in Paris."""
        return self.clock().astimezone(_PARIS).date()


@dataclass(frozen=True)
class SimulatorServicer(SimulatorServiceServicer):
    """One method per RPC."""

    parts: Parts

    async def Simulate(self, request: pb.SimulateRequest, _: Context) -> pb.SimulateResponse:
        """All benefits of a month."""
        household, wanted = household_of(request.household, self.parts.today), _benefits(request.benefits)
        found = await simulate(self.parts.calculator, self.parts.catalogue, household, wanted)
        return writing.simulated(found, surprising(household))

    async def Compare(self, request: pb.CompareRequest, _: Context) -> pb.CompareResponse:
        """The baseline and every change, in one computation."""
        parts, household = self.parts, household_of(request.household, self.parts.today)
        if not 0 <= request.months <= 12:
            raise InvalidInput([Violation("months", "Comparez de 1 à 12 mois.")])
        changes, combinations = tried_of(request, household, parts.today)
        asked = Comparison(household, changes, request.months or 12, _benefits(request.benefits), combinations)
        return writing.compared(await compare(parts.calculator, parts.catalogue, asked))

    async def Explain(self, request: pb.ExplainRequest, _: Context) -> pb.ExplainResponse:
        """The chain of rules."""
        household = household_of(request.household, self.parts.today)
        return writing.explained(await self.parts.explainer.explain(household, request.benefit, request.person))

    async def Prefill(self, request: pb.PrefillRequest, _: Context) -> pb.PrefillResponse:
        """A household from what is known."""
        parts = self.parts
        known = known_of(request, parts.today)
        return writing.prefilled(await prefill(known, parts.prefill_rules, parts.today, self._asking))

    async def GuideResources(self, request: pb.GuideResourcesRequest, _: Context) -> pb.GuideResourcesResponse:
        """One line per kind of resource."""
        parts, month = self.parts, _month(request)
        return writing.guided(await guide_resources(parts.guard, parts.catalogue, request.benefit, month, parts.today))

    async def EstimateRetirement(
        self, request: pb.EstimateRetirementRequest, _: Context
    ) -> pb.EstimateRetirementResponse:
        """One estimate per remarkable age."""
        household = household_of(request.household, self.parts.today)
        return writing.estimated(estimate(self.parts.catalogue, household, request.person))

    async def ListBenefits(self, request: pb.ListBenefitsRequest, _: Context) -> pb.ListBenefitsResponse:
        """By domain."""
        found, token = list_benefits(self.parts.catalogue, request.page_size, request.page_token)
        return pb.ListBenefitsResponse(benefits=[writing.benefit(one) for one in found], next_page_token=token)

    async def DescribeChanges(self, _: pb.DescribeChangesRequest, __: Context) -> pb.DescribeChangesResponse:
        """In the order in which they are shown."""
        return writing.change_kinds(await describe_changes(self.parts.kinds))

    async def GetLegislation(self, _: pb.GetLegislationRequest, __: Context) -> pb.GetLegislationResponse:
        """Versions, our own values, what may be out of date."""
        return writing.legislation(get_legislation(self.parts.register, self.parts.today))

    async def SimulatePopulation(
        self, requests: AsyncIterator[pb.SimulatePopulationRequest], _: Context
    ) -> AsyncIterator[pb.SimulatePopulationResponse]:
        """Chunk after chunk: the next one is read once this one is answered."""
        parts = self.parts
        async for request in requests:
            chunk, wanted = chunk_of(request, parts.today), counted(parts.catalogue, _benefits(request.benefits))
            amounts = await simulate_population(parts.calculator, parts.catalogue, wanted, chunk.households)
            yield population_response(chunk.number, amounts)

    async def _asking(self, household: Household) -> tuple[Question, ...]:
        return await questions_for(self.parts.calculator, self.parts.catalogue, household)


def _benefits(wanted: Sequence[str]) -> frozenset[str]:
    if len(wanted) > _MOST_BENEFITS:
        raise InvalidInput([Violation("benefits", "Demandez moins d'aides à la fois.")])
    return frozenset(wanted)


def _month(request: pb.GuideResourcesRequest) -> date:
    try:
        return date(request.month.year, request.month.month, request.month.day)
    except ValueError:
        raise InvalidInput([Violation("month", "Ce mois n'existe pas.")]) from None
