"""Two pages open at once: each writes what was changed on it, and nothing of what it only showed."""

import asyncio

import httpx

from services.bff.pages.tests.browsing import person, sent
from services.bff.tests.conftest import World

_HERE = "/simulation"
_HOME, _WAGES = f"{_HERE}/foyer/logement", f"{_HERE}/foyer/ressources"


async def _post(client: httpx.AsyncClient, form: httpx.Response, path: str, **words: str) -> httpx.Response:
    answer = await client.post(path, data=sent(form, path, **words))
    assert answer.status_code in (303, 422), answer.text
    return answer


async def test_an_older_page_does_not_undo_what_a_newer_one_said(world: World) -> None:
    async with person(world) as client:
        old = await client.get(_HOME)
        new = await client.get(_HOME)
        await _post(client, new, _HOME, **{"home.rent": "640,50"})
        rent = sent(old, _HOME)["home.rent.avant"]
        share = "non" if sent(old, _HOME)["home.flat_share.avant"] == "oui" else "oui"
        await _post(client, old, _HOME, **{"home.rent": rent, "home.flat_share": share})
        await client.get(f"{_HERE}/resultats")
    home = world.played.last("Simulate").request.household.home
    assert (home.rent_cents, home.flat_share) == (64_050, share == "oui")


async def test_a_tick_of_an_older_page_is_left_as_the_newer_one_put_it(world: World) -> None:
    async with person(world) as client:
        old = await client.get(_WAGES)
        assert sent(old, _WAGES)["moi.rien_d_autre.avant"] == ""
        await _post(client, old, _WAGES, **{"moi.rien_d_autre": "oui"})
        await _post(client, old, _WAGES, **{"moi.resources.UNEMPLOYMENT": "500"})
        await client.get(f"{_HERE}/resultats")
    asked = world.played.last("Simulate").request.household
    assert any(one.person == "moi" and not one.kind for one in asked.without)


async def test_two_forms_sent_at_once_are_both_kept(world: World) -> None:
    async with person(world) as client:
        home, wages = await client.get(_HOME), await client.get(_WAGES)
        await asyncio.gather(
            _post(client, home, _HOME, **{"home.rent": "640,50"}),
            _post(client, wages, _WAGES, **{"moi.resources.UNEMPLOYMENT": "500"}),
        )
        await client.get(f"{_HERE}/resultats")
    asked = world.played.last("Simulate").request.household
    assert asked.home.rent_cents == 64_050
    assert any(one.amounts_cents[-1] == 50_000 for one in asked.resources)


async def test_a_form_to_mend_remembers_what_was_shown_at_first(world: World) -> None:
    async with person(world) as client:
        old = await client.get(_HOME)
        first = sent(old, _HOME)["home.rent.avant"]
        back = await _post(client, old, _HOME, **{"home.rent": "beaucoup"})
    assert back.status_code == 422
    assert sent(back, _HOME)["home.rent.avant"] == first


_WHO = f"{_HERE}/foyer/personnes"
_CHILD = {"nouveau.role": "child", "nouveau.birth_date": "29/02/2024"}


async def _persons(world: World, client: httpx.AsyncClient) -> list[str]:
    await client.get(f"{_HERE}/resultats")
    return [one.person for one in world.played.last("Simulate").request.household.persons]


async def test_a_button_pressed_twice_brings_nobody_in_twice(world: World) -> None:
    async with person(world) as client:
        form = await client.get(_WHO)
        before = await _persons(world, client)
        for _ in range(2):
            assert (await _post(client, form, _WHO, **_CHILD)).status_code == 303
        assert len(await _persons(world, client)) == len(before) + 1


async def test_twins_come_one_page_after_the_other(world: World) -> None:
    async with person(world) as client:
        before = await _persons(world, client)
        for _ in range(2):
            await _post(client, await client.get(_WHO), _WHO, **_CHILD)
        assert len(await _persons(world, client)) == len(before) + 2


async def test_a_partner_who_came_by_a_first_click_is_no_mistake_at_the_second(world: World) -> None:
    partner = {"nouveau.role": "partner", "nouveau.birth_date": "01/02/1984"}
    async with person(world) as client:
        form = await client.get(_WHO)
        answers = [await _post(client, form, _WHO, **partner) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
