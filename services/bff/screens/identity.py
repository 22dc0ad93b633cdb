"""Who the person is, and the NIR that they tell once."""

from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import person_pb2

from services.bff.clients import PATIENT_SECONDS, Voice
from services.bff.views.identity import CertificationView, FirstLoginView, certification_view, first_login_view


async def person(voice: Voice) -> person_pb2.Person:
    """The person, as identity knows them."""
    return (await _person(voice)).person


async def _person(voice: Voice) -> pb.GetPersonResponse:
    identity = voice.suite.identity
    return await voice.ask(identity, identity.stub.GetPerson, pb.GetPersonRequest(person_id=voice.person_id))


async def first_login(voice: Voice) -> FirstLoginView:
    """The first login."""
    return first_login_view(await _person(voice))


async def declare_nir(voice: Voice, nir: str, request_id: str) -> CertificationView:
    """Tells the NIR; says what became of it."""
    identity = voice.suite.identity
    request = pb.DeclareNirRequest(request_id=request_id, person_id=voice.person_id, nir=nir)
    answer = await voice.ask(identity, identity.stub.DeclareNir, request, seconds=PATIENT_SECONDS)
    return certification_view(answer.certification)


async def ask_review(voice: Voice, message: str, request_id: str) -> CertificationView:
    """Asks a human to look at it."""
    identity = voice.suite.identity
    request = pb.RequestIdentityReviewRequest(request_id=request_id, person_id=voice.person_id, message=message)
    return certification_view((await voice.ask(identity, identity.stub.RequestIdentityReview, request)).certification)
