"""The calendar, messages and preferences as pages: what is read, done, hidden, and what comes back as it was typed."""

import httpx
from google.protobuf.json_format import ParseDict
from mesdroits.notify.v1 import message_pb2, preferences_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from chassis.errors import InvalidInput, StaleState, Violation
from services.bff import samples_of_alerts as samples
from services.bff.pages.tests.browsing import person, sent
from services.bff.pages.tests.filling import summary
from services.bff.pages.tests.test_claims import plain
from services.bff.tests.conftest import World

HERE = f"/messages/{samples.TASK_ID}"


async def _post(client: httpx.AsyncClient, page: httpx.Response, action: str, **words: str) -> httpx.Response:
    return await client.post(action, data=sent(page, action) | words)


async def test_the_calendar_begins_with_what_is_to_be_done_and_says_what_happens_otherwise(world: World) -> None:
    async with person(world) as client:
        text = plain((await client.get("/calendrier")).text)
    assert text.index("À faire maintenant") < text.index("À venir") < text.index("Dates dépassées")
    assert "Du 1er novembre 2026 au 30 novembre 2026" in text
    assert "Mois à déclarer : juillet 2026, août 2026 et septembre 2026" in text
    assert "Sans déclaration, le versement est suspendu." in text
    assert "MSA : pas de réponse" in text


async def test_a_calendar_that_was_never_read_says_so_rather_than_nothing_to_do(world: World) -> None:
    world.played.answers["GetCalendar"] = pb.GetCalendarResponse()
    async with person(world) as client:
        text = plain((await client.get("/calendrier")).text)
    assert "Vos droits n'ont pas encore été relus" in text


async def test_a_message_that_is_opened_is_read_and_one_fetched_in_advance_is_not(world: World) -> None:
    async with person(world) as client:
        await client.get(HERE, headers={"sec-purpose": "prefetch"})
        assert not [call for call in world.played.calls if call.rpc == "MarkMessageRead"]
        await client.get(HERE)
    assert world.played.last("MarkMessageRead").request.message_id == samples.TASK_ID


async def test_a_message_about_health_is_not_read_below_the_level_and_shows_nothing(world: World) -> None:
    world.played.answers["GetMessage"] = pb.GetMessageResponse(message=ParseDict(samples.HIDDEN, message_pb2.Message()))
    async with person(world) as client:
        text = plain((await client.get(HERE)).text)
    assert "Connectez-vous avec un niveau plus fort" in text
    assert not [call for call in world.played.calls if call.rpc == "MarkMessageRead"]


async def test_a_task_is_said_done_once_however_often_the_button_is_pressed(world: World) -> None:
    async with person(world) as client:
        page = await client.get(HERE)
        form = sent(page, f"{HERE}/fait")
        answers = [await client.post(f"{HERE}/fait", data=form) for _ in range(2)]
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, HERE)] * 2
    keys = {call.request.request_id for call in world.played.calls if call.rpc == "CompleteTask"}
    assert len(keys) == 1


async def test_a_code_that_is_not_ours_warns_and_an_empty_one_is_asked_again(world: World) -> None:
    world.played.answers["CheckCode"] = pb.CheckCodeResponse()
    async with person(world) as client:
        page = await client.get("/messages/verifier")
        empty = await _post(client, page, "/messages/verifier", code=" ")
        false = await _post(client, page, "/messages/verifier", code="AAAA-AAAA")
    assert empty.status_code == 422
    assert summary(empty)
    assert "Ce n'est pas nous" in plain(false.text)


async def test_a_consent_that_is_unticked_is_withdrawn_and_what_is_not_shown_is_not_touched(world: World) -> None:
    async with person(world) as client:
        page = await client.get("/preferences")
        form = sent(page, "/preferences") | {"task": "email", "known": "cnaf"}
        saved = await client.post("/preferences", data=form)
    asked = world.played.last("SavePreferences").request
    assert (saved.status_code, dict(asked.consents), asked.escalation) == (200, {"cnaf": False}, False)
    assert [list(kind.channels) for kind in asked.kinds] == [[message_pb2.CHANNEL_EMAIL], [], []]
    assert "C'est enregistré" in plain(saved.text)


async def test_preferences_that_changed_elsewhere_are_shown_again(world: World) -> None:
    world.played.answers["SavePreferences"] = StaleState()
    async with person(world) as client:
        saved = await _post(client, await client.get("/preferences"), "/preferences")
    assert saved.status_code == 409
    assert "Vos choix ont changé ailleurs" in plain(saved.text)


async def test_an_address_that_is_refused_comes_back_as_it_was_typed(world: World) -> None:
    world.played.answers["SetAlertAddress"] = InvalidInput([Violation("address", "Cette adresse n'est pas complète.")])
    async with person(world) as client:
        page = await client.get("/preferences")
        answer = await _post(client, page, "/preferences/adresse", channel="email", address_email="camille@")
    assert answer.status_code == 422
    assert "cette adresse n'est pas complète." in summary(answer)[0]
    assert 'value="camille@"' in answer.text


async def test_an_address_that_replaces_another_has_its_form_for_the_code(world: World) -> None:
    mail, number = samples.PREFERENCES["addresses"]
    given = {"channel": "CHANNEL_SMS", "maskedAddress": "… 90 12", "expireTime": "2026-11-22T13:20:00Z"}
    lost = {"channel": "CHANNEL_EMAIL", "maskedAddress": "z…@exemple.fr", "failing": "Le code n'a pas pu y arriver."}
    changed = ParseDict(
        {**samples.PREFERENCES, "addresses": [mail, lost, number, given]}, preferences_pb2.Preferences()
    )
    world.played.answers["GetPreferences"] = pb.GetPreferencesResponse(preferences=changed)
    async with person(world) as client:
        page = await client.get("/preferences")
    text = plain(page.text)
    assert "… 56 78" in text
    assert "… 90 12" in text
    assert "z…@exemple.fr" in text
    assert "Code non reçu" in text
    assert "Le code n'a pas pu y arriver." in text
    assert ("code_sms" in page.text, "code_email" in page.text) == (True, False)


async def test_the_service_worker_stands_at_the_root_and_is_asked_for_again(world: World) -> None:
    async with person(world) as client:
        answer = await client.get("/notifications.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" not in answer.headers["cache-control"]
