"""The suite does its main job for every kind of person, as a client of the edge sees it."""

import pytest

from sandbox.suite.layout import Layout
from tests.e2e import journey
from tests.e2e.edge import Edge


async def test_the_journey_goes_from_login_to_the_access_journal_without_a_leak(
    running: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = await journey.main(running, journey.PERSONA)
    assert outcome == 0, capsys.readouterr()


PERSONAS = sorted(path.stem for path in journey.PERSONAS.glob("*.yaml"))


@pytest.mark.parametrize("persona", PERSONAS)
async def test_everyone_gets_six_domains_and_never_a_zero_for_unknown(running: Layout, persona: str) -> None:
    async with journey.started(running, persona) as walk:
        await walk.edge.log_in(persona)
        state = (await walk.edge.post("/api/v1/nir", {"nir": walk.persona["nir"]}))["state"]
        if persona == "numero-discordant":
            assert state == "in_review"
            return
        assert state == "certified"
        view = await walk.edge.get("/api/v1/rights")
    assert [one["domain"] for one in view["bubbles"]] == journey.DOMAINS
    for bubble in view["bubbles"]:
        assert bubble["paid"] in ("yes", "no", "unknown")
        assert (bubble["paid"] == "yes") == bool(bubble["payers"])
        assert all(right["amount_cents"] != 0 for right in bubble["rights"])


async def test_a_stronger_login_shows_what_a_simple_one_withholds(running: Layout) -> None:
    async with journey.started(running, "enseignante-mgen") as walk:
        edge = walk.edge
        await edge.log_in("enseignante-mgen")
        await edge.post("/api/v1/nir", {"nir": walk.persona["nir"]})
        before = await edge.get("/api/v1/rights/statements")
        await edge.log_in("enseignante-mgen", stronger=True)
        after = await edge.get("/api/v1/rights/statements")
    assert (before["statements"], bool(before["hidden_text"]), bool(before["step_up"])) == ([], True, True)
    assert len(after["statements"]) == 2
    assert not after["hidden_text"]


async def test_a_stranger_sees_nothing(running: Layout) -> None:
    async with Edge.open(running.public_url) as edge:
        answer = await edge.http.get("/api/v1/rights")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
