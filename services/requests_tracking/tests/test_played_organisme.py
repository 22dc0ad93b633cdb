"""With a played organisme, over real gRPC: what it instructs day after day is read, word by word, in the one state model."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from joserfc.jwk import KeySet
from mesdroits.organisme.v1 import claims_pb2
from mesdroits.requests_tracking.v1 import claim_pb2
from opentelemetry.trace import NoOpTracer

from chassis.auth import Minter
from sandbox.organismes.claims.office import Office
from sandbox.organismes.intake import Books
from sandbox.organismes.settings import Settings
from sandbox.organismes.store import Store
from sandbox.organismes.tests.claimant import Claimant
from sandbox.organismes.tests.played import playing
from sandbox.organismes.vocabulary import ORGANISMES
from sandbox.organismes.world import World as Personas
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import REPOSITORY, Layout
from sandbox.suite.passing import played_settings
from services.requests_tracking.catalogue.loader import load
from services.requests_tracking.partners.gateways import OrganismeGateways
from services.requests_tracking.tests.acts import lines, state, submitted
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import Clock, PlayedIdentity, Portal, pseudonym
from services.requests_tracking.wiring import utc_now

CATALOGUE = load()


@pytest.fixture
def clock() -> Clock:
    # A played organisme lives by the real calendar.
    return Clock(utc_now())


@pytest_asyncio.fixture
async def cnaf(stack: Layout, tmp_path: Path) -> AsyncIterator[Claimant]:
    settings = Settings(
        signing_key_file=stack.signing_key("organismes"),
        trusted_keys_file=trusted_keys(stack),
        nats_url=stack.nats_url,
        nats_seeds_dir=stack.organisme_seeds,
        organismes_listen=dict.fromkeys(ORGANISMES, "127.0.0.1:0"),
        state_file=tmp_path / "organismes.db",
        drain_seconds=0.2,
        day_ms=0,
    )
    people = Personas(
        REPOSITORY / "sandbox" / "personas", REPOSITORY / "services" / "rights" / "catalogue" / "benefits"
    )
    store = Store(settings.state_file)
    office = Office.open(Books.open(store, people, KeySet([])), 0, lambda _: NoOpTracer())
    async with playing("cnaf", stack, settings, office) as played:
        yield Claimant(played)
    store.close()


@pytest_asyncio.fixture
async def gateways(stack: Layout, cnaf: Claimant) -> AsyncIterator[OrganismeGateways]:
    settings = played_settings(stack, "requests_tracking")
    address = f"127.0.0.1:{cnaf.played.port}"
    made = OrganismeGateways(settings, {"cnaf": address}, Minter.from_settings(settings), utc_now)
    yield made
    await made.close()


async def known(cnaf: Claimant, portal: Portal) -> Claimant:
    claimant = Claimant(cnaf.played, pseudonym("cnaf", portal.person_id))
    return await claimant.known_as("couple-trois-enfants")


async def heard(world: World, told: list[claims_pb2.ClaimMoved]) -> None:
    for moved in told:
        await world.says("cnaf", moved.organisme_reference, moved.step)


async def test_a_claim_is_instructed_asked_a_piece_and_granted(
    portal: Portal, world: World, cnaf: Claimant, identity: PlayedIdentity
) -> None:
    sophie = await known(cnaf, portal)
    sent = await submitted(portal)
    await world.errands()
    taken = await world.get(sent.claim_id)
    assert (state(taken), taken.organisme_reference[:4]) == ("RECEIVED", "RSA-")
    for _ in range(60):
        sophie.live(1)
    await heard(world, sophie.told())
    asked = await world.get(sent.claim_id)
    assert (state(asked), asked.waiting.who) == ("INCOMPLETE", claim_pb2.WAITING_FOR_PERSON)
    assert asked.expected_pieces[0].type == "rib"
    await sophie.deliver("rib", organisme_reference=taken.organisme_reference)
    for _ in range(60):
        sophie.live(1)
    await heard(world, sophie.told())
    granted = await world.get(sent.claim_id)
    assert (state(granted), granted.decision.granted, granted.decision.amount_cents) == ("GRANTED", True, 56870)
    assert not any(entry.lost.startswith("L'organisme emploie un mot") for entry in granted.timeline)
    assert lines(granted)[-1] == ("STATE", "GRANTED")


async def test_a_claim_is_taken_back_from_a_played_organisme(portal: Portal, world: World, cnaf: Claimant) -> None:
    sophie = await known(cnaf, portal)
    sent = await submitted(portal)
    await world.errands()
    await portal.call("WithdrawClaim", claim_id=sent.claim_id)
    await world.errands()
    taken = await world.get(sent.claim_id)
    assert state(taken) == "WITHDRAWN"
    theirs = await sophie.claim(taken.organisme_reference)
    assert CATALOGUE.mapping_of("cnaf").read(theirs.steps[-1].state).state == "WITHDRAWN"


async def test_a_lost_claim_event_is_made_good_by_a_look(portal: Portal, world: World, cnaf: Claimant) -> None:
    sophie = await known(cnaf, portal)
    sent = await submitted(portal)
    await world.errands()
    for _ in range(60):
        sophie.live(1)
    (seen,) = (await portal.call("ListClaims")).claims
    assert (seen.claim_id, state(seen)) == (sent.claim_id, "INCOMPLETE")
