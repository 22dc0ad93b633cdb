"""What organismes write: once each, with the person's consent, in words that may be shown, and taken back for good."""

from datetime import date, timedelta

import pytest
from mesdroits.organisme.v1 import messages_pb2

from chassis.db import unit_of_work
from chassis.errors import NotFound, Unavailable
from chassis.inbox import PermanentError
from services.notify.domain.organisme_messages import NEUTRAL_TITLE
from services.notify.tests.conftest import World, state
from services.notify.tests.parts import Portal


async def test_without_consent_a_message_waits_and_comes_with_it(world: World, portal: Portal) -> None:
    await world.attach("cnaf", "msa")
    await world.writes("cnaf", "R-1")
    assert (await world.messages(), await world.announced(), await world.heard("message.changed")) == ([], [], [])
    held = (await portal.call("GetPreferences")).preferences
    assert [(one.organisme, one.granted, one.waiting) for one in held.organismes] == [
        ("cnaf", False, 1),
        ("msa", False, 0),
    ]
    agreed = await world.agrees("cnaf")
    assert next((one.organisme, one.granted, one.waiting) for one in agreed.organismes) == ("cnaf", True, 0)
    message = await world.only()
    assert (message.organisme, message.sender_name, message.body) == ("cnaf", "La Caf", "Ouvrez votre dossier.")
    assert await world.announced() == [(message.message_id, 1)]


async def test_a_message_that_waits_for_consent_cannot_be_read_by_its_id(world: World, portal: Portal) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1")
    known = await world.only()
    await world.agrees("cnaf", granted=False)
    await world.writes("cnaf", "R-2")
    assert (await world.only()).message_id == known.message_id


async def test_the_same_version_changes_nothing_a_higher_one_replaces_a_lower_one_is_ignored(
    world: World, portal: Portal
) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1", 2, body="Deuxième.")
    for version, body in ((2, "Autre."), (1, "Premier.")):
        await world.writes("cnaf", "R-1", version, body=body)
    first = await world.only()
    assert first.body == "Deuxième."
    await world.writes("cnaf", "R-1", 3, body="Troisième.")
    later = await world.only()
    assert (later.body, later.message_id, len(await world.announced())) == ("Troisième.", first.message_id, 1)
    await portal.call("MarkMessageRead", message_id=later.message_id)
    await world.writes("cnaf", "R-1", 4, body="Quatrième.")
    again = await world.only()
    assert (again.HasField("read_time"), len(await world.announced())) == (False, 2)
    versions = [event.version for event in await world.heard("message.changed")]
    assert versions == sorted(set(versions))


async def test_what_is_taken_back_is_gone_for_good_before_it_came_too(world: World, portal: Portal) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.withdraws("cnaf", "R-1")
    await world.writes("cnaf", "R-1")
    assert await world.messages() == []
    await world.writes("cnaf", "R-2", due=date(2026, 12, 1))
    for _ in range(2):
        await world.withdraws("cnaf", "R-2", "DONE")
    await world.writes("cnaf", "R-2", 9)
    message = await world.only()
    assert state(message) == "DONE"
    assert message.state_reason.startswith("C'est fait")
    assert not message.can_reopen


async def test_a_message_leaves_the_screen_at_its_last_instant(world: World, portal: Portal) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1", valid=timedelta(days=2))
    await world.writes("cnaf", "R-0", valid=timedelta(days=-2))
    message = await world.only()
    await world.days(3)
    assert await world.messages() == []
    assert (await world.heard("message.changed"))[-1].state == 4
    with pytest.raises(NotFound):
        await portal.call("GetMessage", message_id=message.message_id)


async def test_somebody_else_is_never_written_to(world: World, portal: Portal) -> None:
    other = portal.another()
    await world.attach("cnaf")
    await world.attach("cnaf", person_id=other.person_id)
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1")
    with pytest.raises(PermanentError):
        await world.writes("cnaf", "R-1", 2, person=other.person_id)
    with pytest.raises(PermanentError):
        await world.withdraws("cnaf", "R-1", person=other.person_id)
    with pytest.raises(PermanentError):
        await world.writes("msa", "R-1")
    assert state(await world.only()) == "OPEN"
    assert not (await other.call("ListMessages")).messages


async def test_a_name_that_is_not_known_yet_is_waited_for(world: World, portal: Portal) -> None:
    message = messages_pb2.MessageWithdrawn(
        reference="R-1", pseudonym="unknown", reason=messages_pb2.WITHDRAWAL_REASON_VOID
    )
    with pytest.raises(Unavailable):
        await world.hears(world.incoming("organisme.cnaf.message.v1.withdrawn", message, deliveries=1))
    with pytest.raises(PermanentError):
        await world.hears(world.incoming("organisme.cnaf.message.v1.withdrawn", message))


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "a" * 121},
        {"title": "Deux\nlignes"},
        {"body": ""},
        {"body": "a" * 5001},
        {"body": "Allez sur https://exemple.test"},
        {"body": "Allez sur mon-compte.caf-fr.com pour payer."},
        {"title": "www.exemple"},
        {"body": "Un\x00zéro"},
        {"title": "\u200b\u200b"},
        {"title": "Votre \u202edossier"},
        {"body": "Un\x85deux"},
        {"body": "Un\rdeux"},
        {"body": "Allez sur caf-remboursement.xyz"},
        {"body": "Allez sur bit.do/abc"},
        {"body": "mailto:x"},
        {"valid": timedelta(days=800)},
        {"version": 0},
        {"pseudonym": "a" * 201},
    ],
)
async def test_what_the_contract_forbids_is_refused_for_good(
    world: World, portal: Portal, fields: dict[str, object]
) -> None:
    await world.attach("cnaf")
    with pytest.raises(PermanentError):
        await world.writes("cnaf", "R-1", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("title", ["Vous devez 320 €", "Votre grossesse", "Un indu de 12,50", "Votre arrêt de travail"])
async def test_a_title_that_tells_of_health_or_money_is_replaced_and_the_message_kept(
    world: World, portal: Portal, title: str
) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1", title=title)
    assert (await world.only()).title == NEUTRAL_TITLE


async def test_what_tells_of_health_says_nothing_below_the_substantial_level(world: World, portal: Portal) -> None:
    await world.attach("cnam")
    await world.agrees("cnam")
    await world.writes("cnam", "R-1", health=True, body="Votre dossier médical.")
    portal.assurance = 1
    message = await world.only()
    assert (message.body, message.hidden_by_assurance) == ("", True)
    alone = (await portal.call("GetMessage", message_id=message.message_id)).message
    assert (alone.body, alone.hidden_by_assurance) == ("", True)
    portal.assurance = 2
    assert (await world.only()).body == "Votre dossier médical."


async def test_many_at_once_come_to_the_same_as_one_after_the_other(world: World, portal: Portal) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    events = [
        *(world.put("cnaf", f"R-{number}", body=f"n° {number}") for number in range(20)),
        world.put("cnaf", "R-0", 2, body="mieux"),
        world.taken("cnaf", "R-1"),
        world.taken("cnaf", "R-30"),
    ]
    for _ in range(2):
        async with unit_of_work(world.database) as session:
            await world.correspondence.together(session, events)
    seen = {message.body: state(message) for message in await world.messages()}
    assert (len(seen), seen["mieux"], seen["n° 1"], seen["n° 19"]) == (20, "OPEN", "CANCELLED", "OPEN")
    assert len(await world.announced()) == 20
    await world.writes("cnaf", "R-30")
    assert len(await world.messages()) == 20
