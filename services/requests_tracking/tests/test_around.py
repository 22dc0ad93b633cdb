"""What organismes say around a claim: what it contests, what it is a part of, from when a pension, and who decides first."""

from datetime import date, timedelta
from typing import Any

from mesdroits.organisme.v1 import claims_pb2
from mesdroits.requests_tracking.v1 import claim_pb2

from chassis.errors import Unavailable
from services.requests_tracking.tests.acts import day, organisme_claim, state
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import (
    PlayedGateways,
    PlayedIdentity,
    Portal,
    date_message,
    decided,
    pseudonym,
    step,
)

MDPH = "Maison départementale des personnes handicapées"


def elsewhere(
    world: World, gateways: PlayedGateways, organisme: str, *made: tuple[str, str, int, str, dict[str, Any]]
) -> None:
    """Claims made elsewhere: reference, benefit, how many days ago, the word of their only step, and what is said around."""
    listed: list[claims_pb2.OrganismeClaim] = []
    for reference, benefit, ago, word, around in made:
        then = world.clock() - timedelta(days=ago)
        no = decided(False, then.date(), "Non.") if word == "refusee" else None
        listed.append(
            organisme_claim(reference, benefit, then, [step(1, "STATE", then, state=word, decision=no)], **around)
        )
    gateways.elsewhere[pseudonym(organisme, world.portal.person_id)] = listed


async def seen(world: World) -> dict[str, claim_pb2.Claim]:
    """The claims as they are shown, by their references."""
    listed = (await world.portal.call("ListClaims")).claims
    return {claim.organisme_reference: await world.get(claim.claim_id) for claim in listed}


