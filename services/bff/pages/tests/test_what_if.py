"""« Et si… ? » in front of the real edge and the played services, without a script: one change or several, and what they do."""

import asyncio
from typing import Any

import httpx
import pytest

from chassis.errors import Exhausted, InvalidInput, Unavailable, Violation
from services.bff.pages.tests.browsing import answered, person, sent
from services.bff.tests.conftest import World

_HERE = "/simulation"


async def test_a_change_is_tried_and_told_month_by_month(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        page = f"{_HERE}/et-si/new_job"
        wrong = await answered(client, page, date="1/12/2026", person="moi")
        assert wrong.status_code == 422
        right = await answered(client, page, date="1/12/2026", person="moi", monthly_cents="1600")
        assert right.headers["location"] == f"{_HERE}/et-si/resultat", right.text
        answer = await client.get(right.headers["location"])
    asked: Any = world.played.last("Compare").request.changes[0]
    assert (asked.new_job.person, asked.new_job.monthly_cents, asked.date.month) == ("moi", 160000, 12)
    assert answer.text.count("<table") == 2
    assert "Baisse soudaine" in answer.text


@pytest.mark.parametrize("away", [Unavailable(), Exhausted(), None])
async def test_what_is_typed_is_kept_when_the_month_is_still_being_learnt(world: World, away: Exception | None) -> None:
    async def slow(_: Any) -> Any:
        await asyncio.sleep(30)

    world.played.answers["Compare"] = away or slow
    async with person(world) as client:
        await client.get(_HERE)
        page = f"{_HERE}/et-si/new_job"
        kept = await answered(client, page, date="1/12/2026", person="moi", monthly_cents="1600")
        assert kept.headers["location"] == f"{_HERE}/et-si/resultat"
        del world.played.answers["Compare"]
        answer = await client.get(kept.headers["location"])
    assert answer.status_code == 200
    assert answer.text.count("<table") == 2


async def test_an_optional_question_may_be_left_empty(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        answer = await answered(client, f"{_HERE}/et-si/birth", children="")
    assert answer.status_code == 303


async def test_no_child_is_not_tried_as_one(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        answer = await answered(client, f"{_HERE}/et-si/birth", children="0")
    assert answer.status_code == 422
    assert "Indiquez combien d&#39;enfants arrivent : un au moins." in answer.text.replace("\u00a0", " ")
    assert not [call for call in world.played.calls if call.rpc == "Compare"]


async def _try_two(client: httpx.AsyncClient) -> httpx.Response:
    """A job, then a birth beside it; the page of the outcome."""
    await client.get(_HERE)
    job = {"date": "1/12/2026", "person": "moi", "monthly_cents": "1600", "then": "more"}
    added = await answered(client, f"{_HERE}/et-si/new_job", **job)
    assert added.headers["location"] == f"{_HERE}/et-si?ensemble=oui"
    page = await client.get(f"{_HERE}/et-si/birth?ensemble=oui")
    await client.post(f"{_HERE}/et-si/birth", data=sent(page, f"{_HERE}/et-si/birth", children="2"))
    # The button pressed twice.
    await client.post(f"{_HERE}/et-si/birth", data=sent(page, f"{_HERE}/et-si/birth", children="2"))
    return await client.get(f"{_HERE}/et-si/resultat")


async def test_several_changes_are_tried_together_and_one_can_be_taken_away(world: World) -> None:
    async with person(world) as client:
        answer = await _try_two(client)
        asked: Any = world.played.last("Compare").request
        assert "2 changements ensemble" in answer.text.replace("\u00a0", " ")
        gone = await client.post(
            f"{_HERE}/et-si/retirer", data=sent(answer, f"{_HERE}/et-si/retirer") | {"lequel": "2-birth"}
        )
        assert gone.headers["location"] == f"{_HERE}/et-si/resultat"
        await client.get(f"{_HERE}/et-si/resultat")
    assert not asked.changes
    (combination,) = asked.combinations
    assert [one.WhichOneof("what") for one in combination.changes] == ["new_job", "birth"]
    assert combination.changes[1].birth.children == 2
    alone: Any = world.played.last("Compare").request
    assert [one.WhichOneof("what") for one in alone.changes] == ["new_job"]


async def test_another_change_is_tried_alone_unless_it_is_added(world: World) -> None:
    async with person(world) as client:
        await _try_two(client)
        await answered(client, f"{_HERE}/et-si/birth", children="1")
        await client.get(f"{_HERE}/et-si/resultat")
    asked: Any = world.played.last("Compare").request
    assert (len(asked.changes), len(asked.combinations)) == (1, 0)


async def test_what_does_not_change_is_folded_behind_what_does(world: World) -> None:
    async with person(world) as client:
        await client.get(_HERE)
        await answered(client, f"{_HERE}/et-si/birth", children="1")
        text = (await client.get(f"{_HERE}/et-si/resultat")).text
    assert "Un droit ne change pas" in text
    assert "Un mois ne change pas" in text
    assert "pas de différence" not in text
    assert text.index("Les droits qui changent") < text.index("<details") < text.index("Un mois ne change pas")


async def test_a_change_that_cannot_be_is_told_beside_its_field(world: World) -> None:
    refused = InvalidInput([Violation("changes[0].new_job.person", "Cette personne travaille déjà.")])
    async with person(world) as client:
        await client.get(_HERE)
        world.played.answers["Compare"] = refused
        answer = await answered(client, f"{_HERE}/et-si/new_job", date="1/12/2026", person="moi", monthly_cents="1")
    assert answer.status_code == 422
    assert "Cette personne travaille déjà." in answer.text
