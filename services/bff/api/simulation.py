"""Simulations: a household that the client sends, all its benefits at once, and what a change would do. Nothing of it is kept."""

from typing import Annotated, Any

from fastapi import Query
from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import household_pb2 as pb
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema
from starlette.responses import Response

from services.bff import facts
from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, PREFIX, refusals, router
from services.bff.changes import Day, OptionalDay
from services.bff.household.trials import household_of
from services.bff.household.trying import change_of, combination_of
from services.bff.screens import simulation as screens
from services.bff.screens.prefill import month_of, start
from services.bff.screens.synthesis import synthesis
from services.bff.shapes import schema
from services.bff.views.comparison import ChangeKindsView, ComparisonView
from services.bff.views.explanation import ExplanationView, LegislationView, RetirementView
from services.bff.views.guidance import GuideView
from services.bff.views.household import HouseholdView
from services.bff.views.simulated_benefits import SimulatedBenefitsView
from services.bff.views.simulation import SimulationView

routes = router("simulation")
_SIMULATE = declared(Access.CERTIFIED, "simulate", patient=True)
_READ = declared(Access.PERSON, "simulate")
# A benefit that does not exist is not found, whichever way it is asked for.
_OF_BENEFITS = refusals(401, 403, 404)

BenefitId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
PersonKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,16}$")]
HouseholdJson = Annotated[dict[str, Any], WithJsonSchema(schema(pb.Household.DESCRIPTOR))]
ChangeJson = Annotated[dict[str, Any], WithJsonSchema(schema(change_pb2.Change.DESCRIPTOR))]
CombinationJson = Annotated[dict[str, Any], WithJsonSchema(schema(change_pb2.Combination.DESCRIPTOR))]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    household: HouseholdJson = Field(description="Le foyer, comme `GET /simulations/prefill` le donne.")

    def read(self) -> pb.Household:
        """The household in the terms of the contract. Raises InvalidInput."""
        return household_of(self.household)


class Simulation(_Asked):
    """A household. `benefits` empty: all of them."""

    benefits: tuple[BenefitId, ...] = Field((), max_length=200)


class Comparison(Simulation):
    """A household, changes that are each tried alone, and combinations of changes that are tried together: 20 changes in all, one at least.
    `months`: how many, from the household's month on; 0: 12."""

    changes: tuple[ChangeJson, ...] = Field((), max_length=20)
    combinations: tuple[CombinationJson, ...] = Field((), max_length=20)
    months: int = Field(0, ge=0, le=12, strict=True)

    def tried(self) -> screens.Tried:
        """What is tried, in the terms of the contract. Raises InvalidInput."""
        alone = [change_of(one, f"changes[{rank}]") for rank, one in enumerate(self.changes)]
        together = [combination_of(one, f"combinations[{rank}]") for rank, one in enumerate(self.combinations)]
        return alone, together


class Explanation(_Asked):
    """A household, a benefit, and the person for a benefit of one person."""

    benefit: BenefitId
    person: PersonKey = ""


class Retirement(_Asked):
    """A household, and whose retirement; empty: the applicant's."""

    person: PersonKey = ""


class PrefillPage(BaseModel):
    """Which month to start from."""

    model_config = ConfigDict(extra="forbid")

    month: OptionalDay = Field(None, description="Le premier jour du mois simulé ; absent : ce mois-ci.")


class GuidePage(BaseModel):
    """Which declaration."""

    model_config = ConfigDict(extra="forbid")

    benefit: BenefitId
    month: Day = Field(description="Le premier jour du mois déclaré.")


@routes.get("/simulations/prefill", responses=OF_A_PERSON, openapi_extra=_SIMULATE)
async def prefill_simulation(voice: ThePerson, edge: TheEdge, page: Annotated[PrefillPage, Query()]) -> HouseholdView:
    """A household from what the suite knows already, each field with its source, and what is left to ask."""
    month = facts.required_date("month", page.month) if page.month else month_of(edge.clock())
    return (await start(voice, edge.clock(), month)).view


@routes.post("/simulations", responses=_OF_BENEFITS, openapi_extra=_SIMULATE)
async def simulate(voice: ThePerson, asked: Simulation) -> SimulationView:
    """Every benefit of a household for one month."""
    return await screens.simulate(voice, asked.read(), asked.benefits)


@routes.post("/simulations/comparison", responses=_OF_BENEFITS, openapi_extra=_SIMULATE)
async def compare_simulations(voice: ThePerson, asked: Comparison) -> ComparisonView:
    """The household as it is and with each change, month by month."""
    return await screens.compare(voice, asked.read(), asked.tried(), asked.months, asked.benefits)


@routes.post("/simulations/explanation", responses=_OF_BENEFITS, openapi_extra=_SIMULATE)
async def explain_simulation(voice: ThePerson, asked: Explanation) -> ExplanationView:
    """Why a benefit amounts to what it does, and what would change it."""
    return await screens.explain(voice, asked.read(), asked.benefit, asked.person)


@routes.post("/simulations/retirement", responses=refusals(401, 403, 404), openapi_extra=_SIMULATE)
async def estimate_retirement(voice: ThePerson, asked: Retirement) -> RetirementView:
    """When a person could retire, and with how much."""
    return await screens.retirement(voice, asked.read(), asked.person)


_PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "La synthèse, en PDF.",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@routes.post(
    "/simulations/synthesis",
    responses=_PDF | refusals(401, 403, 404),
    openapi_extra=_SIMULATE,
    response_class=Response,
)
async def write_synthesis(voice: ThePerson, edge: TheEdge, asked: Simulation) -> Response:
    """The simulation as a document to print: amounts, pieces to have at hand, where to ask.

    Kept among the person's documents, where `Content-Location` says; absent: it could not be kept, and bears no code.
    """
    made = await synthesis(voice, asked.read(), edge.settings.public_url, edge.clock(), asked.benefits)
    where = {"content-location": f"{PREFIX}/documents/{made.document_id}/content"} if made.document_id else {}
    return Response(made.body, media_type="application/pdf", headers={"cache-control": "no-store"} | where)


@routes.get("/simulations/declarable-resources", responses=refusals(401, 403, 404), openapi_extra=_READ)
async def guide_resources(voice: ThePerson, page: Annotated[GuidePage, Query()]) -> GuideView:
    """For a benefit and a month: what to declare, what not, and why."""
    return await screens.guide(voice, page.benefit, facts.required_date("month", page.month))


@routes.get("/simulations/changes", responses=OF_A_PERSON, openapi_extra=_READ)
async def describe_changes(voice: ThePerson) -> ChangeKindsView:
    """The changes that can be tried, with what to ask."""
    return await screens.changes(voice)


@routes.get("/simulations/benefits", responses=OF_A_PERSON, openapi_extra=_READ)
async def list_simulated_benefits(voice: ThePerson) -> SimulatedBenefitsView:
    """Every benefit that is simulated, with its limits and who manages it."""
    return await screens.benefits(voice)


@routes.get("/legislation", responses=OF_A_PERSON, openapi_extra=_READ)
async def get_legislation(voice: ThePerson) -> LegislationView:
    """The law that is computed: versions, our own values, what may be out of date, where the source code is."""
    return await screens.legislation(voice)
