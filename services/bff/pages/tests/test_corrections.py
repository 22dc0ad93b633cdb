"""What was told and was wrong, from the page of its declaration to the confirmation, in front of the real edge and a played situation service."""

import httpx
import pytest
from mesdroits.situation.v1 import ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.errors import Refused, Unavailable
from services.bff import samples
from services.bff.pages.tests.browsing import person, sent
from services.bff.pages.tests.reading import read
from services.bff.tests.conftest import World

HERE = f"/declarations/{samples.DECLARATION_ID}"
CORRECT, ANNUL = f"{HERE}/corriger", f"{HERE}/annuler"


def offered(answer: httpx.Response) -> tuple[bool, bool]:
    """Whether the page offers to correct, and to annul."""
    root = read(answer.text)
    links = [one.attributes.get("href") for one in root.all("a")]
    return CORRECT in links, ANNUL in [one.attributes["action"] for one in root.all("form")]


async def confirmed(client: httpx.AsyncClient, checked: httpx.Response) -> httpx.Response:
    """The preview that was led to, confirmed twice."""
    preview = await client.get(checked.headers["location"])
    path = preview.url.path
    words = sent(preview, path)
    answers = [await client.post(path, data=words) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    return preview


async def test_an_address_is_corrected_from_the_page_of_its_declaration(world: World) -> None:
    async with person(world) as client:
        assert offered(await client.get(HERE)) == (True, True)
        form = await client.get(CORRECT)
        fields = {one.attributes["name"]: one.attributes.get("value") for one in read(form.text).all("input")}
        assert {name: fields[name] for name in ("street", "city", "start_day", "start_month", "start_year")} == {
            "street": "12 rue des Tilleuls", "city": "Riom", "start_day": "1", "start_month": "12", "start_year": "2026",
        }  # fmt: skip
        words = {name: value or "" for name, value in fields.items()} | {"street": "14 rue des Tilleuls"}
        preview = await confirmed(client, await client.post(CORRECT, data=words))
    assert "cette correction" in preview.text
    told = world.played.last("DeclareChange").request.change
    assert (told.verb, told.fact_id) == (ledger_pb2.VERB_CORRECTED, samples.FACT_ID)
    assert told.previous_version_id == samples.VERSION_ID
    assert told.content.address.street == "14 rue des Tilleuls"
    assert told.validity.start_date.month == 12
    assert len([call for call in world.played.calls if call.rpc == "DeclareChange"]) == 1


async def test_a_declaration_is_annulled_after_a_preview_that_names_who_is_warned(world: World) -> None:
    async with person(world) as client:
        page = await client.get(HERE)
        preview = await confirmed(client, await client.post(ANNUL, data=sent(page, ANNUL)))
    assert "Qui sera prévenu de l" in preview.text
    assert "Modifier mes réponses" not in preview.text
    told = world.played.last("DeclareChange").request.change
    assert (told.verb, told.previous_version_id) == (ledger_pb2.VERB_ANNULLED, samples.VERSION_ID)
    assert not told.HasField("content")


def _later(verb: ledger_pb2.Verb.ValueType) -> pb.ListFactVersionsResponse:
    versions: pb.ListFactVersionsResponse = samples.sample(pb.ListFactVersionsResponse)
    last = versions.versions.add()
    last.CopyFrom(versions.versions[0])
    last.version_id, last.number, last.verb = samples.DELIVERY_ID, 2, verb
    return versions


@pytest.mark.parametrize(
    ("verb", "said"),
    [(ledger_pb2.VERB_CORRECTED, "Vous avez changé cette information"), (ledger_pb2.VERB_ANNULLED, "Vous avez annulé")],
)
async def test_what_has_a_later_version_offers_nothing_and_says_why(
    world: World, verb: ledger_pb2.Verb.ValueType, said: str
) -> None:
    world.played.answers["ListFactVersions"] = _later(verb)
    async with person(world) as client:
        page = await client.get(HERE)
    assert offered(page) == (False, False)
    assert said in page.text


async def test_the_last_version_is_looked_for_on_every_page(world: World) -> None:
    first, last = samples.sample(pb.ListFactVersionsResponse), _later(ledger_pb2.VERB_CORRECTED)
    first.next_page_token = "more"
    world.played.answers["ListFactVersions"] = lambda request: last if request.page_token else first
    async with person(world) as client:
        assert offered(await client.get(HERE)) == (False, False)


async def test_a_declaration_is_shown_even_when_its_versions_are_not_known(world: World) -> None:
    world.played.answers["ListFactVersions"] = Unavailable()
    async with person(world) as client:
        page = await client.get(HERE)
    assert (page.status_code, offered(page)) == (200, (False, False))


class FactAnnulled(Refused):
    reason = "FACT_ANNULLED"


async def test_what_cannot_be_changed_any_more_says_so_on_a_page(world: World) -> None:
    async with person(world) as client:
        page = await client.get(HERE)
        world.played.answers["PreviewChange"] = FactAnnulled("Cette information a été annulée.")
        led = await client.post(ANNUL, data=sent(page, ANNUL))
        answer = await client.get(led.headers["location"])
    assert answer.status_code == 409
    assert "Cette information a été annulée." in answer.text
