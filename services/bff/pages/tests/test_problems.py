"""The `type` of a problem is an address, and there stands what it means."""

import re
from pathlib import Path

import pytest

from services.bff.pages.portal import Portal
from services.bff.pages.tests.browsing import PAGE
from services.bff.pages.wording import happened
from services.bff.tests.conftest import World

ROOT = Path(__file__).parents[4]
_REASON = re.compile(r'^    reason(?:: [^=]+)? = "([A-Z_]+)"', re.MULTILINE)
# What only an agent, an organisme or another service can meet.
NOT_FOR_A_PERSON = {
    "CONTROL_REFUSED", "DEADLINE_REQUIRED", "ENDLESS_ANSWER", "FOREIGN_DELIVERY", "NO_NIR_DECLARED", "REVIEW_CLOSED",
    "REVIEW_NOT_FOUND", "UNKNOWN_ORGANISME_CLAIM", "UNREADABLE_ANSWER",
    "DELIVERY_NOT_RETRIED", "UNKNOWN_RECIPIENT",
    "CODE_UNKNOWN", "NOT_IN_REVIEW", "NOT_MARKED", "NOT_READY", "PRODUCED_INVALID", "RECEIPT_MISSING", "VERDICT_INCOMPLETE",
}  # fmt: skip


def reasons() -> set[str]:
    """Every name of a refusal in the suite's sources."""
    files = [*ROOT.glob("chassis/*.py"), *ROOT.glob("services/**/*.py")]
    return {found for file in files if "tests" not in file.parts for found in _REASON.findall(file.read_text())}


def test_every_refusal_that_a_person_may_meet_is_explained() -> None:
    explained = {slug.upper().replace("-", "_") for slug in happened()}
    assert reasons() - NOT_FOR_A_PERSON - explained == set()


async def test_each_explanation_is_a_public_page_that_says_what_to_do(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        for slug in happened():
            answer = await client.get(f"/problemes/{slug}", headers=PAGE)
            assert answer.status_code == 200, slug
            assert "Que faire maintenant" in answer.text


@pytest.mark.parametrize("slug", ["nothing", "LOGIN_REQUIRED", "..%2Fadresse"])
async def test_what_is_no_refusal_of_ours_has_no_page(world: World, slug: str) -> None:
    async with world.client(pages=Portal()) as client:
        assert (await client.get(f"/problemes/{slug}", headers=PAGE)).status_code == 404


async def test_the_type_of_a_refusal_leads_to_its_page(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        refused = (await client.get("/api/v1/home")).json()
        assert (await client.get(refused["type"], headers=PAGE)).status_code == 200


async def test_every_page_leads_to_the_source_where_its_address_is_told(world: World) -> None:
    async with world.client(world.with_settings(source_url="https://source.mesdroits.example/"), Portal()) as client:
        shown = (await client.get("/", headers={"accept": "text/html"})).text
    assert 'href="https://source.mesdroits.example/"' in shown
    async with world.client(pages=Portal()) as client:
        assert "Code source" not in (await client.get("/", headers={"accept": "text/html"})).text


async def test_a_login_that_failed_is_begun_again_and_its_page_not_loaded_again(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        refused = await client.get("/connexion/retour?state=x&error=access_denied", headers=PAGE)
        explained = await client.get("/problemes/login-denied", headers=PAGE)
    assert refused.status_code == 409
    assert 'href="/connexion?suite=' in refused.text
    for page in (refused.text, explained.text):
        assert "rechargez" not in page


async def test_another_name_of_the_site_leads_to_its_own(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        refused = await client.get("/adresse", headers=PAGE | {"host": "localhost:8000"})
    assert refused.status_code == 421
    assert f'class="govuk-button" href="{world.edge.settings.public_url}/"' in refused.text
    assert "Revenir à l'accueil" not in refused.text
