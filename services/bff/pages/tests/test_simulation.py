"""The pages of a simulation, in front of the real edge and the played services, without a script."""

from typing import Any

import httpx
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import InvalidInput, NotFound, Unavailable, Violation
from services.bff import samples
from services.bff.pages.tests.browsing import person, sent
from services.bff.tests.conftest import World

_HERE = "/simulation"


async def _answer(client: httpx.AsyncClient, path: str, **words: str) -> httpx.Response:
    form = await client.get(path)
    assert form.status_code == 200, form.text
    return await client.post(path, data=sent(form, path, **words))


async def test_a_simulation_shows_what_is_known_and_who_said_it(world: World) -> None:
    async with person(world) as client:
        answer = await client.get(_HERE)
    assert answer.status_code == 200
    assert "Selon Impôts, octobre 2026" in answer.text
    assert "1\u202f350,47" in answer.text


async def test_a_doubt_about_the_household_is_asked_until_its_page_is_answered(world: World) -> None:
    async with person(world) as client:
        assert "Combien d&#39;enfants vivent avec vous" in (await client.get(_HERE)).text
        assert "Combien d&#39;enfants vivent avec vous" in (await client.get(f"{_HERE}/resultats")).text
        await _answer(client, f"{_HERE}/foyer/personnes")
        assert "Combien d&#39;enfants vivent avec vous" not in (await client.get(_HERE)).text


async def test_who_is_missing_is_said_on_the_page(world: World) -> None:
    world.played.answers["ListPayments"] = Unavailable(retry_in=3)
    async with person(world) as client:
        answer = await client.get(_HERE)
    assert "Vos paiements ne répondent pas" in answer.text


async def test_the_results_are_in_words_and_ask_what_is_missing(world: World) -> None:
    async with person(world) as client:
        answer = await client.get(f"{_HERE}/resultats")
    assert answer.status_code == 200, answer.text
    assert "Vous pourriez y avoir droit" in answer.text
    assert "Nous ne pouvons pas encore le dire" in answer.text
    assert "/simulation/foyer/logement#home.rent" in answer.text
    assert "0,00" not in answer.text


async def test_a_result_that_takes_longer_than_usual_comes_by_itself(world: World) -> None:
    learning = Unavailable("Le calcul de cette période prend un peu plus de temps.", retry_in=2)
    learning.reason = "SIMULATOR_LEARNING"
    async with person(world) as client:
        await client.get(_HERE)
        world.played.answers["Simulate"] = learning
        waiting = await client.get(f"{_HERE}/resultats")
        del world.played.answers["Simulate"]
        answer = await client.get(f"{_HERE}/resultats")
    assert (waiting.status_code, waiting.headers["refresh"], waiting.headers["retry-after"]) == (503, "2", "2")
    assert "cette page se recharge toute seule dans 2 secondes" in waiting.text
    assert answer.status_code == 200
    assert "refresh" not in answer.headers


