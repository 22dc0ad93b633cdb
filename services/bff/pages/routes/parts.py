"""What the routers have in common."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import RedirectResponse

from services.bff.access import GuardedRoute
from services.bff.pages.rendering import Pages, the_pages

ThePages = Annotated[Pages, Depends(the_pages)]
PageToken = Annotated[str, Query(max_length=1000, pattern=r"^[A-Za-z0-9_-]*$")]


def router() -> APIRouter:
    """A router of pages: guarded like every route, and absent from OpenAPI, which describes the JSON."""
    return APIRouter(route_class=GuardedRoute, include_in_schema=False)


def see(path: str) -> RedirectResponse:
    """Post, then redirect, then get: reloading the page that comes changes nothing."""
    return RedirectResponse(path, 303)
