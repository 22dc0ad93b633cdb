"""Identity titles are kept no longer than the claim that they serve."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from mesdroits.documents.v1 import document_pb2
from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import events_pb2 as claims_pb2

from chassis.bus import Incoming
from chassis.db import Database, new_id, unit_of_work
from chassis.errors import Unavailable
from chassis.inbox import PermanentError
from services.documents.events.handlers import CLAIM, Decisions
from services.documents.journal import check
from services.documents.tests.parts import NOW, Portal, World, contents_under
from services.documents.usecases.context import Parts
from services.documents.usecases.delivering import Delivering
from services.documents.usecases.examining import Examining
from services.documents.usecases.purging import Purging

CLAIM_ID = "0199b3c0-0000-7000-8000-0000000000c1"
DELIVERED, PURGED = document_pb2.DEPOSIT_STATE_DELIVERED, document_pb2.DEPOSIT_STATE_PURGED
OVER = ("GRANTED", "REFUSED", "DECIDED_BY_SILENCE", "WITHDRAWN", "CLOSED")


class Hearing:
    """The service, as it hears of claims."""

    def __init__(self, database: Database, parts: Parts, portal: Portal) -> None:
        self._database, self._parts, self._portal = database, parts, portal

    async def __call__(self, state: str, **more: str) -> None:
        fields: dict[str, Any] = {"person_id": self._portal.person_id, "claim_id": CLAIM_ID, "organisme": "cnaf"} | more
        message = claims_pb2.ClaimAdvanced(**fields, state=claim_pb2.ClaimState.Value(f"CLAIM_STATE_{state}"), number=3)
        await self.hear(message.SerializeToString())

    async def hear(self, data: bytes) -> None:
        event = Incoming(new_id(), CLAIM, data, "requests_tracking", NOW, "", {}, 1)
        async with unit_of_work(self._database) as session:
            await Decisions(self._parts).handle(session, event)


@pytest.fixture
def hear(migrated: Database, parts: Parts, portal: Portal) -> Hearing:
    return Hearing(migrated, parts, portal)


@pytest.fixture
def given(examining: Examining, delivering: Delivering, portal: Portal) -> Any:
    """A document that its organisme has, for the claim unless another is said."""

    async def give(kind: str = "piece-identite", claim_id: str = CLAIM_ID) -> str:
        document = await portal.deposit(kind=kind, organisme="cnaf", claim_id=claim_id)
        assert await examining.once()
        assert await delivering.once()
        return str(document.document_id)

    return give


@pytest.mark.parametrize("state", OVER)
async def test_an_identity_title_is_erased_once_its_claim_is_over(
    portal: Portal, given: Any, hear: Hearing, purging: Purging, state: str
) -> None:
    title = await given()
    await hear(state)
    assert await purging.once() == 1
    found = await portal.get(title)
    assert (found.state, bool(found.purge_certificate)) == (PURGED, True)


async def test_nothing_of_a_title_that_has_served_is_left(
    given: Any, hear: Hearing, purging: Purging, kept: Path
) -> None:
    await given()
    assert await asyncio.to_thread(contents_under, kept)
    await hear("REFUSED")
    assert await purging.once() == 1
    assert not await asyncio.to_thread(contents_under, kept)


@pytest.mark.parametrize("state", ["SUBMITTED", "RECEIVED", "INCOMPLETE", "UNDER_REVIEW"])
async def test_a_claim_under_way_keeps_its_title(
    portal: Portal, given: Any, hear: Hearing, purging: Purging, state: str
) -> None:
    title = await given("titre-sejour")
    await hear(state)
    assert await purging.once() == 0
    assert (await portal.get(title)).state == DELIVERED


async def test_only_the_titles_of_that_claim_and_that_person_go(
    portal: Portal, given: Any, hear: Hearing, purging: Purging
) -> None:
    others = [await given("rib"), await given(claim_id=new_id()), await given(claim_id="")]
    theirs = await given()
    await hear("GRANTED", person_id=new_id())
    assert await purging.once() == 0
    await hear("GRANTED")
    await hear("GRANTED", claim_id="")
    assert await purging.once() == 1
    assert (await portal.get(theirs)).state == PURGED
    assert {(await portal.get(one)).state for one in others} == {DELIVERED}


async def test_a_title_that_its_organisme_never_received_outlives_its_silence_and_not_its_decision(
    portal: Portal, given: Any, hear: Hearing, purging: Purging, world: World
) -> None:
    world.courier.problem = Unavailable()
    title = await given()
    await hear("DECIDED_BY_SILENCE")
    assert await purging.once() == 0
    await hear("REFUSED")
    assert await purging.once() == 1
    assert (await portal.get(title)).state == PURGED


async def test_a_decision_wakes_the_purge_and_stands_in_the_journal_once(
    given: Any, hear: Hearing, purging: Purging, parts: Parts, migrated: Database
) -> None:
    await given()
    before = (await check(migrated))[0]
    waiting = asyncio.create_task(parts.to_purge.wait(60))
    for _ in range(2):
        await hear("GRANTED")
    await asyncio.wait_for(waiting, 1)
    count, _, fault = await check(migrated)
    assert (count, fault) == (before + 1, None)
    assert await purging.once() == 1


async def test_what_cannot_be_read_is_refused_for_good(hear: Hearing) -> None:
    with pytest.raises(PermanentError):
        await hear.hear(b"\xff\xff")
