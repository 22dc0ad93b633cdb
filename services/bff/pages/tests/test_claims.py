"""Claims in the portal, in front of the real edge and the played services: nothing typed is lost, nothing is sent before it was read over."""

from typing import Any

import httpx
import pytest
from google.protobuf.json_format import ParseDict
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

from chassis.errors import InvalidInput, NotFound, Refused, StaleState, Unavailable, Violation
from services.bff import samples_of_claims as samples
from services.bff.pages.tests.browsing import person, sent
from services.bff.pages.tests.filling import summary
from services.bff.pages.tests.reading import Element, form_to, read
from services.bff.tests.conftest import World

HERE = f"/demandes/{samples.DRAFT_ID}"
SENT_AT = f"{HERE}/envoi"
RIGHT = {
    "answers.family_situation": "SINGLE", "answers.children": "no", "answers.move_in_date_day": "1",
    "answers.move_in_date_month": "3", "answers.move_in_date_year": "2026", "answers.resources": "",
}  # fmt: skip


class NotOpen(Refused):
    """What the service says of a benefit that is not open here."""

    reason = "NOT_OPEN_YET"


@pytest.fixture
def drafted(world: World) -> World:
    """The claim is a draft."""
    world.played.answers["GetClaim"] = ParseDict({"claim": samples.DRAFT}, pb.GetClaimResponse())
    return world


def links(html: str) -> list[str]:
    return [one.attributes.get("href", "") for one in read(html).all("a")]


def plain(html: str) -> str:
    """The text of a page, with ordinary spaces."""

    def words(element: Element) -> str:
        return element.text + " ".join(words(child) for child in element.children)

    return " ".join(words(read(html)).replace("\u00a0", " ").replace("\u202f", " ").split())


async def _post(client: httpx.AsyncClient, page: httpx.Response, action: str, **words: str) -> httpx.Response:
    return await client.post(action, data=sent(page, action) | words)


async def test_the_list_says_who_is_waited_for_since_when_and_begins_with_what_is_the_person_s_to_do(
    world: World,
) -> None:
    async with person(world) as client:
        answer = await client.get("/demandes")
    text = plain(answer.text)
    assert [one.text for one in read(answer.text).all("h2")] == ["À vous d'agir", "Terminées"]
    assert "On attend : Vous" in text
    assert "depuis le 14 novembre 2026" in text
    assert "Le délai légal est arrêté tant que la pièce manque." in text


async def test_a_claim_shows_its_clock_with_its_article_and_where_to_send_the_piece(world: World) -> None:
    async with person(world) as client:
        answer = await client.get(f"/demandes/{samples.CLAIM_ID}")
    text = plain(answer.text)
    assert "Arrêté depuis le 14 novembre 2026 : une pièce est attendue." in text
    assert "CRPA art. L. 231-4, 3°" in text
    assert "À envoyer au plus tard le 14 décembre 2026." in text
    (deposit,) = [link for link in links(answer.text) if link.startswith("/documents/deposer/rib?")]
    assert f"expected_piece_id={samples.PIECE_ID}" in deposit
    assert f"claim_id={samples.CLAIM_ID}" in deposit
    assert "La moitié des demandes ont été décidées en 21 jours ou moins" in text
    assert "Ce n'est pas une promesse" in text


async def test_a_decision_is_shown_with_its_reason_its_correction_and_the_last_day_to_appeal(world: World) -> None:
    world.played.answers["GetClaim"] = ParseDict({"claim": samples.REFUSED}, pb.GetClaimResponse())
    async with person(world) as client:
        shown = await client.get(f"/demandes/{samples.REFUSED_ID}")
        path = f"/demandes/{samples.REFUSED_ID}/recours"
        answer = await _post(client, shown, path)
    text = plain(shown.text)
    assert "Vos ressources dépassent le plafond." in text
    assert "Au plus tard le 1er décembre 2026." in text
    assert "Correction de l'étape 2 : ce n'est pas une nouvelle décision." in text
    assert answer.headers["location"] == f"/demandes/{samples.APPEAL_ID}"
    assert world.played.last("StartAppeal").request.path == "recours-logement"


