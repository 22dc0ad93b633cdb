"""The forms of the portal, in front of the situation service's own catalogue and judgment."""

import pytest
from mesdroits.situation.v1 import situation_service_pb2 as pb

from services.bff import samples_of_facts
from services.bff.pages.telling.paths import PATHS
from services.bff.pages.tests.browsing import person
from services.bff.pages.tests.examples_of_kinds import EXAMPLES, START
from services.bff.pages.tests.filling import fill, follow, send, summary
from services.bff.pages.tests.reading import form_to
from services.bff.tests.conftest import World
from tests.contract.catalogue import judged, lines, served
from tests.contract.mistakes import MISTAKES


def serve(world: World) -> None:
    """Plays the whole catalogue and its judgment."""
    world.played.answers |= {"ListFactKinds": pb.ListFactKindsResponse(kinds=served()), "PreviewChange": judged}


def test_the_samples_of_the_edge_are_what_the_service_says() -> None:
    # `python -m tests.contract.catalogue` writes them anew.
    assert samples_of_facts.FILE.read_text("utf-8") == lines()


@pytest.mark.parametrize("kind", EXAMPLES)
async def test_a_good_example_is_accepted_by_the_service(world: World, kind: str) -> None:
    serve(world)
    async with person(world) as client:
        preview = await follow(client, await fill(client, kind, EXAMPLES[kind].pages))
    assert "/declarations/apercu/" in preview.url.path


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_is_told_in_the_person_s_words_and_loses_nothing(world: World, mistake: str) -> None:
    serve(world)
    kind, rank, words, said = MISTAKES[mistake]
    async with person(world) as client:
        answer = await fill(client, kind, (*EXAMPLES[kind].pages[:rank], words))
        assert answer.status_code == 422
        found = summary(answer)
        assert len(found) == len(said)
        assert all(one.startswith(expected) for one, expected in zip(found, said, strict=True)), found
        form = form_to(answer.text, PATHS[kind])
        assert {name: word for name, word in form.filled().items() if name in words} == words
        wrong = [one for one in form.all("input") if one.attributes.get("aria-invalid")]
        assert wrong or [one for one in form.all("fieldset") if "-erreur" in one.attributes.get("aria-describedby", "")]
        mended = await client.post(PATHS[kind], data=form.hidden() | EXAMPLES[kind].pages[rank])
        assert mended.status_code == 303, summary(mended)


async def test_a_page_sent_once_its_draft_is_over_keeps_what_it_says_and_asks_for_the_rest_again(world: World) -> None:
    serve(world)
    async with person(world) as client:
        page = await follow(client, await fill(client, "regime", ({"regime": "MGEN"},)))
        world.clock.pass_by(minutes=29)
        await client.get("/")
        world.clock.pass_by(minutes=29)
        await client.get("/")
        world.clock.pass_by(minutes=5)
        answer = await send(client, page, PATHS["regime"], START)
        assert answer.status_code == 422
        assert summary(answer) == ["Régime : cette information est obligatoire."]
        last = await follow(client, await send(client, answer, PATHS["regime"], {"regime": "MGEN"}))
        assert form_to(last.text, PATHS["regime"]).filled()["start_year"] == "2026"
