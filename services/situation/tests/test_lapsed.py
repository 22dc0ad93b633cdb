"""What nobody answers ends, is seen, and is sent again only while it is still true and still allowed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa
from mesdroits.situation.v1 import ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.db import Database, new_id, unit_of_work
from chassis.errors import Exhausted, Problem, Refused, TimedOut, Unavailable
from services.situation.store import ledger
from services.situation.store.tables import chassis
from services.situation.tests.acts import address, after, day, declare, moving
from services.situation.tests.exchanges import STATES
from services.situation.tests.parts import Clock, PlayedIdentity, Portal
from services.situation.usecases.context import Situation
from services.situation.usecases.directory import read_directory
from services.situation.usecases.lapse import lapse

ADVANCED = "mesdroits.situation.v1.delivery.advanced"


@dataclass
class Silence:
    """A person with a file at the CAF, and nobody who answers: no relay, no consumer."""

    portal: Portal
    identity: PlayedIdentity
    database: Database
    situation: Situation
    clock: Clock

    async def lapse(self, days: int) -> int:
        """How many deliveries are given up after so many days."""
        self.clock.forward(days=days)
        return await lapse(self.database, self.situation)

    async def dead(self) -> ledger_pb2.Declaration:
        """A declaration whose delivery was given up."""
        declaration = await declare(self.portal, moving())
        assert await self.lapse(31) == 1
        return declaration

    async def delivery(self, declaration: ledger_pb2.Declaration) -> ledger_pb2.Delivery:
        """The only delivery of a declaration, as it stands now."""
        found: ledger_pb2.Declaration = (
            await self.portal.call(
                "GetDeclaration", pb.GetDeclarationRequest, declaration_id=declaration.declaration_id
            )
        ).declaration
        (delivery,) = found.deliveries
        return delivery

    async def replay(self, declaration: ledger_pb2.Declaration) -> str:
        """Send it again; the state in which it then is."""
        (sent,) = declaration.deliveries
        request = {"request_id": new_id(), "delivery_id": sent.delivery_id}
        response = await self.portal.call("ReplayDelivery", pb.ReplayDeliveryRequest, **request)
        return STATES.Name(response.delivery.state)

    async def move_file(self, quality: str, end: date | None) -> None:
        """Another quality at the CAF, or an end, which identity has told."""
        self.identity.files[self.portal.person_id]["cnaf"] = (quality, date(2020, 1, 1), end)
        write = await read_directory(self.situation, self.portal.person_id)
        assert write
        async with unit_of_work(self.database) as session:
            await write(session)

    async def outbox(self) -> Counter[str]:
        """The subjects of what waits to leave."""
        async with unit_of_work(self.database) as session:
            return Counter((await session.execute(sa.select(chassis.outbox.c.subject))).scalars())


@pytest.fixture
def silence(
    portal: Portal, identity: PlayedIdentity, migrated: Database, situation: Situation, clock: Clock
) -> Silence:
    identity.attach(portal.person_id, "cnaf")
    return Silence(portal, identity, migrated, situation, clock)


@pytest.mark.parametrize(("handed_over", "reason"), [(True, "n'a pas répondu"), (False, "n'a pas pu partir")])
async def test_what_nobody_answers_within_the_age_of_the_stream_is_dead_once_and_says_so(
    handed_over: bool, reason: str, silence: Silence
) -> None:
    declaration = await declare(silence.portal, moving())
    if handed_over:
        async with unit_of_work(silence.database) as session:
            await ledger.mark_sent(session, [declaration.deliveries[0].delivery_id], silence.clock())
    assert [await silence.lapse(days) for days in (29, 2, 0)] == [0, 1, 0]
    found = await silence.delivery(declaration)
    assert found.state == STATES.DELIVERY_STATE_DEAD
    assert reason in found.reason
    assert "30 jours" in found.reason
    assert (await silence.outbox())[ADVANCED] == 1
    listed = (await silence.portal.operate("ListDeadDeliveries", pb.ListDeadDeliveriesRequest())).deliveries
    assert [dead.delivery.delivery_id for dead in listed] == [found.delivery_id]


async def test_more_than_a_slice_lapses_at_once(silence: Silence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.situation.usecases.lapse._SLICE", 2)
    silence.identity.attach(silence.portal.person_id, "msa", "cnam", "mgen", "cnav")
    await declare(silence.portal, moving())
    assert await silence.lapse(31) == 5


async def test_what_an_organisme_has_does_not_lapse(silence: Silence) -> None:
    declaration = await declare(silence.portal, moving())
    async with unit_of_work(silence.database) as session:
        await session.execute(sa.text("UPDATE deliveries SET state = 'RECEIVED'"))
    assert await silence.lapse(400) == 0
    assert (await silence.delivery(declaration)).state == STATES.DELIVERY_STATE_RECEIVED


async def test_a_lapsed_delivery_is_sent_again_and_has_its_own_thirty_days(silence: Silence) -> None:
    declaration = await silence.dead()
    assert await silence.replay(declaration) == "DELIVERY_STATE_PENDING"
    assert [await silence.lapse(days) for days in (0, 31)] == [0, 1]


@pytest.mark.parametrize(("quality", "end"), [("HOLDER", date(2026, 12, 1)), ("SOURCE", None)])
async def test_a_closed_file_or_a_quality_without_a_basis_receives_nothing_again(
    quality: str, end: date | None, silence: Silence
) -> None:
    declaration = await silence.dead()
    await silence.move_file(quality, end)
    with pytest.raises(Refused) as refusal:
        await silence.replay(declaration)
    assert refusal.value.reason == "NO_BASIS_ANY_MORE"
    assert (await silence.delivery(declaration)).state == STATES.DELIVERY_STATE_DEAD


async def test_the_end_of_a_fact_still_reaches_a_closed_file_that_was_told_the_fact(silence: Silence) -> None:
    created = await declare(silence.portal, moving())
    end = {"end_date": day(2026, 12, 31)}
    ended = await declare(silence.portal, after(created.version, ledger_pb2.VERB_ENDED, validity=end))
    assert await silence.lapse(31) == 2
    await silence.move_file("HOLDER", date(2026, 12, 1))
    assert await silence.replay(ended) == "DELIVERY_STATE_PENDING"


@pytest.mark.parametrize("verb", ["CORRECTED", "ANNULLED"])
async def test_what_a_later_version_has_replaced_is_not_sent_again(verb: str, silence: Silence) -> None:
    declaration = await silence.dead()
    changes = {"content": address(city="Riom")} if verb == "CORRECTED" else {}
    await declare(silence.portal, after(declaration.version, ledger_pb2.Verb.Value(f"VERB_{verb}"), **changes))
    with pytest.raises(Refused) as refusal:
        await silence.replay(declaration)
    assert refusal.value.reason == "LATER_VERSION_SENT"
    assert refusal.value.message.startswith("Une version plus récente a été envoyée")


@pytest.mark.parametrize("problem", [TimedOut(), Exhausted(retry_in=7)])
async def test_an_identity_that_is_late_or_overrun_is_said_to_be_away(problem: Problem, silence: Silence) -> None:
    silence.identity.problem = problem
    with pytest.raises(Unavailable):
        await silence.situation.identity.read(new_id())