async def test_an_appeal_comes_filled_in_with_what_is_known(world: World) -> None:
    world.played.answers["GetClaim"] = ParseDict({"claim": samples.APPEAL}, pb.GetClaimResponse())
    async with person(world) as client:
        answer = await client.get(f"/demandes/{samples.APPEAL_ID}")
    areas = {one.attributes["name"]: one.text.strip() for one in read(answer.text).all("textarea")}
    assert areas["answers.contested_decision"].startswith("Décision du 1er octobre 2026.")
    assert form_to(answer.text, f"/demandes/{samples.APPEAL_ID}").filled()["answers.decision_date_year"] == "2026"


async def test_a_claim_is_filled_read_over_then_sent_under_the_etag_that_was_read(drafted: World) -> None:
    async with person(drafted) as client:
        form = await client.get(HERE)
        kept = await _post(client, form, HERE, **RIGHT, then="check")
        assert kept.headers["location"] == SENT_AT
        over = await client.get(SENT_AT)
        assert "Vous vivez en couple" in plain(over.text)
        done = await _post(client, over, SENT_AT)
    assert done.headers["location"] == HERE
    saved, submitted = drafted.played.last("SaveDraft").request, drafted.played.last("SubmitClaim").request
    assert dict(saved.answers) == {"family_situation": "SINGLE", "children": "no", "move_in_date": "2026-03-01"}
    assert (saved.etag, submitted.etag) == (samples.ETAG, samples.ETAG)
    assert drafted.played.last("SubmitClaim").caller.purpose == "start_claim"


async def test_what_is_missing_or_wrong_is_named_and_the_rest_is_kept_all_the_same(drafted: World) -> None:
    wrong = RIGHT | {"answers.children": "", "answers.move_in_date_day": "31", "answers.move_in_date_month": "2"}
    async with person(drafted) as client:
        form = await client.get(HERE)
        answer = await _post(client, form, HERE, **wrong, then="check")
    assert answer.status_code == 422
    assert summary(answer) == [
        "Avez-vous des enfants à charge : répondez à cette question.",
        "Depuis quand occupez-vous ce logement : cette date n'existe pas : indiquez le jour, le mois et l'année.",
    ]
    filled = form_to(answer.text, HERE).filled()
    assert (filled["answers.move_in_date_day"], filled["answers.family_situation"]) == ("31", "SINGLE")
    assert dict(drafted.played.last("SaveDraft").request.answers) == {"family_situation": "SINGLE"}


async def test_an_answer_that_the_service_refuses_loses_no_other(drafted: World) -> None:
    def saved(request: Any) -> Any:
        if "resources" in request.answers:
            raise InvalidInput([Violation("answers.resources", "Ce montant est trop élevé.")])
        return ParseDict({"claim": samples.DRAFT}, pb.SaveDraftResponse())

    drafted.played.answers["SaveDraft"] = saved
    async with person(drafted) as client:
        form = await client.get(HERE)
        answer = await _post(client, form, HERE, **RIGHT | {"answers.resources": "1 250,50"}, then="check")
    assert answer.status_code == 422
    assert summary(answer) == ["Combien avez-vous reçu d'autre : ce montant est trop élevé."]
    assert form_to(answer.text, HERE).filled()["answers.resources"] == "1 250,50"
    assert "resources" not in drafted.played.last("SaveDraft").request.answers


async def test_a_draft_is_kept_for_later_with_what_is_missing(drafted: World) -> None:
    async with person(drafted) as client:
        form = await client.get(HERE)
        answer = await _post(client, form, HERE, **RIGHT | {"answers.children": ""}, then="later")
    assert answer.headers["location"] == "/demandes"


async def test_a_draft_that_changed_elsewhere_comes_back_as_typed(drafted: World) -> None:
    drafted.played.answers["SaveDraft"] = StaleState()
    async with person(drafted) as client:
        form = await client.get(HERE)
        answer = await _post(client, form, HERE, **RIGHT | {"answers.resources": "1250"}, then="check")
    assert answer.status_code == 409
    assert "a changé ailleurs" in answer.text
    assert form_to(answer.text, HERE).filled()["answers.resources"] == "1250"


