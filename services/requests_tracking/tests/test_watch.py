"""What operators see of errands: those alone that have been tried for a quarter of an hour, until they leave."""

from chassis.db import Database
from chassis.errors import Unavailable
from services.requests_tracking.tests.acts import submitted
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import PlayedGateways, Portal
from services.requests_tracking.usecases.watch import Watch


async def test_an_errand_that_does_not_leave_is_counted_until_it_does(
    portal: Portal, world: World, gateways: PlayedGateways, migrated: Database
) -> None:
    watch = Watch(migrated)
    gateways.problems["cnaf"] = Unavailable()
    await submitted(portal)
    await world.errands()
    assert await watch.look() == {}
    for _ in range(8):
        world.clock.forward(minutes=10)
        await world.errands()
    assert await watch.look() == {"cnaf": 1}
    gateways.problems.clear()
    world.clock.forward(minutes=10)
    await world.errands()
    assert await watch.look() == {"cnaf": 0}
