"""Claims: what can be asked for, drafts, what was sent, what became of it, and appeals."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.bff.access import Access, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, PREFIX, Key, Page, RequiredKey, Words, refusals, router
from services.bff.api.etags import one_etag
from services.bff.screens import claims as screens
from services.bff.screens.claims import Edit
from services.bff.views.claiming import ClaimableBenefitsView
from services.bff.views.claims import ClaimsView, ClaimView, DurationsView

routes = router("demandes")
_FOLLOW = declared(Access.CERTIFIED, "follow_claims")
_START = declared(Access.CERTIFIED, "start_claim")
_NO_ETAG = "L'`etag` du brouillon que vous avez lu est attendu ici, ou dans l'en-tête If-Match."
_NAME = r"^[a-z0-9_-]{1,64}$"
_Name = Annotated[str, StringConstraints(pattern=_NAME)]
# What is written in a form: lines too.
_Answer = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
_IfMatch = Annotated[str, Header(alias="If-Match", max_length=200)]


class Asked(BaseModel):
    """A benefit to ask for."""

    model_config = ConfigDict(extra="forbid")

    benefit: _Name


class Answers(BaseModel):
    """All the answers of a draft: what is not there is no longer answered. `etag` may come in the header If-Match instead."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[_Name, _Answer] = Field(max_length=50)
    etag: Words | None = Field(None, max_length=200)


class Confirmed(BaseModel):
    """The draft as it was read. `etag` may come in the header If-Match instead."""

    model_config = ConfigDict(extra="forbid")

    etag: Words | None = Field(None, max_length=200)


class Appealed(BaseModel):
    """A way of appeal, of those that the decision has."""

    model_config = ConfigDict(extra="forbid")

    path: _Name


class Past(BaseModel):
    """Of which past claims."""

    model_config = ConfigDict(extra="forbid")

    benefit: str = Field(pattern=_NAME, description="L'identifiant de l'aide.")
    organisme: str = Field("", pattern=r"^[a-z_]{0,40}$", description="L'organisme ; absent : tous.")


@routes.get("/claims/benefits", responses=OF_A_PERSON, openapi_extra=_FOLLOW)
async def list_claimable_benefits(voice: ThePerson, page: Annotated[Page, Query()]) -> ClaimableBenefitsView:
    """What can be asked for here, and from when; where it is asked for until then."""
    return await screens.claimable(voice, page.page_size, page.page_token)


@routes.get("/claims/durations", responses=OF_A_PERSON, openapi_extra=_FOLLOW)
async def get_claim_durations(voice: ThePerson, past: Annotated[Past, Query()]) -> DurationsView:
    """What past claims took, as it was: never a promise, and nothing where too few are known."""
    return await screens.durations(voice, past.benefit, past.organisme)


@routes.get("/claims", responses=OF_A_PERSON, openapi_extra=_FOLLOW)
async def list_claims(voice: ThePerson, page: Annotated[Page, Query()]) -> ClaimsView:
    """The person's claims at every organisme, the last to change first."""
    return await screens.claims(voice, page.page_size, page.page_token)


@routes.post("/claims", status_code=201, responses=refusals(401, 403, 404, 409), openapi_extra=_START)
async def start_claim(voice: ThePerson, asked: Asked, key: RequiredKey, response: Response) -> ClaimView:
    """Opens a draft. The same Idempotency-Key gives the same draft."""
    return _made(await screens.start(voice, asked.benefit, key), response)


@routes.get("/claims/{claim_id:uuid}", responses=refusals(401, 403, 404), openapi_extra=_FOLLOW)
async def get_claim(voice: ThePerson, claim_id: UUID) -> ClaimView:
    """A claim, with its timeline."""
    return await screens.claim(voice, str(claim_id))


@routes.put("/claims/{claim_id:uuid}/answers", responses=refusals(401, 403, 404, 409, 412), openapi_extra=_START)
async def save_claim_draft(
    voice: ThePerson, claim_id: UUID, answers: Answers, key: Key, if_match: _IfMatch = ""
) -> ClaimView:
    """Keeps the answers of a draft."""
    edit = Edit(str(claim_id), one_etag(answers.etag, if_match, _NO_ETAG), key)
    return await screens.save(voice, edit, answers.answers)


@routes.delete("/claims/{claim_id:uuid}", status_code=204, responses=refusals(401, 403, 404, 409), openapi_extra=_START)
async def discard_claim_draft(voice: ThePerson, claim_id: UUID, key: Key) -> None:
    """Erases a draft."""
    await screens.discard(voice, str(claim_id), key)


@routes.post("/claims/{claim_id:uuid}/submission", responses=refusals(401, 403, 404, 409, 412), openapi_extra=_START)
async def submit_claim(
    voice: ThePerson, claim_id: UUID, confirmed: Confirmed, key: RequiredKey, if_match: _IfMatch = ""
) -> ClaimView:
    """Sends a draft to its organisme, or to each regime. The same Idempotency-Key sends it once."""
    return await screens.submit(voice, Edit(str(claim_id), one_etag(confirmed.etag, if_match, _NO_ETAG), key))


@routes.post("/claims/{claim_id:uuid}/withdrawal", responses=refusals(401, 403, 404, 409), openapi_extra=_START)
async def withdraw_claim(voice: ThePerson, claim_id: UUID, key: Key) -> ClaimView:
    """Takes back a claim that is not decided."""
    return await screens.withdraw(voice, str(claim_id), key)


@routes.post(
    "/claims/{claim_id:uuid}/appeals", status_code=201, responses=refusals(401, 403, 404, 409), openapi_extra=_START
)
async def start_appeal(
    voice: ThePerson, claim_id: UUID, appealed: Appealed, key: RequiredKey, response: Response
) -> ClaimView:
    """Opens the draft of an appeal against a decision, filled in with what is known."""
    return _made(await screens.appeal(voice, str(claim_id), appealed.path, key), response)


def _made(draft: ClaimView, response: Response) -> ClaimView:
    response.headers["location"] = f"{PREFIX}/claims/{draft.claim_id}"
    return draft
