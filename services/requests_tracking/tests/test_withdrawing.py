"""Taking back a claim that no organisme has yet; and an organisme that hangs, which holds back nobody else's claims."""

import asyncio
from contextlib import suppress

import sqlalchemy as sa

from chassis.db import read_session
from chassis.errors import InvalidInput, Unavailable
from services.requests_tracking.domain.exchange import Submission, Told
from services.requests_tracking.store.tables import claims, errands
from services.requests_tracking.tests.acts import state, submitted
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import PlayedGateways, Portal


async def kept_answers(world: World, claim_id: str) -> object:
    async with read_session(world.database) as session:
        return await session.scalar(sa.select(claims.c.sealed_answers).where(claims.c.claim_id == claim_id))


async def errands_left(world: World) -> int:
    async with read_session(world.database) as session:
        return int(await session.scalar(sa.select(sa.func.count()).select_from(errands)) or 0)


async def test_a_claim_taken_back_before_it_left_keeps_no_answer(portal: Portal, world: World) -> None:
    sent = await submitted(portal)
    await portal.call("WithdrawClaim", claim_id=sent.claim_id)
    assert await kept_answers(world, sent.claim_id) is None
    assert await errands_left(world) == 0


async def test_a_claim_taken_back_stays_so_when_its_organisme_then_refuses_to_take_it(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    gateways.problems["cnaf"] = Unavailable()
    sent = await submitted(portal)
    await world.errands()
    await portal.call("WithdrawClaim", claim_id=sent.claim_id)
    gateways.problems["cnaf"] = InvalidInput()
    world.clock.forward(minutes=10)
    await world.errands()
    assert state(await world.get(sent.claim_id)) == "WITHDRAWN"
    assert await kept_answers(world, sent.claim_id) is None
    # Nor does anything wait that would take back the next one.
    assert await errands_left(world) == 0


async def test_a_part_taken_back_stays_so_when_its_regime_then_refuses_to_take_it(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    gateways.problems["cnav"] = Unavailable()
    sent = await submitted(portal, "retraite-base")
    await world.errands()
    await portal.call("WithdrawClaim", claim_id=sent.claim_id)
    gateways.problems["cnav"] = InvalidInput()
    world.clock.forward(minutes=10)
    await world.errands()
    assert state(await world.get(sent.claim_id)) == "WITHDRAWN"
    assert await errands_left(world) == 0


async def test_an_organisme_that_hangs_holds_back_nobody_elses_claims(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    usual, hanging = gateways.submit, asyncio.Event()

    async def submit(submission: Submission) -> Told:
        if submission.organisme == "cnaf":
            await hanging.wait()
        return await usual(submission)

    gateways.submit = submit  # type: ignore[method-assign]
    await submitted(portal)
    other = await submitted(portal, "retraite-base")
    running = asyncio.create_task(world.dispatcher.run())
    async with asyncio.timeout(10):
        while state(await world.get(other.claim_id)) != "RECEIVED":
            await asyncio.sleep(0.05)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
