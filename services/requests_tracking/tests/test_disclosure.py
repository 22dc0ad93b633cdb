"""What tells something about health is for a login of the substantial level alone, among claims as among rights."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.db import new_id
from chassis.errors import Problem
from services.requests_tracking.catalogue.loader import load
from services.requests_tracking.tests.acts import organisme_claim, submitted
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import PlayedGateways, Portal, pseudonym, step
from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.unrecognised import usual_domain
from services.rights.domain.vocabulary import Domain, Organisme

CATALOGUE = load()


def test_the_benefits_about_health_are_those_of_the_catalogue_of_rights() -> None:
    rights = load_catalogue()
    sensitive = {name for name, benefit in rights.benefits.items() if benefit.health_sensitive}
    assert {name for name in CATALOGUE.health if name in rights.benefits} == sensitive
    usual = {name for name in CATALOGUE.mappings if usual_domain(Organisme(name), rights) is Domain.SANTE}
    assert usual == CATALOGUE.health_organismes


async def made_elsewhere(world: World, gateways: PlayedGateways) -> None:
    then = world.clock() - timedelta(days=5)
    received = [step(1, "STATE", then, state="recue")]
    mine = pseudonym("cnaf", world.portal.person_id)
    gateways.elsewhere[mine] = [
        organisme_claim("AAH-1", "aah", then, received), organisme_claim("APL-1", "apl", then, received),
    ]  # fmt: skip
    theirs = pseudonym("cnam", world.portal.person_id)
    unknown = [step(1, "STATE", then, state="recu")]
    gateways.elsewhere[theirs] = [organisme_claim("X-1", "a-benefit-of-tomorrow", then, unknown)]


async def refusal(portal: Portal, rpc: str, **fields: Any) -> str:
    with pytest.raises(Problem) as refused:
        await portal.call(rpc, **fields)
    return refused.value.reason


async def test_a_simple_login_sees_that_there_are_claims_about_health_and_nothing_of_them(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    await made_elsewhere(world, gateways)
    listed = await portal.call("ListClaims")
    assert [claim.benefit for claim in listed.claims] == ["apl"]
    assert listed.hidden_by_assurance == 2
    portal.assurance = 2
    whole = await portal.call("ListClaims")
    assert ({claim.benefit for claim in whole.claims}, whole.hidden_by_assurance) == (
        {"aah", "apl", "a-benefit-of-tomorrow"}, 0,
    )  # fmt: skip
    portal.assurance = 1
    hidden = next(claim.claim_id for claim in whole.claims if claim.benefit == "aah")
    acts: tuple[tuple[str, dict[str, str]], ...] = (
        ("GetClaim", {}), ("WithdrawClaim", {}), ("StartAppeal", {"path": "cra"}), ("DiscardDraft", {}),
        ("SaveDraft", {"etag": "x"}), ("SubmitClaim", {"etag": "x"}),
    )  # fmt: skip
    for rpc, fields in acts:
        assert await refusal(portal, rpc, claim_id=hidden, **fields) == "ASSURANCE_TOO_LOW"


async def test_pages_of_a_simple_login_leave_no_gap(portal: Portal, world: World, gateways: PlayedGateways) -> None:
    await made_elsewhere(world, gateways)
    first = await portal.call("ListClaims", page_size=1)
    assert ([claim.benefit for claim in first.claims], first.next_page_token) == (["apl"], "")


async def test_a_claim_about_health_is_begun_with_a_strong_login_alone(portal: Portal) -> None:
    assert await refusal(portal, "StartClaim", benefit="invalidite") == "ASSURANCE_TOO_LOW"
    key = new_id()
    portal.assurance = 2
    await portal.call("StartClaim", benefit="invalidite", request_id=key)
    portal.assurance = 1
    # What was answered to the strong login is not given again to the simple one.
    assert await refusal(portal, "StartClaim", benefit="invalidite", request_id=key) == "ASSURANCE_TOO_LOW"


async def test_another_persons_claim_about_health_does_not_exist(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    await made_elsewhere(world, gateways)
    portal.assurance = 2
    hidden = next(claim for claim in (await portal.call("ListClaims")).claims if claim.benefit == "aah")
    other = Portal(portal.client, portal.edge)
    assert await refusal(other, "GetClaim", claim_id=hidden.claim_id) == "CLAIM_NOT_FOUND"


async def test_what_is_not_about_health_is_asked_with_a_simple_login(portal: Portal) -> None:
    assert (await submitted(portal, "c2s")).claim_id
