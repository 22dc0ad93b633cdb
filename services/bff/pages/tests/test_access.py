"""The grid, for the portal: every route in HTML × {anonymous, person, other person, form without the session's token}."""

from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from services.bff import samples
from services.bff.access import Access, GuardedRoute
from services.bff.pages.portal import Portal
from services.bff.pages.rendering import the_pages
from services.bff.pages.tests.browsing import PAGE
from services.bff.pages.tests.catalogue import serve
from services.bff.pages.tests.reading import form_to, read
from services.bff.pages.tests.test_address import ADDRESS
from services.bff.samples_of_alerts import CODE, PREFERENCES_ETAG, TASK_ID
from services.bff.samples_of_claims import CLAIM_ID, ETAG
from services.bff.samples_of_documents import DOCUMENT_ID, UPLOAD_ID
from services.bff.tests.conftest import World

STATIC = the_pages().assets.url("theme.css").split("/")
DRAFT_ID = "0199b3c0-0000-7000-8000-0000000000aa"
PARTS = {
    "domain": "sante", "declaration_id": samples.DECLARATION_ID, "delivery_id": samples.DELIVERY_ID,
    "document_id": DOCUMENT_ID, "document_type": "rib", "claim_id": CLAIM_ID, "draft_id": DRAFT_ID, "message_id": TASK_ID, "reason": "login-required", "theme": "logement", "benefit": "ppa", "kind": "birth", "slug": "logement", "digest": STATIC[-2], "path": STATIC[-1],
}  # fmt: skip
# What each form says beside the session's token.
FORMS: dict[str, dict[str, str]] = {
    "/premiere-connexion": {"nir": "7 85 07 63 999 042 66"},
    "/premiere-connexion/aide": {"message": "Bonjour"},
    "/adresse": ADDRESS,
    "/declarer/{slug}": {"occupancy": "HEBERGE"},
    "/declarations/apercu/{draft_id}": {"etag": "n1yW7rQ2"},
    "/declarations/{declaration_id}/corriger": ADDRESS,
    "/declarations/{declaration_id}/annuler": {},
    "/declarations/{declaration_id}/renvois/{delivery_id}": {},
    "/demandes/nouvelle": {"benefit": "rsa"},
    "/demandes/{claim_id}": {"etag": ETAG},
    "/demandes/{claim_id}/envoi": {"etag": ETAG},
    "/demandes/{claim_id}/effacement": {},
    "/demandes/{claim_id}/retrait": {},
    "/demandes/{claim_id}/recours": {"path": "recours-logement"},
    "/documents/deposer": {"words": "rib"},
    "/documents/deposer/{document_type}": {"organisme": "cnaf"},
    "/documents/deposer/{document_type}/commencer": {"organisme": "cnaf"},
    "/documents/attestations": {"organisme": "cnam", "attestation_id": "A-1"},
    "/documents/{document_id}/fichiers": {"next": "check"},
    "/documents/{document_id}/retirer": {"upload_id": UPLOAD_ID},
    "/documents/{document_id}/abandonner": {},
    "/documents/{document_id}/resservir": {"organisme": "cnam"},
    "/verifier": {"code": "7K3M-9QZT-0XWB-4HRN"},
    "/messages/verifier": {"code": CODE},
    "/messages/{message_id}/fait": {},
    "/messages/{message_id}/refaire": {},
    "/preferences": {"etag": PREFERENCES_ETAG, "task": "email"},
    "/preferences/adresse": {"channel": "email", "address_email": "camille@exemple.fr"},
    "/preferences/adresse/retrait": {"channel": "email"},
    "/preferences/code": {"channel": "email", "code_email": "482913"},
    "/simulation": {},
    "/simulation/synthese": {},
    "/simulation/foyer/{theme}": {"home.rent": "640"},
    "/simulation/et-si/retirer": {"lequel": "1-birth"},
    "/simulation/et-si/{kind}": {"children": "1"},
}
# What is somebody's own: another person is told that it does not exist.
OWNED = {
    "/declarations/{declaration_id}", "/declarations/{declaration_id}/renvois/{delivery_id}", "/declarations/apercu/{draft_id}",
    "/declarations/{declaration_id}/corriger", "/declarations/{declaration_id}/annuler",
    "/demandes/{claim_id}", "/demandes/{claim_id}/envoi", "/demandes/{claim_id}/effacement", "/demandes/{claim_id}/retrait",
    "/demandes/{claim_id}/recours",
    "/documents/{document_id}", "/documents/{document_id}/fichiers", "/documents/{document_id}/abandonner",
    "/documents/{document_id}/resservir", "/documents/{document_id}/contenu", "/documents/{document_id}/retirer",
    "/messages/{message_id}", "/messages/{message_id}/fait", "/messages/{message_id}/refaire",
}  # fmt: skip
LOGGED = (Access.PERSON, Access.CERTIFIED)


