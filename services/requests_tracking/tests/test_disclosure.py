"""What tells something about health is for a login of the substantial level alone, among claims as among rights."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import yaml

from chassis.db import new_id
from chassis.errors import Problem
from services.requests_tracking.catalogue.loader import HERE, load
from services.requests_tracking.tests.acts import organisme_claim, submitted
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import PlayedGateways, Portal, pseudonym, step

CATALOGUE = load()
_RIGHTS = HERE.parents[1] / "rights" / "catalogue" / "benefits"


def test_the_benefits_about_health_are_those_of_the_catalogue_of_rights() -> None:
    listed = [(one["domain"], right) for one in _rights() for right in one["benefits"]]
    sensitive = {right["id"]: bool(right.get("health_sensitive")) for _, right in listed}
    assert {name for name in CATALOGUE.health if name in sensitive} == {name for name in sensitive if sensitive[name]}
    managed = {
        name: Counter(domain for domain, right in listed if name in _managers(right)) for name in CATALOGUE.mappings
    }
    # Where an organisme has as many in two domains, health is said first, among rights too.
    usual = {name for name, found in managed.items() if found["SANTE"] and found["SANTE"] == max(found.values())}
    assert usual == CATALOGUE.health_organismes


def _rights() -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text()) for path in sorted(_RIGHTS.glob("*.yaml"))]


def _managers(right: dict[str, Any]) -> set[str]:
    named = right["managers"].values()
    return {
        row if isinstance(row, str) else row["organisme"]
        for each in named
        for row in ([each] if isinstance(each, str) else each)
    }


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
