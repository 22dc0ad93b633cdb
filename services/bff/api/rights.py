"""Rights, payments, statements, attestations, continuity, and the catalogue of benefits."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, Page, router
from services.bff.changes import OptionalDay
from services.bff.screens import rights as screens
from services.bff.views.catalogue import CatalogueView
from services.bff.views.money import AttestationsView, ContinuityView, PaymentsView, StatementsView
from services.bff.views.rights import RightsView

routes = router("droits")
_CERTIFIED = declared(Access.CERTIFIED, "consult_rights")
_PERSON = declared(Access.PERSON, "consult_rights")


class CataloguePage(Page):
    """Which page of the catalogue, with the names of which day."""

    date: OptionalDay = Field(None, description="Les noms de ce jour ; absent : aujourd'hui.")


@routes.get("/rights", responses=OF_A_PERSON, openapi_extra=_CERTIFIED)
async def get_rights(voice: ThePerson, edge: TheEdge) -> RightsView:
    """The six bubbles, with who is missing from them."""
    return await screens.rights(voice, edge.clock())


@routes.get("/rights/payments", responses=OF_A_PERSON, openapi_extra=_CERTIFIED)
async def list_payments(voice: ThePerson, page: Annotated[Page, Query()]) -> PaymentsView:
    """Payments of all branches, newest first, each beside what the right amounts to."""
    return await screens.payments(voice, page.page_size, page.page_token)


@routes.get("/rights/statements", responses=OF_A_PERSON, openapi_extra=_CERTIFIED)
async def list_statements(voice: ThePerson, page: Annotated[Page, Query()]) -> StatementsView:
    """Statements of all organismes, newest first; those about health want a stronger login."""
    return await screens.statements(voice, page.page_size, page.page_token)


@routes.get("/rights/attestations", responses=OF_A_PERSON, openapi_extra=_CERTIFIED)
async def list_attestations(voice: ThePerson, page: Annotated[Page, Query()]) -> AttestationsView:
    """The attestations that the person's organismes can give."""
    return await screens.attestations(voice, page.page_size, page.page_token)


@routes.get("/rights/continuity", responses=OF_A_PERSON, openapi_extra=_CERTIFIED)
async def check_continuity(voice: ThePerson) -> ContinuityView:
    """The days that no right covers, and how to mend it."""
    return await screens.continuity(voice)


@routes.get("/catalogue/benefits", responses=OF_A_PERSON, openapi_extra=_PERSON)
async def list_benefits(voice: ThePerson, page: Annotated[CataloguePage, Query()]) -> CatalogueView:
    """What exists, under the names of today or of another day."""
    return await screens.catalogue(voice, page.date, page.page_size, page.page_token)