def _routes() -> list[tuple[str, GuardedRoute]]:
    routes = [route for route in Portal().routes.routes if isinstance(route, GuardedRoute)]
    return [(method, route) for route in routes for method in sorted(route.methods or ())]


async def _ask(client: httpx.AsyncClient, method: str, route: APIRoute, **words: str) -> httpx.Response:
    form: Any = FORMS[route.path_format] | words if method == "POST" else None
    return await client.request(method, route.path_format.format(**PARTS), data=form, headers=PAGE)


async def _browser(world: World, code: str = "camille") -> tuple[httpx.AsyncClient, str]:
    """A browser that runs no script, and the token that its forms carry."""
    client = await world.logged_in(code, pages=Portal())
    del client.headers["x-csrf-token"]
    page = await client.get("/", headers=PAGE)
    return client, form_to(page.text, "/deconnexion").hidden()["csrf_token"]


def test_the_grid_covers_every_route_of_the_portal() -> None:
    assert all(isinstance(route, GuardedRoute) for route in Portal().routes.routes)
    assert {route.path_format for method, route in _routes() if method == "POST"} == set(FORMS)
    assert {route.path_format for _, route in _routes() if "_id}" in route.path_format} == OWNED


async def test_without_a_session_only_public_pages_answer_and_the_others_show_the_way_in(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        for method, route in _routes():
            answer = await _ask(client, method, route)
            if route.access in LOGGED:
                links = [one.attributes.get("href", "") for one in read(answer.text).all("a")]
                assert answer.status_code == 401, route.path
                assert any(link.startswith("/connexion?suite=/") for link in links), route.path
            else:
                assert answer.status_code == 200, route.path
    assert not [call for call in world.played.calls if call.caller.person_id]


async def test_a_person_gets_what_is_theirs(world: World) -> None:
    serve(world)
    client, token = await _browser(world)
    await client.post("/adresse", data=ADDRESS | {"csrf_token": token, "draft_id": DRAFT_ID}, headers=PAGE)
    for method, route in _routes():
        answer = await _ask(client, method, route, csrf_token=token)
        assert answer.status_code in (200, 303), (route.path, answer.text)
    spoken = {call.caller.person_id for call in world.played.calls if call.caller.person_id}
    assert spoken == {samples.PERSON_ID}


async def test_another_person_is_told_that_it_does_not_exist(world: World) -> None:
    client, token = await _browser(world, "other")
    for method, route in _routes():
        if route.path_format in OWNED:
            answer = await _ask(client, method, route, csrf_token=token)
            assert answer.status_code == 404, (route.path, answer.text)


@pytest.mark.parametrize("token", ["", "made-up"])
async def test_a_form_without_the_session_s_token_changes_nothing(world: World, token: str) -> None:
    client, _ = await _browser(world)
    world.played.calls.clear()
    for method, route in _routes():
        if method == "POST":
            answer = await _ask(client, method, route, csrf_token=token)
            assert answer.status_code == 403, route.path
    assert not world.played.calls


async def test_a_form_sent_after_the_session_says_that_nothing_was_sent_and_leads_back_to_its_screen(
    world: World,
) -> None:
    async with world.client(pages=Portal()) as client:
        answer = await client.post("/adresse", data=ADDRESS, headers=PAGE)
    assert answer.status_code == 401
    assert "Rien n'a été envoyé" in answer.text or "Rien n&#39;a été envoyé" in answer.text
    assert "/connexion?suite=/adresse" in [one.attributes["href"] for one in read(answer.text).all("a")]
