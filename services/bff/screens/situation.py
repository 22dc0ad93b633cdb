"""What the person told, and how they tell something new."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.errors import Problem
from services.bff import facts
from services.bff.changes import Change, proposed
from services.bff.clients import Voice
from services.bff.screens.impact import impact
from services.bff.screens.parts import unless_away
from services.bff.views.changing import ChangingView, changing_view
from services.bff.views.kinds import KindsView, kinds_view
from services.bff.views.receipts import (
    DeclarationsView,
    DeclarationView,
    DeliveryView,
    declaration_view,
    declarations_view,
    delivery_view,
)
from services.bff.views.situation import (
    ControlsView,
    FactsView,
    FactView,
    VersionsView,
    controls_view,
    facts_view,
    versions_view,
)
from services.bff.views.tell import PreviewView, preview_view
from services.bff.views.told import ToldView, told_lines

_MOST = 200


async def told(voice: Voice, valid: str | None, known: datetime | None, page_size: int, page_token: str) -> FactsView:
    """A page of facts, as they were true on a day and as they were known at an instant."""
    service = voice.suite.situation
    request = pb.ListFactsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    if valid:
        request.valid_date.CopyFrom(facts.required_date("valid_date", valid))
    if known:
        request.known_time.FromDatetime(known)
    return facts_view(await voice.ask(service, service.stub.ListFacts, request))


async def versions(voice: Voice, fact_id: str, page_size: int, page_token: str) -> VersionsView:
    """A page of the versions of a fact."""
    service = voice.suite.situation
    request = pb.ListFactVersionsRequest(
        person_id=voice.person_id, fact_id=fact_id, page_size=page_size, page_token=page_token
    )
    return versions_view(await voice.ask(service, service.stub.ListFactVersions, request))


async def last_version(voice: Voice, fact_id: str) -> FactView:
    """The last version of a fact."""
    token = ""
    while True:
        page = await versions(voice, fact_id, _MOST, token)
        if not page.next_page_token:
            return page.versions[-1]
        token = page.next_page_token


async def changing(voice: Voice, told: DeclarationView) -> ChangingView | None:
    """What may still be done to a declaration; None when the service does not say for now."""
    last = await unless_away(last_version(voice, told.fact.fact_id))
    return None if isinstance(last, Problem) else changing_view(told.fact, last)


async def lines(voice: Voice, told: DeclarationView) -> tuple[ToldView, ...]:
    """What a declaration says, in words; nothing when the service does not say for now, or when it is annulled."""
    known = await unless_away(kinds(voice, _MOST, ""))
    found = () if isinstance(known, Problem) else known.kinds
    kind = next((one for one in found if one.kind == told.fact.kind), None)
    return told_lines(kind, told.fact.content) if kind and told.fact.content else ()


async def kinds(voice: Voice, page_size: int, page_token: str) -> KindsView:
    """A page of the kinds that can be told."""
    service = voice.suite.situation
    request = pb.ListFactKindsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return kinds_view(await voice.ask(service, service.stub.ListFactKinds, request))


async def preview(voice: Voice, change: Change) -> PreviewView:
    """Exactly what each organisme would receive."""
    service = voice.suite.situation
    request = pb.PreviewChangeRequest(person_id=voice.person_id, change=proposed(change))
    return preview_view(change, await voice.ask(service, service.stub.PreviewChange, request))


async def preview_with_impact(voice: Voice, change: Change, moment: datetime) -> PreviewView:
    """The same, with what it would do to the person's rights as far as that can be computed in time."""
    asked = asyncio.create_task(impact(voice, change, moment))
    try:
        shown = await preview(voice, change)
    except BaseException:
        asked.cancel()
        raise
    return shown.model_copy(update={"impact": await asked})


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A change, the etag of its preview, the optional organismes that the person refuses, and whether it is said again knowingly."""

    change: Change
    etag: str
    refused: tuple[str, ...] = ()
    repeat: bool = False


async def declare(voice: Voice, confirmation: Confirmation, request_id: str) -> DeclarationView:
    """Writes what was previewed under this etag, and sends it."""
    service = voice.suite.situation
    request = pb.DeclareChangeRequest(
        request_id=request_id,
        person_id=voice.person_id,
        change=proposed(confirmation.change),
        etag=confirmation.etag,
        refused_organismes=confirmation.refused,
        repeat_confirmed=confirmation.repeat,
    )
    return declaration_view((await voice.ask(service, service.stub.DeclareChange, request)).declaration)


async def declarations(voice: Voice, page_size: int, page_token: str) -> DeclarationsView:
    """A page of declarations."""
    service = voice.suite.situation
    request = pb.ListDeclarationsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return declarations_view(await voice.ask(service, service.stub.ListDeclarations, request))


async def declaration(voice: Voice, declaration_id: str) -> DeclarationView:
    """A declaration, with what became of it."""
    service = voice.suite.situation
    request = pb.GetDeclarationRequest(person_id=voice.person_id, declaration_id=declaration_id)
    return declaration_view((await voice.ask(service, service.stub.GetDeclaration, request)).declaration)


async def replay(voice: Voice, delivery_id: str, request_id: str) -> DeliveryView:
    """Sends again what could not be delivered."""
    service = voice.suite.situation
    request = pb.ReplayDeliveryRequest(request_id=request_id, person_id=voice.person_id, delivery_id=delivery_id)
    return delivery_view((await voice.ask(service, service.stub.ReplayDelivery, request)).delivery)


async def controls(voice: Voice, page_size: int, page_token: str) -> ControlsView:
    """A page of the checks that still hold."""
    service = voice.suite.situation
    request = pb.ListControlsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return controls_view(await voice.ask(service, service.stub.ListControls, request))
