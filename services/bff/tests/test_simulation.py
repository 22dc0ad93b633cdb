"""Simulations at the edge: what the suite knows is put together, what comes back is in words, and nothing that names anybody goes out."""

from typing import Any

import pytest
from mesdroits.simulator.v1 import simulator_service_pb2 as pb
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb

from chassis.errors import InvalidInput, Unavailable, Violation
from services.bff import samples
from services.bff.shapes import shown
from services.bff.tests.conftest import World

_HERE = "/api/v1/simulations"
_HOUSEHOLD = shown(samples.sample(pb.PrefillResponse).household)


async def test_a_simulation_starts_from_what_the_suite_knows_with_its_sources(world: World) -> None:
    client = await world.logged_in()
    answer = await client.get(f"{_HERE}/prefill")
    assert answer.status_code == 200, answer.text
    wage = next(one for one in answer.json()["fields"] if one["field"] == "moi.resources.WAGE")
    assert wage["source_text"] == "Selon Impôts, octobre 2026, vérifié par l'organisme"
    assert wage["correction"] == "report_to_employer"
    asked = world.played.last("Prefill").request
    assert (asked.birth_date.year, asked.month.year, asked.month.month) == (1985, 2026, 11)
    assert [len(asked.facts), len(asked.domains), len(asked.payments)] == [1, 6, 1]


async def test_the_simulator_is_told_no_name_and_no_street(world: World) -> None:
    client = await world.logged_in()
    await client.get(f"{_HERE}/prefill")
    told = str(world.played.last("Prefill").request)
    assert "Tilleuls" not in told
    assert "Riom" in str(samples.sample(situation_pb.ListFactsResponse))
    assert "Camille" not in told


async def test_who_did_not_answer_is_said_and_the_rest_is_prefilled(world: World) -> None:
    world.played.answers["ListPayments"] = Unavailable(retry_in=3)
    world.played.answers["ListFacts"] = Unavailable(retry_in=3)
    client = await world.logged_in()
    answer = await client.get(f"{_HERE}/prefill")
    assert answer.status_code == 200
    assert len(answer.json()["missing"]) == 2


async def test_what_comes_back_can_be_sent_again_as_it_is(world: World) -> None:
    client = await world.logged_in()
    household = (await client.get(f"{_HERE}/prefill")).json()["household"]
    answer = await client.post(_HERE, json={"household": household})
    assert answer.status_code == 200, answer.text
    assert world.played.last("Simulate").request.household == samples.sample(pb.PrefillResponse).household


async def test_each_state_is_said_in_words_and_the_unknown_is_never_a_zero(world: World) -> None:
    client = await world.logged_in()
    view = (await client.post(_HERE, json={"household": _HOUSEHOLD})).json()
    found: dict[str, Any] = {one["benefit"]: one for domain in view["domains"] for one in domain["outcomes"]}
    assert found["ppa"]["amount_text"] == "188,40\u00a0€ par mois"
    assert found["apl"]["amount_cents"] is None
    assert found["apl"]["missing_text"].startswith("Pour le savoir, dites-nous")
    assert found["asf"]["difference"]
    assert "0,00" not in str(view["domains"])


@pytest.mark.parametrize(
    ("household", "field"),
    [
        ({"persons": [{"person": "moi", "role": "king"}]}, "household.persons[0].role"),
        ({"name": "Camille"}, "household.name"),
        ({"home": {"rent_cents": "cher"}}, "household.home.rent_cents"),
        ({"month": "2026-13-01"}, "household.month"),
        ({"persons": {"a": 1}}, "household.persons"),
    ],
)
async def test_a_household_that_cannot_be_read_is_refused_with_the_field(
    world: World, household: dict[str, Any], field: str
) -> None:
    client = await world.logged_in()
    answer = await client.post(_HERE, json={"household": household})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not [call for call in world.played.calls if call.rpc == "Simulate"]


async def test_what_the_simulator_refuses_keeps_its_place_and_its_words(world: World) -> None:
    world.played.answers["Simulate"] = InvalidInput([Violation("household.persons[0].birth_date", "Date à venir.")])
    client = await world.logged_in()
    answer = await client.post(_HERE, json={"household": _HOUSEHOLD})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "household.persons[0].birth_date", "message": "Date à venir."}]


async def test_two_changes_in_one_are_refused(world: World) -> None:
    both = {"change": "x", "date": "2026-12-01", "birth": {}, "rent_change": {"rent_cents": 1}}
    client = await world.logged_in()
    answer = await client.post(f"{_HERE}/comparison", json={"household": _HOUSEHOLD, "changes": [both]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "changes[0]"


async def test_changes_are_tried_together_and_a_fault_keeps_its_place(world: World) -> None:
    both = [
        {"change": "a", "date": "2026-12-01", "partner_death": {}},
        {"change": "b", "date": "2027-01-01", "rent_change": {"rent_cents": 50000}},
    ]
    asked = {"household": _HOUSEHOLD, "combinations": [{"combination": "x", "changes": both}]}
    client = await world.logged_in()
    answer = await client.post(f"{_HERE}/comparison", json=asked)
    assert answer.status_code == 200, answer.text
    (outcome,) = answer.json()["outcomes"]
    assert [one["benefit"] for one in outcome["unchanged"]] == ["asf"]
    (combination,) = world.played.last("Compare").request.combinations
    assert [one.WhichOneof("what") for one in combination.changes] == ["partner_death", "rent_change"]
    both[1]["rent_change"] = {"rent_cents": "cher"}
    answer = await client.post(f"{_HERE}/comparison", json=asked)
    assert [one["field"] for one in answer.json()["errors"]] == ["combinations[0].changes[1].rent_change.rent_cents"]


async def test_no_child_is_refused_and_a_birth_that_says_nothing_is_one_child(world: World) -> None:
    client = await world.logged_in()
    none: dict[str, Any] = {"change": "a", "date": "2026-12-01", "birth": {"children": 0}}
    for where, asked in {
        "changes[0]": {"changes": [none]},
        "combinations[0].changes[0]": {"combinations": [{"combination": "x", "changes": [none]}]},
    }.items():
        answer = await client.post(f"{_HERE}/comparison", json={"household": _HOUSEHOLD} | asked)
        assert [one["field"] for one in answer.json()["errors"]] == [f"{where}.birth.children"]
    answer = await client.post(f"{_HERE}/comparison", json={"household": _HOUSEHOLD, "changes": [none | {"birth": {}}]})
    assert answer.status_code == 200


async def test_what_is_surprising_is_said_with_the_page_that_asks_for_it(world: World) -> None:
    client = await world.logged_in()
    (remark,) = (await client.post(_HERE, json={"household": _HOUSEHOLD})).json()["remarks"]
    assert (remark["question"], remark["theme"]) == ("enfant_1.birth_date", "personnes")
    assert remark["field_text"] == "Date de naissance (Enfant né le 3 mai 2018)"


async def test_the_synthesis_is_a_tagged_pdf_that_holds_no_name(world: World) -> None:
    client = await world.logged_in()
    answer = await client.post(f"{_HERE}/synthesis", json={"household": _HOUSEHOLD})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content
    assert b"pdfuaid" in answer.content
    assert b"Camille" not in answer.content


async def test_the_synthesis_is_of_the_benefits_that_are_asked_for(world: World) -> None:
    client = await world.logged_in()
    await client.post(f"{_HERE}/synthesis", json={"household": _HOUSEHOLD, "benefits": ["ppa"]})
    assert world.played.last("Simulate").request.benefits == ["ppa"]
