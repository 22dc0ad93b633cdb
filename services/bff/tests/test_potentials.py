"""The third question of each bubble, with what the simulator says, and without it."""

import pytest
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.rights.v1.view_pb2 import PotentialRight
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import Unavailable
from services.bff import samples
from services.bff.tests.conftest import World
from services.bff.views.potentials import Simulated, potential_views, potentials_answer

_PROPOSED = [PotentialRight(benefit=one, benefit_name=one.upper()) for one in ("rsa", "ppa", "aah", "asi", "css")]


def _said(**states: str) -> dict[str, Simulated]:
    return {one: Simulated(state=state, state_text=state) for one, state in states.items()}


def test_what_could_be_had_comes_first_and_what_cannot_be_told_is_no_refusal() -> None:
    said = _said(rsa="not_eligible", ppa="eligible", aah="unknown")
    views = potential_views(_PROPOSED, said)
    assert [one.benefit for one in views] == ["ppa", "aah", "asi", "css", "rsa"]
    text = potentials_answer(views, said).text
    assert text.startswith("D'après ce que nous savons, vous pourriez avoir droit à : PPA.")
    assert "Nous ne pouvons pas encore le dire pour : AAH, ASI et CSS." in text


def test_a_long_list_is_counted() -> None:
    said = _said(rsa="unknown")
    text = potentials_answer(potential_views(_PROPOSED, said), said).text
    assert text == "Nous ne pouvons pas encore le dire pour : RSA, PPA, AAH et 2 autres aides."


def test_without_the_simulator_nothing_is_said_of_what_could_be_had() -> None:
    text = potentials_answer(potential_views(_PROPOSED[:2], None), None).text
    assert text == "Pas encore calculé. Dans ce domaine, il existe aussi : RSA et PPA."


async def test_the_bubbles_say_what_the_simulator_computed(world: World) -> None:
    client = await world.logged_in()
    bubbles = {one["domain"]: one for one in (await client.get("/api/v1/rights")).json()["bubbles"]}
    (rsa,) = bubbles["solidarite"]["potentials"]
    assert rsa["state"] == "not_eligible"
    assert bubbles["solidarite"]["simulated"] is True
    assert not world.played.last("Simulate").request.benefits


@pytest.mark.parametrize("rpc", ["Prefill", "Simulate", "ListFacts"])
async def test_a_view_without_the_simulator_is_served_and_says_not_yet(world: World, rpc: str) -> None:
    world.played.answers[rpc] = Unavailable(retry_in=1)
    client = await world.logged_in()
    view = (await client.get("/api/v1/rights")).json()
    assert {one["simulated"] for one in view["bubbles"]} == {False}
    assert {one["state"] for bubble in view["bubbles"] for one in bubble["potentials"]} == {"not_simulated"}


def test_the_samples_propose_what_the_simulator_knows() -> None:
    proposed = {
        one.benefit for domain in samples.sample(rights_pb.GetViewResponse).domains for one in domain.potentials
    }
    assert proposed <= {one.benefit for one in samples.sample(pb.ListBenefitsResponse).benefits}
