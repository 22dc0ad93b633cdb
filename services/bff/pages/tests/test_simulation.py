"""The pages of a simulation, in front of the real edge and the played services, without a script."""

from typing import Any

from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import InvalidInput, NotFound, Unavailable, Violation
from services.bff import samples
from services.bff.pages.tests.browsing import answered, person, sent
from services.bff.pages.tests.reading import read
from services.bff.tests.conftest import World

_HERE = "/simulation"


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
        await answered(client, f"{_HERE}/foyer/personnes")
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
        answer = await answered(client, f"{_HERE}/foyer/logement", **typed)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{_HERE}/resultats"), answer.text
        await client.get(f"{_HERE}/resultats")
        shown = await client.get(_HERE)
    assert world.played.last("Simulate").request.household.home.rent_cents == 64050
    assert "Corrigé par vous" in shown.text
    assert "640,50" in shown.text


async def test_a_wage_that_is_corrected_keeps_the_years_before_and_goes_on(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        await answered(
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
        answer = await answered(client, f"{_HERE}/foyer/logement", **{"home.rent": "beaucoup"})
    assert answer.status_code == 422
    assert 'value="beaucoup"' in answer.text
    assert 'href="#home.rent"' in answer.text


async def test_somebody_comes_into_the_household_and_leaves_it(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        page = f"{_HERE}/foyer/personnes"
        came = await answered(client, page, **{"nouveau.role": "partner", "nouveau.birth_date": "01/02/1984"})
        assert came.headers["location"] == page
        await answered(client, page, **{"enfant_1.retirer": "oui"})
        await client.get(f"{_HERE}/resultats")
    asked = world.played.last("Simulate").request.household
    assert [one.person for one in asked.persons] == ["moi", "conjoint"]
    assert asked.union == 3


async def test_a_household_that_cannot_be_is_mended_from_any_page_and_nothing_said_is_lost(world: World) -> None:
    refused = InvalidInput([Violation("household.persons[1].birth_date", "Vérifiez les dates de naissance.")])
    async with person(world) as client:
        await client.get(_HERE)
        await answered(client, f"{_HERE}/foyer/logement", **{"home.rent": "640,50"})
        for rpc, page in (("Simulate", "resultats"), ("Explain", "pourquoi/ppa"), ("EstimateRetirement", "retraite")):
            world.played.answers[rpc] = refused
            answer = await client.get(f"{_HERE}/{page}")
            assert answer.status_code == 422
            assert "Date de naissance (Enfant né le 3 mai 2018)" in answer.text.replace("\u00a0", " ")
            assert "640,50" in answer.text


async def test_what_is_surprising_is_said_beside_the_results_with_the_way_to_check_it(world: World) -> None:
    async with person(world) as client:
        text = (await client.get(f"{_HERE}/resultats")).text
    assert "presque aussi âgé" in text
    assert "/simulation/foyer/personnes#enfant_1.birth_date" in text


async def test_every_other_page_answers(world: World) -> None:
    paths = ("pourquoi/ppa", "pourquoi/ppa?qui=moi", "retraite", "et-si", "et-si/birth", "foyer/patrimoine")
    async with person(world) as client:
        await client.get(_HERE)
        answers = {path: await client.get(f"{_HERE}/{path}") for path in paths}
        answers |= {path: await client.get(path) for path in ("/legislation", "/ressources-a-declarer/ppa")}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 200)


async def test_a_benefit_without_declaration_is_told_as_such(world: World) -> None:
    none = NotFound("Pour cette aide, rien n'est à déclarer.")
    none.reason = "NO_DECLARATION"
    world.played.answers["GuideResources"] = none
    async with person(world) as client:
        answer = await client.get("/ressources-a-declarer/css")
    assert answer.status_code == 200
    assert "rien n&#39;est à déclarer" in answer.text


async def test_the_month_to_declare_is_chosen_among_those_of_the_next_declarations(world: World) -> None:
    here = "/ressources-a-declarer/ppa"
    async with person(world) as client:
        first = await client.get(here)
        links = [one.attributes["href"] for one in read(first.text).all("a") if "?mois=" in one.attributes["href"]]
        assert "Quelles ressources déclarer pour juillet 2026" in first.text.replace("\u00a0", " ")
        assert links == [f"{here}?mois=2026-{month:02d}" for month in (7, 8, 9, 8, 9, 10)]
        await client.get(links[-1])
        assert (await client.get(f"{here}?mois=2026-13")).status_code == 422
    asked: Any = world.played.last("GuideResources").request
    assert (asked.month.year, asked.month.month) == (2026, 10)


async def test_a_benefit_that_does_not_exist_is_not_found(world: World) -> None:
    unknown = NotFound("Cette aide n'existe pas, ou nous ne la simulons pas.")
    unknown.reason = "BENEFIT_NOT_SIMULATED"
    world.played.answers |= {"GuideResources": unknown, "Explain": unknown}
    async with person(world) as client:
        for path in ("/ressources-a-declarer/rmi", f"{_HERE}/pourquoi/rmi"):
            assert (await client.get(path)).status_code == 404


async def test_the_synthesis_is_a_file_to_keep(world: World) -> None:
    async with person(world) as client:
        page = await client.get(f"{_HERE}/resultats")
        answer = await client.post(f"{_HERE}/synthese", data=sent(page, f"{_HERE}/synthese"))
    assert answer.headers["content-disposition"] == 'attachment; filename="mes-droits-simules.pdf"'
    assert answer.content.startswith(b"%PDF-")


async def test_a_simulation_is_gone_after_an_hour_and_begins_anew(world: World) -> None:
    async with person(world) as client:
        form = sent(await client.get(f"{_HERE}/resultats"), f"{_HERE}/synthese")
        for _ in range(3):
            world.clock.pass_by(minutes=25)
            await client.get("/")
        assert (await client.post(f"{_HERE}/synthese", data=form)).status_code == 404
        await client.get(_HERE)
    assert len([call for call in world.played.calls if call.rpc == "Prefill"]) >= 2


async def test_beginning_again_forgets_the_corrections(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        await answered(client, f"{_HERE}/foyer/logement", **{"home.rent": "700"})
        page = await client.get(_HERE)
        assert (await client.post(_HERE, data=sent(page, _HERE))).status_code == 303
        await client.get(f"{_HERE}/resultats")
    assert world.played.last("Simulate").request.household == samples.sample(pb.PrefillResponse).household