async def test_an_amount_is_typed_in_euros_kept_in_cents_and_read_over_in_french(drafted: World) -> None:
    asked = {**samples.DRAFT, "answers": {"resources": "125050"}}
    drafted.played.answers["GetClaim"] = ParseDict({"claim": asked}, pb.GetClaimResponse())
    async with person(drafted) as client:
        form = await client.get(HERE)
        await _post(client, form, HERE, **RIGHT | {"answers.resources": "1 250,50 €"}, then="check")
        over = await client.get(SENT_AT)
    assert form_to(form.text, HERE).filled()["answers.resources"] == "1250,50"
    assert drafted.played.last("SaveDraft").request.answers["resources"] == "125050"
    assert "1 250,50 €" in plain(over.text)


async def test_an_amount_that_is_none_is_said_so_and_comes_back_as_typed(drafted: World) -> None:
    async with person(drafted) as client:
        form = await client.get(HERE)
        answer = await _post(client, form, HERE, **RIGHT | {"answers.resources": "une pension"}, then="check")
    assert summary(answer) == [
        "Combien avez-vous reçu d'autre : écrivez un montant en euros, par exemple 1250 ou 640,50."
    ]
    assert form_to(answer.text, HERE).filled()["answers.resources"] == "une pension"


async def test_a_draft_that_was_erased_is_begun_anew_from_the_page_that_had_opened_it(world: World) -> None:
    async with person(world) as client:
        page = await client.get("/demandes/nouvelle")
        await _post(client, page, "/demandes/nouvelle", benefit="rsa")
        # Erased meanwhile; the browser's « back » shows the same page, with the same key.
        world.played.answers["GetClaim"] = NotFound()
        again = await _post(client, page, "/demandes/nouvelle", benefit="rsa")
    keys = [call.request.request_id for call in world.played.calls if call.rpc == "StartClaim"]
    assert len(keys) == 3
    assert keys[0] == keys[1] != keys[2]
    assert again.headers["location"] == f"/demandes/{samples.DRAFT_ID}"


async def test_claims_about_health_are_told_of_with_the_way_to_see_them(world: World) -> None:
    world.played.answers["ListClaims"] = pb.ListClaimsResponse(hidden_by_assurance=1)
    async with person(world) as client:
        answer = await client.get("/demandes")
    assert "1 demande liée à la santé n'est pas affichée" in plain(answer.text)


async def test_a_sending_that_is_refused_leads_back_to_the_form(drafted: World) -> None:
    drafted.played.answers["SubmitClaim"] = InvalidInput([Violation("answers.children", "Répondez à cette question.")])
    async with person(drafted) as client:
        answer = await _post(client, await client.get(SENT_AT), SENT_AT)
    assert answer.status_code == 422
    assert summary(answer) == ["Avez-vous des enfants à charge : répondez à cette question."]


async def test_what_is_not_open_here_is_bounced_to_with_the_intent_and_never_the_identity(world: World) -> None:
    world.played.answers["StartClaim"] = NotOpen("Cette prestation ne se demande pas encore ici.")
    async with person(world) as client:
        page = await client.get("/demandes/nouvelle")
        answer = await _post(client, page, "/demandes/nouvelle", benefit="aah")
    assert answer.status_code == 409
    bounces = {link for link in links(answer.text) if link.startswith("https://mdphenligne")}
    assert bounces == {"https://mdphenligne.cnsa.fr/?droit=aah&etape=demande&langue=fr"}
    assert "jamais qui vous êtes" in answer.text


async def test_taking_back_says_what_it_costs_before_it_is_done(world: World) -> None:
    path = f"/demandes/{samples.CLAIM_ID}/retrait"
    async with person(world) as client:
        page = await client.get(path)
        assert "WithdrawClaim" not in {call.rpc for call in world.played.calls}
        assert "vous pouvez perdre des droits" in plain(page.text)
        answer = await _post(client, page, path)
    assert answer.headers["location"] == f"/demandes/{samples.CLAIM_ID}"
    assert world.played.last("WithdrawClaim").request.claim_id == samples.CLAIM_ID


async def test_a_claim_is_shown_without_what_is_away_around_it(world: World) -> None:
    world.played.answers["GetDurations"] = Unavailable()
    async with person(world) as client:
        answer = await client.get(f"/demandes/{samples.CLAIM_ID}")
    assert answer.status_code == 200
    assert "Combien de temps cela prend" not in answer.text
