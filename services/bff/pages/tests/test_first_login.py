"""The first login, in front of the real edge and a played identity service."""

import asyncio
from contextlib import AbstractAsyncContextManager

import httpx
import pytest
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2 import CompleteLoginResponse, DeclareNirResponse, GetPersonResponse

from chassis.errors import InvalidInput, Violation
from services.bff import samples
from services.bff.pages.portal import Portal
from services.bff.pages.tests.browsing import PAGE, person, sent
from services.bff.pages.tests.reading import form_to, read
from services.bff.tests.conftest import World


def certification(state: str) -> person_pb2.Certification:
    return person_pb2.Certification(state=person_pb2.CertificationState.Value(f"CERTIFICATION_STATE_{state}"))


def newcomer(world: World, state: str = "NIR_MISSING") -> None:
    answer = samples.sample(GetPersonResponse)
    answer.person.certification.CopyFrom(certification(state))
    world.played.answers["GetPerson"] = answer


def uncertified(world: World) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """The browser of somebody whose NIR is not certified."""
    newcomer(world)
    answer = samples.sample(CompleteLoginResponse)
    answer.person.certification.CopyFrom(certification("NIR_MISSING"))
    world.played.answers["CompleteLogin"] = answer
    return person(world)


@pytest.mark.parametrize("path", ["/adresse", "/declarations", "/domaines/sante"])
async def test_who_has_not_told_their_nir_is_taken_where_it_is_asked(world: World, path: str) -> None:
    async with uncertified(world) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/premiere-connexion")


async def test_a_nir_that_is_certified_opens_home(world: World) -> None:
    world.played.answers["DeclareNir"] = DeclareNirResponse(certification=certification("CERTIFIED"))
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post(
            "/premiere-connexion", data=sent(shown, "/premiere-connexion", nir="2 86 04 63 999 001 65")
        )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (
        world.played.last("DeclareNir").request.request_id
        == form_to(shown.text, "/premiere-connexion").hidden()["request_id"]
    )


async def test_telling_a_nir_waits_for_slow_organismes(world: World) -> None:
    async def slowly(_: object) -> DeclareNirResponse:
        await asyncio.sleep(2.7)
        return DeclareNirResponse(certification=certification("CERTIFIED"))

    world.played.answers["DeclareNir"] = slowly
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post(
            "/premiere-connexion", data=sent(shown, "/premiere-connexion", nir="2 86 04 63 999 001 65")
        )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_a_wrong_nir_comes_back_as_typed_with_what_is_wrong_beside_it(world: World) -> None:
    world.played.answers["DeclareNir"] = InvalidInput([Violation("nir", "La clé ne correspond pas.")])
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post("/premiere-connexion", data=sent(shown, "/premiere-connexion", nir="123"))
    assert answer.status_code == 422
    field = next(one for one in read(answer.text).all("input") if one.attributes.get("name") == "nir")
    assert field.attributes["value"] == "123"
    assert answer.text.count("a clé ne correspond pas.") == 2


async def test_an_empty_nir_is_refused_without_asking_anybody(world: World) -> None:
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post("/premiere-connexion", data=sent(shown, "/premiere-connexion", nir=" "))
    assert answer.status_code == 422
    assert "DeclareNir" not in [call.rpc for call in world.played.calls]


async def test_a_mismatch_opens_a_human_path_and_not_a_dead_end(world: World) -> None:
    world.played.answers["DeclareNir"] = DeclareNirResponse(certification=certification("IN_REVIEW"))
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post(
            "/premiere-connexion", data=sent(shown, "/premiere-connexion", nir="288043499900171")
        )
        assert answer.headers["location"] == "/premiere-connexion"
        newcomer(world, "IN_REVIEW")
        followed = await client.get("/premiere-connexion")
    assert "Une personne vérifie votre identité" in followed.text


async def test_a_person_can_ask_for_a_person(world: World) -> None:
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post(
            "/premiere-connexion/aide", data=sent(shown, "/premiere-connexion/aide", message="Je n'ai pas de carte.")
        )
    assert (answer.status_code, answer.headers["location"]) == (303, "/premiere-connexion")
    assert world.played.last("RequestIdentityReview").request.message == "Je n'ai pas de carte."


async def test_who_will_be_given_the_number_and_why_is_said_before_it_is_told(world: World) -> None:
    answer = samples.sample(GetPersonResponse)
    answer.person.certification.state = person_pb2.CERTIFICATION_STATE_NIR_MISSING
    world.played.answers["GetPerson"] = answer
    async with person(world) as client:
        page = (await client.get("/premiere-connexion")).text
    form = form_to(page, "/premiere-connexion")
    told = [one.text.replace("\u00a0", " ").replace("\u202f", " ") for one in form.all("li")]
    assert any("ce numéro est bien le vôtre, à : Assurance maladie." in one for one in told)
    assert any("un dossier à votre nom, à : France Travail et Impôts." in one for one in told)
    assert any("CSS art. L. 114-12-1 et LPF art. L. 152" in one for one in told)


async def tried(client: httpx.AsyncClient, nir: str) -> httpx.Response:
    shown = await client.get("/premiere-connexion")
    return await client.post("/premiere-connexion", data=sent(shown, "/premiere-connexion", nir=nir))


async def test_a_number_that_is_not_one_costs_no_try_and_the_last_refusal_leads_to_a_person(world: World) -> None:
    limited = world.with_settings(nir_attempts_per_hour=1)
    newcomer(world)
    logged_in = samples.sample(CompleteLoginResponse)
    logged_in.person.certification.CopyFrom(certification("NIR_MISSING"))
    world.played.answers["CompleteLogin"] = logged_in
    client = await world.logged_in(edge=limited, pages=Portal())
    client.headers.pop("x-csrf-token", None)
    client.headers.update(PAGE)
    world.played.answers["DeclareNir"] = InvalidInput([Violation("nir", "La clé ne correspond pas.")])
    assert [(await tried(client, "123")).status_code for _ in range(3)] == [422, 422, 422]
    world.played.answers["DeclareNir"] = DeclareNirResponse(certification=certification("PENDING"))
    assert (await tried(client, "286046399900165")).status_code == 303
    refused = await tried(client, "286046399900165")
    assert refused.status_code == 429
    assert 'href="/premiere-connexion#message"' in refused.text


async def test_who_is_certified_already_spends_no_try(world: World) -> None:
    world.played.answers["DeclareNir"] = DeclareNirResponse(certification=certification("CERTIFIED"))
    client = await world.logged_in(edge=world.with_settings(nir_attempts_per_hour=1))
    answers = [await client.post("/api/v1/nir", json={"nir": "286046399900165"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
