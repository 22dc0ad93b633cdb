"""The admin route of the sandbox (development only, on 127.0.0.1): who is down, who did what, personas read again.

It shows identifiers, kinds and counts; the facts that an organisme holds are not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from sandbox.organismes.audit import Audit, Row
from sandbox.organismes.claims.days import Days
from sandbox.organismes.claims.playbook import ScenariosError
from sandbox.organismes.claims.player import Instructor
from sandbox.organismes.conduct import Conduct, Switch
from sandbox.organismes.loader import PersonasError
from sandbox.organismes.vocabulary import OrganismeId
from sandbox.organismes.world import World

Limit = Annotated[int, Query(ge=1, le=10_000)]


class Setting(BaseModel):
    """What to change; a field left out keeps its value, a null latency gives it back to the personas."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    down: bool = False
    latency_ms: int | None = Field(default=None, ge=0, le=60_000)
    document_failures: int = Field(default=0, ge=0, le=1_000_000)


class Pace(BaseModel):
    """How long a day of instruction lasts; 0: no day passes by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day_ms: int = Field(ge=0, le=86_400_000)


class Leap(BaseModel):
    """Days that pass at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int = Field(ge=1, le=3650)


@dataclass(frozen=True)
class Timetable:
    """The days of instruction, and who works on them."""

    days: Days
    instructors: Sequence[Instructor]

    def shown(self) -> dict[str, float]:
        return {"day": round(self.days.today, 3), "day_ms": self.days.day_ms}

    def catch_up(self) -> int:
        """Everything that is due today is done, by those who are up; how many steps."""
        done, more = 0, 1
        while more:
            more = sum(instructor.catch_up() for instructor in self.instructors)
            done += more
        return done


def create_admin(world: World, conduct: Conduct, audit: Audit, timetable: Timetable) -> FastAPI:
    """The application; it is served without a lock, so on this machine only."""
    app = FastAPI(title="Organismes joués", docs_url=None, redoc_url=None)
    app.include_router(_switch_routes(conduct, audit, timetable.days))
    app.include_router(_day_routes(timetable))
    app.include_router(_audit_routes(audit))
    app.include_router(_persona_routes(world))
    return app


def _switch_routes(conduct: Conduct, audit: Audit, days: Days) -> APIRouter:
    routes = APIRouter()

    @routes.get("/organismes")
    async def organismes() -> dict[str, dict[str, Any]]:
        return {name: {**_shown(switch), **audit.counts(name)} for name, switch in conduct.switches.items()}

    @routes.put("/organismes/{organisme}")
    async def change(organisme: OrganismeId, setting: Setting) -> dict[str, Any]:
        switch = conduct.switches[organisme]
        if "down" in setting.model_fields_set:
            switch.set_down(setting.down)
        if "latency_ms" in setting.model_fields_set:
            switch.latency_ms = setting.latency_ms
        if "document_failures" in setting.model_fields_set:
            switch.document_failures = setting.document_failures
        return _shown(switch)

    @routes.post("/reset")
    async def reset() -> dict[str, bool]:
        for switch in conduct.switches.values():
            switch.reset()
        days.usual_pace()
        return {"reset": True}

    return routes


def _day_routes(timetable: Timetable) -> APIRouter:
    routes = APIRouter()

    @routes.get("/days")
    async def today() -> dict[str, float]:
        return timetable.shown()

    @routes.put("/days")
    async def pace(pace: Pace) -> dict[str, float]:
        timetable.days.pace(pace.day_ms)
        return timetable.shown()

    @routes.post("/days/advance")
    async def advance(leap: Leap) -> dict[str, float]:
        timetable.days.advance(leap.days)
        return {"steps": timetable.catch_up(), **timetable.shown()}

    return routes


def _audit_routes(audit: Audit) -> APIRouter:
    routes = APIRouter()

    @routes.get("/applied")
    async def applied(after: int = 0, limit: Limit = 1000) -> list[Row]:
        return audit.applied(after, limit)

    @routes.get("/versions/{version_id}")
    async def version(version_id: str) -> dict[str, Any]:
        return {"taken_by": audit.taken_version(version_id), "applied": audit.applied_version(version_id)}

    @routes.get("/refusals")
    async def refusals(after: int = 0, limit: Limit = 1000) -> list[Row]:
        return audit.refusals(after, limit)

    @routes.get("/organismes/{organisme}/facts/{persona}")
    async def facts(organisme: OrganismeId, persona: str) -> list[Row]:
        return audit.facts(organisme, persona)

    @routes.get("/organismes/{organisme}/claims/{persona}")
    async def claims(organisme: OrganismeId, persona: str) -> list[Row]:
        return audit.claims(organisme, persona)

    @routes.get("/organismes/{organisme}/documents/{persona}")
    async def documents(organisme: OrganismeId, persona: str) -> list[Row]:
        return audit.documents(organisme, persona)

    return routes


def _persona_routes(world: World) -> APIRouter:
    routes = APIRouter()

    @routes.post("/personas/reload")
    async def reload() -> dict[str, int]:
        try:
            return {"personas": world.reload()}
        except (PersonasError, ScenariosError) as error:
            raise HTTPException(422, str(error)) from error

    return routes


def _shown(switch: Switch) -> dict[str, Any]:
    return {
        "down": switch.down,
        "latency_ms": switch.latency_ms,
        "document_failures": switch.document_failures,
    }
