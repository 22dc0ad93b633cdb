"""What whoever supervises the process asks, and the description of the API."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.bff.access import Access, GuardedRoute, TheEdge, declared
from services.bff.api.describe import PREFIX

routes = APIRouter(route_class=GuardedRoute, include_in_schema=False)
_PUBLIC = declared(Access.PUBLIC)


@routes.get("/healthz/live", openapi_extra=_PUBLIC)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@routes.get("/healthz/ready", openapi_extra=_PUBLIC)
async def ready(edge: TheEdge) -> JSONResponse:
    """Whether to send requests here, and which parts answer."""
    is_ready, parts = await edge.health.ready()
    status = "ready" if is_ready else "not ready"
    return JSONResponse({"status": status, "parts": parts}, 200 if is_ready else 503)


@routes.get(f"{PREFIX}/openapi.json", openapi_extra=_PUBLIC)
async def describe(request: Request) -> dict[str, Any]:
    """The description of the API."""
    description: dict[str, Any] = request.app.openapi()
    return description
