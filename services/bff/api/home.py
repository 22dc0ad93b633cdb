"""The home screen, and what is done on the way to it."""

from pydantic import BaseModel, ConfigDict, Field

from services.bff.access import Access, TheEdge, ThePerson, TheSession, declared
from services.bff.api.describe import OF_A_PERSON, Key, Words, refusals, router
from services.bff.nir import tell_nir
from services.bff.screens.home import home
from services.bff.screens.identity import ask_review
from services.bff.views.home import HomeView
from services.bff.views.identity import CertificationView

routes = router("accueil")


class NirDeclaration(BaseModel):
    """A NIR."""

    model_config = ConfigDict(extra="forbid")

    nir: Words = Field(min_length=1, max_length=40, description="13 caractères et la clé ; les espaces sont permis.")


class ReviewRequest(BaseModel):
    """What the person wants to say to whoever looks at it."""

    model_config = ConfigDict(extra="forbid")

    message: str = Field("", max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")


@routes.get("/home", responses=OF_A_PERSON, openapi_extra=declared(Access.PERSON, "consult_rights"))
async def get_home(voice: ThePerson, edge: TheEdge) -> HomeView:
    """Everything that the home screen shows, in one call."""
    return await home(voice, edge.clock())


@routes.post("/nir", responses=refusals(401, 403, 409), openapi_extra=declared(Access.PERSON, patient=True))
async def post_nir(
    edge: TheEdge, session: TheSession, voice: ThePerson, body: NirDeclaration, key: Key
) -> CertificationView:
    """Tells the NIR, once."""
    return await tell_nir(edge, session, voice, body.nir, key)


@routes.post("/identity-reviews", responses=refusals(401, 403, 409), openapi_extra=declared(Access.PERSON))
async def post_identity_review(voice: ThePerson, body: ReviewRequest, key: Key) -> CertificationView:
    """Asks a human to look at an identity that could not be certified."""
    return await ask_review(voice, body.message, key)
