"""What rights says of the person, and of what exists."""

from datetime import datetime

from mesdroits.rights.v1 import rights_service_pb2 as pb

from services.bff import facts
from services.bff.clients import Voice
from services.bff.screens.potentials import potentials
from services.bff.views.catalogue import CatalogueView, catalogue_view
from services.bff.views.money import (
    AttestationsView,
    ContinuityView,
    PaymentsView,
    StatementsView,
    attestations_view,
    continuity_view,
    payments_view,
    statements_view,
)
from services.bff.views.rights import RightsView, rights_view


async def rights(voice: Voice, moment: datetime) -> RightsView:
    """The six bubbles, and what else could be had as far as that can be computed in time."""
    service = voice.suite.rights
    answer = await voice.ask(service, service.stub.GetView, pb.GetViewRequest(person_id=voice.person_id))
    said = await potentials(voice, moment, answer)
    return rights_view(answer, step_up=voice.step_up, said=said)


async def payments(voice: Voice, page_size: int, page_token: str) -> PaymentsView:
    """A page of payments."""
    service = voice.suite.rights
    request = pb.ListPaymentsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return payments_view(await voice.ask(service, service.stub.ListPayments, request))


async def statements(voice: Voice, page_size: int, page_token: str) -> StatementsView:
    """A page of statements."""
    service = voice.suite.rights
    request = pb.ListStatementsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return statements_view(await voice.ask(service, service.stub.ListStatements, request), step_up=voice.step_up)


async def attestations(voice: Voice, page_size: int, page_token: str) -> AttestationsView:
    """A page of attestations."""
    service = voice.suite.rights
    request = pb.ListAttestationsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return attestations_view(await voice.ask(service, service.stub.ListAttestations, request), step_up=voice.step_up)


async def continuity(voice: Voice) -> ContinuityView:
    """The days that no right covers."""
    service = voice.suite.rights
    request = pb.CheckContinuityRequest(person_id=voice.person_id)
    return continuity_view(await voice.ask(service, service.stub.CheckContinuity, request))


async def catalogue(voice: Voice, day: str | None, page_size: int, page_token: str) -> CatalogueView:
    """A page of the catalogue, with the names of a day (`2017-03-20`) or of today."""
    service = voice.suite.rights
    request = pb.ListBenefitsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    if day:
        request.date.CopyFrom(facts.required_date("date", day))
    return catalogue_view(await voice.ask(service, service.stub.ListBenefits, request))
