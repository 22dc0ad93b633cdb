"""What the pages of a simulation have in common: the simulation under way, which waits in the session."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import NotFound
from services.bff.access import Access, TheEdge, ThePerson, TheSession, declared
from services.bff.clients import Voice
from services.bff.drafts import expiry
from services.bff.edge import Edge
from services.bff.household.trials import Trial, read_trial
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.parts import ThePages
from services.bff.screens.prefill import start
from services.bff.session import Known, Session, Simulation
from services.bff.views.base import View
from services.bff.views.household import HouseholdView, household_view

HERE = "/simulation"
SIMULATE = declared(Access.CERTIFIED, "simulate", patient=True)
READ = declared(Access.PERSON, "simulate")
_LONGEST = 150_000
# What everything else hangs on.
_WHO = ("union", "children")


class SimulationGone(NotFound):
    """There is no simulation under way."""

    reason = "SIMULATION_GONE"
    default_message = "Cette simulation n'est plus gardée : elle l'est une heure au plus. Recommencez-la depuis « Simuler mes droits »."


class SimulationTooLong(NotFound):
    """More was said than a session keeps."""

    reason = "SIMULATION_TOO_LONG"
    default_message = "Ce foyer est trop long à décrire ici. Retirez des personnes ou des ressources."


@dataclass(frozen=True)
class Simulating:
    """One request of somebody who simulates."""

    request: Request
    pages: Pages
    edge: Edge
    session: Session
    voice: Voice

    def trial(self) -> Trial:
        """The simulation under way. Raises SimulationGone."""
        found = self._kept()
        if found is None:
            raise SimulationGone
        return found

    async def started(self) -> Trial:
        """The simulation under way, or a new one from what the suite knows."""
        return self._kept() or await self.anew()

    async def anew(self) -> Trial:
        """A new simulation."""
        found = await start(self.voice, self.edge.clock())
        answer = found.answer
        held = {
            one.benefit: found.names[one.benefit] for one in answer.household.received if one.benefit in found.names
        }
        # What the simulator asks of any household, it asks again with each result.
        doubts = tuple(one for one in answer.questions if not one.settles or one.question in _WHO)
        made = Trial(answer.household, tuple(answer.provenances), (), found.missing, held, doubts)
        if not made.household.HasField("month"):
            made.household.month.CopyFrom(found.month)
        await self.keep(made)
        return made

    async def keep(self, trial: Trial | None) -> None:
        """Keeps a simulation in the session; None forgets it."""
        kept = self._to_keep(trial) if trial is not None else None
        await self.edge.sessions.revise(self.session, lambda known: known.model_copy(update={"simulation": kept}))

    async def rewrite(self, change: Callable[[Trial], Trial]) -> None:
        """Changes the simulation as it is kept now, whatever another page said of it since this request began. Raises SimulationGone.

        What `change` raises leaves it as it was.
        """

        def changed(known: Known) -> Known:
            if (now := self._read(known)) is None:
                raise SimulationGone
            return known.model_copy(update={"simulation": self._to_keep(change(now))})

        await self.edge.sessions.revise(self.session, changed)

    def respond(self, template: str, view: View, *, status: int = 200, **more: Any) -> Response:
        """A page."""
        return self.pages.respond(self.request, template, view, section="simulation", status=status, **more)

    def shown(self, trial: Trial) -> HouseholdView:
        """The household with its sources."""
        made = household_view(
            trial.household, trial.provenances, trial.corrected, trial.open_questions, names=trial.names
        )
        return made.model_copy(update={"missing": trial.missing})

    def _to_keep(self, trial: Trial) -> Simulation:
        kept = Simulation(expire_time=expiry(self.edge.clock()), text=trial.text())
        if len(kept.text) > _LONGEST:
            raise SimulationTooLong
        return kept

    def _kept(self) -> Trial | None:
        return self._read(self.session.known)

    def _read(self, known: Known) -> Trial | None:
        kept = known.simulation
        return read_trial(kept.text) if kept and kept.expire_time > self.edge.clock() else None


def _simulating(request: Request, pages: ThePages, edge: TheEdge, session: TheSession, voice: ThePerson) -> Simulating:
    return Simulating(request, pages, edge, session, voice)


TheSimulating = Annotated[Simulating, Depends(_simulating)]
