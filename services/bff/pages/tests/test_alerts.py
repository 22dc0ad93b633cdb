"""The calendar, messages and preferences as pages: what is read, done, hidden, and what comes back as it was typed."""

import html
import re
from typing import Any

import httpx
import pytest
from google.protobuf.json_format import ParseDict
from mesdroits.common.v1.access_pb2 import ASSURANCE_SUBSTANTIAL
from mesdroits.notify.v1 import message_pb2, preferences_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from chassis.errors import InvalidInput, StaleState, Violation
from services.bff import samples_of_alerts as samples
from services.bff.pages.portal import Portal
from services.bff.pages.tests.browsing import PAGE, person, sent
from services.bff.pages.tests.filling import summary
from services.bff.pages.tests.test_claims import plain
from services.bff.tests.conftest import World

HERE = f"/messages/{samples.TASK_ID}"
STATE = "q3tG0gqQ2y8gq1n5Vf2f9Q"


def _told(message: dict[str, Any], **changed: Any) -> pb.GetMessageResponse:
    return pb.GetMessageResponse(message=ParseDict({**message, **changed}, message_pb2.Message()))


def _dates(*items: dict[str, Any]) -> pb.GetCalendarResponse:
    return ParseDict({"items": list(items), "dataTime": "2026-11-22T08:05:00Z"}, pb.GetCalendarResponse())


def _day(year: int, month: int, day: int) -> dict[str, int]:
    return {"year": year, "month": month, "day": day}


def _way_up(page: str) -> str:
    """Where the link to a stronger login leads."""
    (found,) = re.findall(r'href="(/connexion\?[^"]*)"', page)
    return html.unescape(found)


async def _post(client: httpx.AsyncClient, page: httpx.Response, action: str, **words: str) -> httpx.Response:
    return await client.post(action, data=sent(page, action) | words)


async def test_the_calendar_begins_with_what_is_to_be_done_and_says_what_happens_otherwise(world: World) -> None:
    async with person(world) as client:
        text = plain((await client.get("/calendrier")).text)
    assert text.index("À faire maintenant") < text.index("À venir") < text.index("Dates dépassées")
    assert "Du 1er novembre 2026 au 30 novembre 2026" in text
    assert "Mois à déclarer : juillet 2026, août 2026 et septembre 2026" in text
    assert "Sans déclaration, le versement est suspendu." in text
    assert "Caf et MSA : pas de réponse à notre dernière demande. Leurs dates" in text


async def test_a_date_that_was_missed_keeps_its_action_and_leads_to_what_is_still_possible(world: World) -> None:
    late = {**samples.DTR, "itemId": "late", "openDate": _day(2026, 11, 1), "dueDate": _day(2027, 2, 28)}
    missed = {**samples.DTR, "state": "ITEM_STATE_MISSED", "dueDate": _day(2026, 10, 31), "openDate": _day(2026, 10, 1)}
    world.played.answers["GetCalendar"] = _dates(late, missed)
    async with person(world) as client:
        page = (await client.get("/calendrier")).text
    past = plain(page)[plain(page).index("Dates dépassées") :]
    assert "C'était à faire du 1er octobre 2026 au 31 octobre 2026" in past
    assert "C'est encore possible jusqu'au 28 février 2027" in past
    assert "Déclarer sur caf.fr" in past
    assert page.count('href="/calendrier#date-late"') == 1


async def test_a_message_whose_date_has_passed_says_it_of_the_past(world: World) -> None:
    world.played.answers["GetMessage"] = _told(samples.TASK, state="MESSAGE_STATE_EXPIRED")
    async with person(world) as client:
        text = plain((await client.get(HERE)).text)
    assert "C'était à faire jusqu'au 30 novembre 2026 inclus." in text


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
    world.played.answers["GetMessage"] = _told(samples.HIDDEN)
    async with person(world) as client:
        text = plain((await client.get(HERE)).text)
    assert "Ce message parle de santé : connectez-vous avec un compte plus sûr" in text
    assert not [call for call in world.played.calls if call.rpc == "MarkMessageRead"]


@pytest.mark.parametrize("shown", [HERE, "/calendrier"])
async def test_what_a_weak_login_hides_leads_to_a_stronger_one_and_back(world: World, shown: str) -> None:
    world.played.answers["GetMessage"] = _told(samples.HIDDEN, messageId=samples.TASK_ID)
    world.played.answers["GetCalendar"] = _dates(samples.HIDDEN_ITEM)
    async with person(world) as client:
        await client.get(_way_up((await client.get(shown)).text))
        back = await client.get("/connexion/retour", params={"state": STATE, "code": str(ASSURANCE_SUBSTANTIAL)})
    assert world.played.last("BeginLogin").request.assurance == ASSURANCE_SUBSTANTIAL
    assert back.headers["location"] == shown


async def test_where_there_is_no_stronger_login_health_is_said_to_be_elsewhere(world: World) -> None:
    world.played.answers["GetMessage"] = _told(samples.HIDDEN)
    edge = world.with_settings(franceconnect_plus_issuer="")
    client = await world.logged_in(edge=edge, pages=Portal())
    page = (await client.get(HERE, headers=PAGE)).text
    assert "sur le site de l'organisme" in plain(page)
    assert "niveau=renforce" not in page


@pytest.mark.parametrize("by_the_person", [True, False])
async def test_only_what_the_person_said_done_can_be_taken_back(world: World, by_the_person: bool) -> None:
    world.played.answers["GetMessage"] = _told(samples.DONE, canReopen=by_the_person)
    async with person(world) as client:
        text = plain((await client.get(HERE)).text)
    assert ("Ce n'est pas encore fait" in text) is by_the_person


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
