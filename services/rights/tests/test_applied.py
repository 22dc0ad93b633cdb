"""A change of situation that an organisme has applied is followed by what the organisme now says."""

from datetime import UTC, datetime

import pytest
from mesdroits.situation.v1 import events_pb2, ledger_pb2

from chassis.bus import Incoming
from chassis.inbox import PermanentError
from services.rights.events.applied import ADVANCED
from services.rights.tests.played import PERSON
from services.rights.tests.world import World, until


def advanced(state: ledger_pb2.DeliveryState.ValueType, organisme: str = "cnaf") -> Incoming:
    event = events_pb2.DeliveryAdvanced(person_id=PERSON, organisme=organisme, state=state)
    return Incoming("e1", ADVANCED, event.SerializeToString(), "situation", datetime.now(UTC), "", {}, 1)


async def test_an_organisme_that_has_applied_a_change_is_asked_again(world: World) -> None:
    world.identity.attach("cnaf")
    await world.view()
    await until(lambda: world.kept("cnaf"))
    await world.parts.applied.prepare(advanced(ledger_pb2.DELIVERY_STATE_APPLIED))
    assert "tell_once" in world.organismes["cnaf"].purposes


async def test_an_organisme_that_has_only_received_it_is_left_alone(world: World) -> None:
    world.identity.attach("cnaf")
    await world.view()
    await until(lambda: world.kept("cnaf"))
    await world.parts.applied.prepare(advanced(ledger_pb2.DELIVERY_STATE_RECEIVED))
    assert "tell_once" not in world.organismes["cnaf"].purposes


async def test_nobody_is_asked_about_somebody_who_never_looked(world: World) -> None:
    world.identity.attach("cnaf")
    await world.parts.applied.prepare(advanced(ledger_pb2.DELIVERY_STATE_APPLIED))
    assert world.organismes["cnaf"].purposes == set()


async def test_an_event_of_an_unknown_organisme_goes_to_the_dead_letters(world: World) -> None:
    with pytest.raises(PermanentError):
        await world.parts.applied.prepare(advanced(ledger_pb2.DELIVERY_STATE_APPLIED, "nowhere"))
