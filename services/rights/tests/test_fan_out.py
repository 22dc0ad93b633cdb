"""An organisme that keeps failing is left alone, tried once, and taken back."""

import asyncio

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.errors import Forbidden, Unavailable
from services.rights.tests.played import NOON, right
from services.rights.tests.world import World, sources

NOT_ASKED = "L'organisme ne répond plus depuis un moment. Nous le laissons se rétablir."


async def broken(world: World) -> int:
    """Two failures, and how many calls they took."""
    world.identity.attach("cnaf")
    world.organismes["cnaf"].problem = Unavailable()
    await world.view()
    await world.view()
    return world.organismes["cnaf"].calls["ListRights"]


async def test_after_failures_in_a_row_an_organisme_is_not_asked_any_more(fragile: World) -> None:
    calls = await broken(fragile)
    seen = await fragile.view()
    assert sources(seen)["cnaf"].reason == NOT_ASKED
    assert sources(seen)["cnaf"].retry_in_seconds >= 1
    assert fragile.organismes["cnaf"].calls["ListRights"] == calls


async def test_after_a_while_one_view_tries_again_and_an_organisme_that_is_back_is_taken_back(fragile: World) -> None:
    await broken(fragile)
    fragile.organismes["cnaf"].problem = None
    fragile.organismes["cnaf"].rights = [right("rsa", 64_652)]
    fragile.organismes["cnaf"].delay = 0.3
    await asyncio.sleep(0.55)
    seen = await asyncio.gather(fragile.view(), fragile.view())
    # The trial is one call; whoever comes meanwhile waits for the next view.
    assert sorted(sources(each)["cnaf"].reason for each in seen) == ["", NOT_ASKED]
    assert not (await fragile.view()).partial


async def test_an_organisme_that_is_too_slow_is_left_alone_too(fragile: World) -> None:
    fragile.identity.attach("cnaf")
    fragile.organismes["cnaf"].delay = 1.0
    for _ in range(2):
        await fragile.view(timeout=0.5)
    assert sources(await fragile.view())["cnaf"].reason == NOT_ASKED


async def test_an_organisme_that_refuses_one_person_is_not_broken_for_the_others(fragile: World) -> None:
    fragile.identity.attach("cnaf")
    fragile.organismes["cnaf"].problem = Forbidden()
    for _ in range(4):
        seen = await fragile.view()
    assert sources(seen)["cnaf"].reason == "L'organisme n'a pas pu traiter la demande."
    assert fragile.organismes["cnaf"].calls["ListRights"] == 4


@pytest.mark.parametrize("nonsense", [Timestamp(seconds=2**62), Timestamp(seconds=-(2**62)), Timestamp(nanos=-1)])
async def test_an_answer_that_cannot_be_read_is_no_answer_and_the_others_are_shown(
    world: World, nonsense: Timestamp
) -> None:
    world.identity.attach("cnaf", "cnam")
    world.organismes["cnaf"].data_time = nonsense
    world.organismes["cnaf"].rights = [right("rsa", 64_652), right("apl", 30_000)]
    world.organismes["cnaf"].page = 1
    world.organismes["cnam"].rights = [right("puma")]
    told = sources(await world.view())
    assert told["cnaf"].reason == "L'organisme ne répond pas pour le moment."
    assert told["cnam"].reason == ""


async def test_a_trial_that_cannot_be_read_leaves_its_place_to_the_next(fragile: World) -> None:
    await broken(fragile)
    fragile.organismes["cnaf"].problem = None
    fragile.organismes["cnaf"].data_time = Timestamp(seconds=2**62)
    await asyncio.sleep(0.55)
    assert sources(await fragile.view())["cnaf"].reason == "L'organisme ne répond pas pour le moment."
    fragile.organismes["cnaf"].data_time = NOON
    await asyncio.sleep(0.55)
    assert not (await fragile.view()).partial


async def test_every_page_of_an_organisme_is_read(world: World) -> None:
    world.identity.attach("cnaf")
    world.organismes["cnaf"].rights = [right("rsa", 64_652), right("apl", 30_000)]
    world.organismes["cnaf"].page = 1
    seen = await world.view()
    assert [line.benefit for each in seen.domains for line in each.rights] == ["apl", "rsa"]
