"""What cannot be is told beside its field, on the form where it was typed: a number too high, a date too far, no birth date."""

import pytest

from chassis.errors import InvalidInput, Violation
from services.bff.pages.tests.browsing import person, sent
from services.bff.tests.conftest import World

_PAGE = "/simulation/foyer/personnes"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("moi.career.days_worked", "999999", "Indiquez un nombre entre 0 et 1096."),
        ("moi.disability.incapacity_rate", "999", "Indiquez un nombre entre 0 et 100."),
        ("moi.birth_date", "01/01/1850", "Cette date est trop ancienne."),
        ("moi.birth_date", "", "Cette date est nécessaire"),
        ("moi.birth_date", "01/01/2030", "Cette date est trop tardive."),
        ("moi.birth_date", "01/02/2027", "Cette date est trop tardive."),
        ("moi.expected_birth_date", "01/01/2040", "Cette date est trop tardive."),
        ("moi.expected_birth_date", "01/01/2026", "Cette date est déjà passée."),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field(world: World, field: str, typed: str, said: str) -> None:
    async with person(world) as client:
        form = await client.get(_PAGE)
        typed_too = {field: typed, "moi.career.validated_quarters": "12"}
        answer = await client.post(_PAGE, data=sent(form, _PAGE, **typed_too))
        assert (answer.status_code, said in answer.text) == (422, True), answer.text
        assert f'href="#{field}"' in answer.text
        assert 'value="12"' in answer.text
        assert f'value="{typed}"' in answer.text
        assert (await client.get("/simulation/resultats")).status_code == 200
    assert not world.played.last("Simulate").request.household.persons[0].career.validated_quarters


async def test_somebody_comes_with_a_birth_date_that_can_be(world: World) -> None:
    async with person(world) as client:
        form = await client.get(_PAGE)
        came = {"nouveau.role": "partner", "nouveau.birth_date": "01/01/2030"}
        answer = await client.post(_PAGE, data=sent(form, _PAGE, **came))
    assert (answer.status_code, "Cette date est trop tardive." in answer.text) == (422, True)


async def test_a_child_may_be_about_to_be_born(world: World) -> None:
    async with person(world) as client:
        form = await client.get(_PAGE)
        came = {"nouveau.role": "child", "nouveau.birth_date": "01/03/2027"}
        answer = await client.post(_PAGE, data=sent(form, _PAGE, **came))
    assert answer.status_code == 303


async def test_what_the_simulator_refuses_is_told_with_its_field(world: World) -> None:
    refused = Violation("household.home.commune_code", "Ce code ne correspond à aucune commune.")
    world.played.answers["Simulate"] = InvalidInput([refused])
    async with person(world) as client:
        await client.get("/simulation")
        answer = await client.get("/simulation/resultats")
    assert answer.status_code == 422
    assert "Code Insee de la commune : Ce code ne correspond" in answer.text.replace("\u00a0", " ").replace(
        "\u202f", " "
    )
