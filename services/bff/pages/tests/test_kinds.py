"""Every kind of fact, told page after page, corrected and annulled, in front of the real edge and a played situation service."""

import httpx
import pytest
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.situation.v1 import ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from services.bff import facts, samples
from services.bff.pages.telling.paths import HERE, PATHS
from services.bff.pages.tests.browsing import person, sent
from services.bff.pages.tests.catalogue import serve
from services.bff.pages.tests.examples_of_kinds import EXAMPLES, START, Example
from services.bff.pages.tests.filling import fill, follow, send
from services.bff.pages.tests.reading import form_to, read
from services.bff.tests.conftest import World

TOLD = f"/declarations/{samples.DECLARATION_ID}"
CORRECT, ANNUL = f"{TOLD}/corriger", f"{TOLD}/annuler"
every_kind = pytest.mark.parametrize("kind", EXAMPLES)


async def confirm(client: httpx.AsyncClient, preview: httpx.Response) -> None:
    path = preview.url.path
    assert "Qui " in preview.text
    assert (await client.post(path, data=sent(preview, path))).status_code == 303


def told(kind: str, example: Example) -> pb.GetDeclarationResponse:
    """The declaration of an example."""
    answer: pb.GetDeclarationResponse = samples.sample(pb.GetDeclarationResponse)
    version = answer.declaration.version
    version.kind = facts.kind_value(kind)
    version.content.CopyFrom(facts.content_of(kind, example.content))
    version.validity.Clear()
    version.validity.start_date.CopyFrom(facts.required_date("", example.start))
    if example.end:
        version.validity.end_date.CopyFrom(facts.required_date("", example.end))
    return answer


def assert_says(change: ledger_pb2.ProposedChange, kind: str, example: Example) -> None:
    assert facts.kind_name(change.kind) == kind
    assert change.content == facts.content_of(kind, example.content)
    assert facts.iso_date(change.validity.start_date) == example.start
    end = facts.required_date("", example.end) if example.end else Date()
    assert change.validity.end_date == end


def test_every_kind_has_an_example_and_an_address_of_its_own() -> None:
    assert set(EXAMPLES) == set(PATHS) == set(facts.KINDS)
    assert len(set(PATHS.values())) == len(PATHS)


async def test_the_page_of_what_changes_leads_to_the_form_of_every_kind(world: World) -> None:
    serve(world)
    async with person(world) as client:
        shown = await client.get(HERE)
        links = [one.attributes["href"] for one in read(shown.text).all("a")]
        pages = [await client.get(path) for path in PATHS.values()]
        assert (await client.get(f"{HERE}/fortune")).status_code == 404
    assert set(PATHS.values()) <= set(links)
    assert "Qu&#39;est-ce qui change" in shown.text or "Qu'est-ce qui change" in shown.text
    assert [page.status_code for page in pages] == [200] * len(PATHS)


@every_kind
async def test_a_good_example_goes_from_the_form_to_its_receipts(world: World, kind: str) -> None:
    serve(world)
    example = EXAMPLES[kind]
    async with person(world) as client:
        await confirm(client, await follow(client, await fill(client, kind, example.pages)))
    change = world.played.last("DeclareChange").request.change
    assert change.verb == ledger_pb2.VERB_CREATED
    assert_says(change, kind, example)


@every_kind
async def test_what_was_told_is_shown_in_words_and_corrected_from_where_it_stands(world: World, kind: str) -> None:
    serve(world)
    example = EXAMPLES[kind]
    world.played.answers["GetDeclaration"] = told(kind, example)
    async with person(world) as client:
        shown = await client.get(TOLD)
        assert "Ce que vous avez dit" in shown.text
        assert CORRECT in [one.attributes.get("href") for one in read(shown.text).all("a")]
        page = await client.get(CORRECT)
        for _ in example.pages:
            page = await follow(client, await send(client, page, CORRECT, {}))
        await confirm(client, page)
    change = world.played.last("DeclareChange").request.change
    assert (change.verb, change.fact_id) == (ledger_pb2.VERB_CORRECTED, samples.FACT_ID)
    assert change.previous_version_id == samples.VERSION_ID
    assert_says(change, kind, example)


@every_kind
async def test_what_was_told_is_annulled(world: World, kind: str) -> None:
    serve(world)
    world.played.answers["GetDeclaration"] = told(kind, EXAMPLES[kind])
    async with person(world) as client:
        page = await client.get(TOLD)
        await confirm(client, await follow(client, await client.post(ANNUL, data=sent(page, ANNUL))))
    change = world.played.last("DeclareChange").request.change
    assert (change.verb, facts.kind_name(change.kind)) == (ledger_pb2.VERB_ANNULLED, kind)


async def test_a_question_that_does_not_arise_is_not_asked_nor_sent(world: World) -> None:
    serve(world)
    async with person(world) as client:
        page = await follow(client, await fill(client, "housing", ({"occupancy": "LOCATAIRE"},)))
        page = await follow(client, await send(client, page, PATHS["housing"], {"rent_cents": "640"}))
        back = next(one for one in read(page.text).all("a") if "Question pr" in one.text)
        rent = await client.get(back.attributes["href"])
        assert form_to(rent.text, PATHS["housing"]).filled()["rent_cents"] == "640"
        first = next(one for one in read(rent.text).all("a") if "Question pr" in one.text)
        again = await send(
            client, await client.get(first.attributes["href"]), PATHS["housing"], {"occupancy": "HEBERGE"}
        )
        start = await follow(client, again)
        assert "start_day" in form_to(start.text, PATHS["housing"]).names()
        await confirm(client, await follow(client, await send(client, start, PATHS["housing"], START)))
    change = world.played.last("DeclareChange").request.change
    assert (change.content.housing.occupancy, change.content.housing.rent_cents) == ("HEBERGE", 0)


async def test_the_preview_of_a_form_that_is_not_filled_leads_back_to_it(world: World) -> None:
    serve(world)
    async with person(world) as client:
        led = await fill(client, "regime", ({"regime": "MGEN"},))
        draft = led.headers["location"].split("brouillon=")[1].split("&")[0]
        for answer in (
            await client.get(f"/declarations/apercu/{draft}"),
            await client.post(f"/declarations/apercu/{draft}", data=sent(await follow(client, led), PATHS["regime"])),
        ):
            assert (answer.status_code, answer.headers["location"]) == (303, f"{PATHS['regime']}?brouillon={draft}")
    assert "DeclareChange" not in [call.rpc for call in world.played.calls]


async def test_a_commune_that_nobody_is_asked_for_is_kept_while_the_place_stays(world: World) -> None:
    serve(world)
    example = EXAMPLES["address"]
    content = example.content | {"commune_code": "63300"}
    world.played.answers["GetDeclaration"] = told("address", Example((), content))
    async with person(world) as client:
        for words, kept in (({"street": "14 rue des Lilas"}, "63300"), ({"city": "Issoire"}, "")):
            await follow(client, await send(client, await client.get(CORRECT), CORRECT, words))
            assert world.played.last("PreviewChange").request.change.content.address.commune_code == kept
