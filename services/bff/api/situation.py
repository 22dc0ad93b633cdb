"""Facts, what can be told, and how it is told: preview, then declaration."""

import re
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from chassis.errors import InvalidInput, Violation
from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, PREFIX, Key, Page, RequiredKey, Words, refusals, router
from services.bff.api.etags import one_etag
from services.bff.changes import Change, OptionalDay
from services.bff.screens import situation as screens
from services.bff.views.kinds import KindsView
from services.bff.views.receipts import DeclarationsView, DeclarationView, DeliveryView
from services.bff.views.situation import ControlsView, FactsView, VersionsView
from services.bff.views.tell import PreviewView

routes = router("situation")
_CERTIFIED = declared(Access.CERTIFIED, "tell_once")
_PERSON = declared(Access.PERSON, "tell_once")
_NO_ETAG = "Confirmez l'aperçu : son `etag` est attendu ici, ou dans l'en-tête If-Match."
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")


def _written_out(given: str) -> str:
    """A bare number would be read as seconds since 1970. Raises ValueError."""
    if not _DATED.match(given):
        raise ValueError("not a date and a time")
    return given


_OptionalInstant = Annotated[
    Annotated[AwareDatetime, BeforeValidator(_written_out)] | None,
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class FactsPage(Page):
    """Which facts: true on a day, as known at an instant."""

    valid_date: OptionalDay = Field(None, description="Vrais ce jour-là ; absent : tous.")
    known_time: _OptionalInstant = Field(None, description="Tels qu'on les connaissait alors ; absent : maintenant.")


class ConfirmedChange(BaseModel):
    """A change that was previewed. `etag` may come in the header If-Match instead. `repeat`: the preview said that it was told already, and it is
    to be sent again."""

    model_config = ConfigDict(extra="forbid")

    change: Change
    etag: Words | None = Field(None, max_length=200)
    refused_organismes: tuple[Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")], ...] = Field((), max_length=20)
    repeat: bool = False

    def confirmation(self, if_match: str) -> screens.Confirmation:
        """What the person confirmed. Raises InvalidInput without one etag and only one."""
        return screens.Confirmation(
            self.change, one_etag(self.etag, if_match, _NO_ETAG), self.refused_organismes, self.repeat
        )


@routes.get("/facts", responses=OF_A_PERSON, openapi_extra=_CERTIFIED)
async def list_facts(voice: ThePerson, page: Annotated[FactsPage, Query()]) -> FactsView:
    """The person's facts, on both axes of time."""
    known = _in_range(page.known_time) if page.known_time else None
    return await screens.told(voice, page.valid_date, known, page.page_size, page.page_token)


@routes.get("/facts/{fact_id:uuid}/versions", responses=refusals(401, 403, 404), openapi_extra=_CERTIFIED)
async def list_fact_versions(voice: ThePerson, fact_id: UUID, page: Annotated[Page, Query()]) -> VersionsView:
    """Every version of a fact, oldest first."""
    return await screens.versions(voice, str(fact_id), page.page_size, page.page_token)


@routes.get("/fact-kinds", responses=OF_A_PERSON, openapi_extra=_PERSON)
async def list_fact_kinds(voice: ThePerson, page: Annotated[Page, Query()]) -> KindsView:
    """What can be told, with its fields and who may receive it."""
    return await screens.kinds(voice, page.page_size, page.page_token)


@routes.post("/declarations/preview", responses=refusals(401, 403, 404, 409), openapi_extra=_CERTIFIED)
async def preview_declaration(voice: ThePerson, edge: TheEdge, change: Change) -> PreviewView:
    """Exactly what each organisme would receive, and what it would do to the person's rights. Nothing is written."""
    return await screens.preview_with_impact(voice, change, edge.clock())


@routes.post("/declarations", status_code=201, responses=refusals(401, 403, 404, 409, 412), openapi_extra=_CERTIFIED)
async def declare(
    voice: ThePerson,
    confirmed: ConfirmedChange,
    key: RequiredKey,
    response: Response,
    if_match: Annotated[str, Header(alias="If-Match", max_length=200)] = "",
) -> DeclarationView:
    """Writes a change that was previewed, and sends it. The same Idempotency-Key gives the same declaration."""
    made = await screens.declare(voice, confirmed.confirmation(if_match), key)
    response.headers["location"] = f"{PREFIX}/declarations/{made.declaration_id}"
    return made


@routes.get("/declarations", responses=OF_A_PERSON, openapi_extra=_CERTIFIED)
async def list_declarations(voice: ThePerson, page: Annotated[Page, Query()]) -> DeclarationsView:
    """The person's declarations, newest first."""
    return await screens.declarations(voice, page.page_size, page.page_token)


@routes.get("/declarations/{declaration_id:uuid}", responses=refusals(401, 403, 404), openapi_extra=_CERTIFIED)
async def get_declaration(voice: ThePerson, declaration_id: UUID) -> DeclarationView:
    """A declaration, with what became of it at each organisme."""
    return await screens.declaration(voice, str(declaration_id))


@routes.post("/deliveries/{delivery_id:uuid}/replay", responses=refusals(401, 403, 404, 409), openapi_extra=_CERTIFIED)
async def replay_delivery(voice: ThePerson, delivery_id: UUID, key: Key) -> DeliveryView:
    """Sends again a delivery that could not be delivered."""
    return await screens.replay(voice, str(delivery_id), key)


@routes.get("/controls", responses=OF_A_PERSON, openapi_extra=_CERTIFIED)
async def list_controls(voice: ThePerson, page: Annotated[Page, Query()]) -> ControlsView:
    """The checks that organismes made on the person's facts, and that still hold."""
    return await screens.controls(voice, page.page_size, page.page_token)


def _in_range(known: datetime) -> datetime:
    """The instant in UTC, if a timestamp of the contract can hold it."""
    try:
        return known.astimezone(UTC)
    except OverflowError:
        raise InvalidInput([Violation("known_time", "Cet instant est hors du calendrier.")]) from None