async def test_an_appeal_made_elsewhere_stands_under_its_decision_with_its_own_clock(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    contests = {"appeals_reference": "PPA-1"}
    # The list has the appeal before what it contests.
    elsewhere(
        world, gateways, "cnaf",
        ("A-RECOURS", "prime-activite", 20, "recue", contests), ("PPA-1", "prime-activite", 60, "refusee", {}),
    )  # fmt: skip
    claims = await seen(world)
    appeal, contested = claims["A-RECOURS"], claims["PPA-1"]
    assert appeal.kind == claim_pb2.CLAIM_KIND_APPEAL
    assert appeal.parent_claim_id == contested.claim_id
    assert list(contested.child_claim_ids) == [appeal.claim_id]
    assert (appeal.clock.rule, day(appeal.clock.decision_date)) == ("cra-prime-activite-2-mois", "2027-01-02")


async def test_an_appeal_against_what_nobody_here_knows_is_an_appeal_all_the_same(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    elsewhere(world, gateways, "cnaf", ("RECOURS-9", "rsa", 10, "recue", {"appeals_reference": "RSA-2009"}))
    appeal = (await seen(world))["RECOURS-9"]
    assert (appeal.kind, appeal.parent_claim_id) == (claim_pb2.CLAIM_KIND_APPEAL, "")
    assert appeal.clock.rule == "rapo-rsa-2-mois"


async def test_an_appeal_whose_way_is_not_told_is_given_no_last_day(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    portal.assurance = 2
    # Two commissions may have it: the medical one has four months, the other two.
    elsewhere(world, gateways, "cnam", ("INV-R", "invalidite", 10, "recu", {"appeals_reference": "INV-1"}))
    assert not (await seen(world))["INV-R"].HasField("clock")


async def test_the_regimes_of_one_retirement_made_elsewhere_are_its_parts_whoever_is_heard_first(
    portal: Portal, world: World, gateways: PlayedGateways, identity: PlayedIdentity
) -> None:
    identity.attach(portal.person_id, "union_retraite", "msa")
    around: dict[str, Any] = {"effect_date": date_message(date(2027, 6, 1))}
    part = around | {"whole_reference": "DUR-1"}
    elsewhere(world, gateways, "union_retraite", ("DUR-1", "retraite-base", 90, "deposee", around))
    elsewhere(world, gateways, "cnav", ("RET-1", "retraite-base", 89, "reconstitution_carriere", part))
    elsewhere(world, gateways, "msa", ("MSA-1", "retraite-base", 20, "en_attente_pieces", part))
    claims = await seen(world)
    whole = claims["DUR-1"]
    assert {claims["RET-1"].claim_id, claims["MSA-1"].claim_id} == set(whole.child_claim_ids)
    assert {claims[name].kind for name in ("RET-1", "MSA-1")} == {claim_pb2.CLAIM_KIND_REGIME_PART}
    assert state(whole) == "INCOMPLETE"
    assert not whole.HasField("clock")
    assert day(whole.effect_date) == day(claims["RET-1"].effect_date) == "2027-06-01"
    assert claims["RET-1"].clock.rule == "retraite-2-mois"
    # Its two months are over: the person is shown what silence made of the part, and the whole goes on.
    assert state(claims["RET-1"]) == "DECIDED_BY_SILENCE"


async def test_the_whole_follows_its_parts_and_its_own_news_does_not_put_it_ahead_of_them(
    portal: Portal, world: World, gateways: PlayedGateways, identity: PlayedIdentity
) -> None:
    identity.attach(portal.person_id, "union_retraite")
    elsewhere(world, gateways, "union_retraite", ("DUR-2", "retraite-base", 20, "deposee", {}))
    elsewhere(world, gateways, "cnav", ("RET-2", "retraite-base", 19, "pieces_demandees", {"whole_reference": "DUR-2"}))
    await seen(world)
    await world.says("union_retraite", "DUR-2", step(2, "STATE", world.clock(), state="en_etude"))
    assert state((await seen(world))["DUR-2"]) == "INCOMPLETE"
    await world.says("cnav", "RET-2", step(2, "STATE", world.clock(), state="en_liquidation"))
    assert state((await seen(world))["DUR-2"]) == "UNDER_REVIEW"


async def test_what_an_organisme_names_of_another_person_ties_to_nobody(
    portal: Portal, world: World, gateways: PlayedGateways, identity: PlayedIdentity
) -> None:
    elsewhere(world, gateways, "cnaf", ("RSA-7", "rsa", 60, "refusee", {}))
    await seen(world)
    other = Portal(portal.client, portal.edge)
    identity.attach(other.person_id, "cnaf")
    then = world.clock() - timedelta(days=5)
    told = organisme_claim("R-7", "rsa", then, [step(1, "STATE", then, state="recue")], appeals_reference="RSA-7")
    gateways.elsewhere[pseudonym("cnaf", other.person_id)] = [told]
    (appeal,) = (await other.call("ListClaims")).claims
    assert appeal.parent_claim_id == ""


async def test_the_commission_has_four_months_then_the_caisse_one(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    portal.assurance = 2
    elsewhere(world, gateways, "cnaf", ("AAH-1", "aah", 100, "controle", {"decided_by": "mdph"}))
    first = (await seen(world))["AAH-1"]
    assert (first.clock.rule, first.decided_by_name) == ("cdaph-aah-4-mois", MDPH)
    assert (day(first.clock.start_date), day(first.clock.decision_date)) == ("2026-08-14", "2026-12-14")
    assert "un mois" in first.clock.explanation
    agreed = decided(True, date(2026, 11, 20))
    told = step(2, "STATE", world.clock(), state="accord_cdaph", decision=agreed)
    await world.says("cnaf", "AAH-1", told)
    second = (await seen(world))["AAH-1"]
    assert (state(second), second.clock.rule, second.decided_by_name) == ("UNDER_REVIEW", "aah-caisse-1-mois", "")
    assert (day(second.clock.start_date), day(second.clock.decision_date)) == ("2026-11-20", "2026-12-20")
    world.clock.at("2026-12-21")
    await world.days()
    silent = await world.get(second.claim_id)
    assert (state(silent), day(silent.decision.decision_date)) == ("DECIDED_BY_SILENCE", "2026-12-20")
    assert [path.path for path in silent.decision.appeal_paths] == ["cra", "mediateur"]


async def test_the_silence_of_the_commission_is_a_refusal_that_is_contested_at_the_mdph(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    portal.assurance = 2
    elsewhere(world, gateways, "cnaf", ("AAH-2", "aah", 130, "controle", {"decided_by": "mdph"}))
    refused = (await seen(world))["AAH-2"]
    assert (state(refused), day(refused.decision.decision_date)) == ("DECIDED_BY_SILENCE", "2026-11-15")
    assert [path.path for path in refused.decision.appeal_paths] == ["rapo-mdph"]
    # Told late, the commission had agreed in time: the silence was none, and the caisse's month runs.
    then = world.clock() - timedelta(days=10)
    await world.says("cnaf", "AAH-2", step(2, "STATE", then, state="accord_cdaph"))
    taken_up = await world.get(refused.claim_id)
    assert (state(taken_up), taken_up.clock.rule) == ("UNDER_REVIEW", "aah-caisse-1-mois")
    assert day(taken_up.clock.decision_date) == "2026-12-12"


async def test_who_decides_and_is_not_known_here_leaves_the_claim_without_a_clock(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    elsewhere(world, gateways, "cnaf", ("RSA-8", "rsa", 10, "recue", {"decided_by": "somebody"}))
    assert not (await seen(world))["RSA-8"].HasField("clock")


async def test_a_retirement_made_elsewhere_is_not_granted_while_a_regime_that_may_have_a_part_was_not_heard(
    portal: Portal, world: World, gateways: PlayedGateways, identity: PlayedIdentity
) -> None:
    identity.attach(portal.person_id, "union_retraite", "msa")
    part = {"whole_reference": "DUR-3"}
    gateways.problems["cnav"] = Unavailable()
    elsewhere(world, gateways, "union_retraite", ("DUR-3", "retraite-base", 20, "deposee", {}))
    elsewhere(world, gateways, "msa", ("MSA-3", "retraite-base", 19, "accordee", part))
    claims = await seen(world)
    assert (state(claims["MSA-3"]), state(claims["DUR-3"])) == ("GRANTED", "RECEIVED")
    # The one that is back has nothing of it: then what is known is the whole.
    gateways.problems.clear()
    world.clock.forward(minutes=10)
    whole = (await seen(world))["DUR-3"]
    assert state(whole) == "GRANTED"
    assert [line.kind for line in whole.timeline].count(claim_pb2.ENTRY_KIND_STATE) == 2