async def test_what_a_person_corrects_is_what_is_simulated_and_is_marked(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        typed = {"home.rent": "640,50", "then": "results"}
        answer = await _answer(client, f"{_HERE}/foyer/logement", **typed)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{_HERE}/resultats"), answer.text
        await client.get(f"{_HERE}/resultats")
        shown = await client.get(_HERE)
    assert world.played.last("Simulate").request.household.home.rent_cents == 64050
    assert "Corrigé par vous" in shown.text
    assert "640,50" in shown.text


async def test_a_wage_that_is_corrected_keeps_the_years_before_and_goes_on(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        await _answer(
            client, f"{_HERE}/foyer/ressources", **{"moi.resources.WAGE": "1500", "moi.resources.UNEMPLOYMENT": "0"}
        )
        await client.get(f"{_HERE}/resultats")
    asked = world.played.last("Simulate").request.household
    wage = next(one for one in asked.resources if one.kind == 1)
    assert (wage.first_month.year, wage.first_month.month, len(wage.amounts_cents)) == (2023, 11, 37)
    assert set(wage.amounts_cents[-13:]) == {150000}
    assert wage.continues
    assert [(one.person, one.kind) for one in asked.without] == [("moi", 2)]


async def test_what_cannot_be_read_comes_back_as_it_was_typed(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        answer = await _answer(client, f"{_HERE}/foyer/logement", **{"home.rent": "beaucoup"})
    assert answer.status_code == 422
    assert 'value="beaucoup"' in answer.text
    assert 'href="#home.rent"' in answer.text


async def test_somebody_comes_into_the_household_and_leaves_it(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        page = f"{_HERE}/foyer/personnes"
        came = await _answer(client, page, **{"nouveau.role": "partner", "nouveau.birth_date": "01/02/1984"})
        assert came.headers["location"] == page
        await _answer(client, page, **{"enfant_1.retirer": "oui"})
        await client.get(f"{_HERE}/resultats")
    asked = world.played.last("Simulate").request.household
    assert [one.person for one in asked.persons] == ["moi", "conjoint"]
    assert asked.union == 3


async def test_a_change_is_tried_and_told_month_by_month(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        page = f"{_HERE}/et-si/new_job"
        wrong = await _answer(client, page, date="1/12/2026", person="moi")
        assert wrong.status_code == 422
        right = await _answer(client, page, date="1/12/2026", person="moi", monthly_cents="1600")
        assert right.headers["location"] == f"{_HERE}/et-si/resultat", right.text
        answer = await client.get(right.headers["location"])
    asked: Any = world.played.last("Compare").request.changes[0]
    assert (asked.new_job.person, asked.new_job.monthly_cents, asked.date.month) == ("moi", 160000, 12)
    assert answer.text.count("<table") == 2
    assert "Baisse soudaine" in answer.text


async def test_an_optional_question_may_be_left_empty(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        answer = await _answer(client, f"{_HERE}/et-si/birth", children="")
    assert answer.status_code == 303


async def test_a_change_that_cannot_be_is_told_beside_its_field(world: World) -> None:
    refused = InvalidInput([Violation("changes[0].new_job.person", "Cette personne travaille déjà.")])
    async with person(world) as client:
        await client.get(_HERE)
        world.played.answers["Compare"] = refused
        answer = await _answer(client, f"{_HERE}/et-si/new_job", date="1/12/2026", person="moi", monthly_cents="1")
    assert answer.status_code == 422
    assert "Cette personne travaille déjà." in answer.text


async def test_every_other_page_answers(world: World) -> None:
    paths = ("pourquoi/ppa", "pourquoi/ppa?qui=moi", "retraite", "et-si", "et-si/birth", "foyer/patrimoine")
    async with person(world) as client:
        await client.get(_HERE)
        answers = {path: await client.get(f"{_HERE}/{path}") for path in paths}
        answers |= {path: await client.get(path) for path in ("/legislation", "/ressources-a-declarer/ppa")}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 200)


async def test_a_benefit_without_declaration_is_told_as_such(world: World) -> None:
    world.played.answers["GuideResources"] = NotFound("Pour cette aide, rien n'est à déclarer.")
    async with person(world) as client:
        answer = await client.get("/ressources-a-declarer/css")
    assert answer.status_code == 200
    assert "rien n&#39;est à déclarer" in answer.text


async def test_the_synthesis_is_a_file_to_keep(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        answer = await client.get(f"{_HERE}/synthese")
    assert answer.headers["content-disposition"] == 'attachment; filename="mes-droits-simules.pdf"'
    assert answer.content.startswith(b"%PDF-")


async def test_a_simulation_is_gone_after_an_hour_and_begins_anew(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        for _ in range(3):
            world.clock.pass_by(minutes=25)
            await client.get("/")
        assert (await client.get(f"{_HERE}/synthese")).status_code == 404
        await client.get(_HERE)
    assert len([call for call in world.played.calls if call.rpc == "Prefill"]) >= 2


async def test_beginning_again_forgets_the_corrections(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        await _answer(client, f"{_HERE}/foyer/logement", **{"home.rent": "700"})
        page = await client.get(_HERE)
        assert (await client.post(_HERE, data=sent(page, _HERE))).status_code == 303
        await client.get(f"{_HERE}/resultats")
    assert world.played.last("Simulate").request.household == samples.sample(pb.PrefillResponse).household
