"""The code that confirms an address: it leaves while it holds, to the address that waits for it, and says so when it cannot arrive."""

from chassis.db import read_session, unit_of_work
from services.notify.api.wishes import address_message
from services.notify.domain.sending.channels import Channel
from services.notify.store import addresses
from services.notify.tests.sending.world import World
from services.notify.usecases.addresses import set_address
from services.notify.usecases.preferences import get_wishes


async def gives(world: World, person_id: str, channel: Channel, text: str) -> None:
    async with unit_of_work(world.database) as session:
        await set_address(session, world.notify, person_id, channel, text)


async def standings(world: World) -> list[str]:
    return [row.status for row in await world.deliveries()]


async def test_a_code_says_what_it_is_for(world: World) -> None:
    person = await world.person()
    await gives(world, person, Channel.EMAIL, "marie@exemple.fr")
    await gives(world, person, Channel.SMS, "+33639980001")
    await world.send()
    sms, mail = sorted(await world.sent(), key=lambda one: str(one["recipient"]))
    assert "ce numéro" in sms["text"]
    assert "cette adresse" in mail["text"]
    assert mail["subject"] == "Votre code pour Mes droits sociaux"


async def test_a_code_that_is_over_no_longer_leaves(world: World) -> None:
    await gives(world, await world.person(), Channel.EMAIL, "temp-fail@exemple.fr")
    await world.send()
    assert await standings(world) == ["TEMPORARY_FAILURE"]
    world.clock.forward(minutes=16)
    await world.send()
    assert await standings(world) == ["CANCELLED"]


async def test_only_the_last_code_that_was_asked_for_leaves_even_to_the_same_address(world: World) -> None:
    person = await world.person()
    for text in ("autre@exemple.fr", "marie@exemple.fr", "marie@exemple.fr"):
        await gives(world, person, Channel.EMAIL, text)
    await world.send()
    assert await standings(world) == ["CANCELLED", "CANCELLED", "SENT"]


async def test_an_address_that_was_removed_is_sent_no_code(world: World) -> None:
    person = await world.person()
    await gives(world, person, Channel.SMS, "+33639980001")
    async with unit_of_work(world.database) as session:
        await addresses.remove(session, person, Channel.SMS)
    await world.send()
    assert await standings(world) == ["CANCELLED"]
    assert await world.sent() == []


async def test_a_code_that_cannot_arrive_is_said_and_the_address_before_still_works(world: World) -> None:
    person = await world.person(email="marie@exemple.fr")
    await gives(world, person, Channel.EMAIL, "perm-fail@exemple.fr")
    await world.send()
    async with read_session(world.database) as session:
        wishes = await get_wishes(session, world.notify, person)
    held, awaited = map(address_message, wishes.addresses)
    assert held.failing == ""
    assert awaited.failing.startswith("Le code n'a pas pu y arriver")
    await gives(world, person, Channel.EMAIL, "autre@exemple.fr")
    async with read_session(world.database) as session:
        wishes = await get_wishes(session, world.notify, person)
    assert [one.failing for one in wishes.addresses] == ["", ""]
