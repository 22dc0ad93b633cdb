"""The admin route of the sandbox (development only, on 127.0.0.1): who is down, who did what, personas read again.

It shows identifiers, kinds and counts; the facts that an organisme holds are not shown.
"""

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from sandbox.organismes.audit import Audit, Row
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


def create_admin(world: World, conduct: Conduct, audit: Audit) -> FastAPI:
    """The application; it is served without a lock, so on this machine only."""
    app = FastAPI(title="Organismes joués", docs_url=None, redoc_url=None)
    app.include_router(_switch_routes(conduct, audit))
    app.include_router(_audit_routes(audit))
    app.include_router(_persona_routes(world))
    return app


def _switch_routes(conduct: Conduct, audit: Audit) -> APIRouter:
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
        return _shown(switch)

    @routes.post("/reset")
    async def reset() -> dict[str, bool]:
        for switch in conduct.switches.values():
            switch.set_down(False)
            switch.latency_ms = None
        return {"reset": True}

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

    return routes


def _persona_routes(world: World) -> APIRouter:
    routes = APIRouter()

    @routes.post("/personas/reload")
    async def reload() -> dict[str, int]:
        try:
            return {"personas": world.reload()}
        except PersonasError as error:
            raise HTTPException(422, str(error)) from error

    return routes


def _shown(switch: Switch) -> dict[str, Any]:
    return {"down": switch.down, "latency_ms": switch.latency_ms}
