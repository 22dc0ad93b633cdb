"""The calendar, messages and preferences in JSON, and the line on which messages arrive."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from mesdroits.notify.v1 import message_pb2, preferences_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from chassis.errors import Unavailable
from services.bff import samples_of_alerts as samples
from services.bff.examples_of_alerts import BODIES
from services.bff.readers import Readers, TooManyStreams
from services.bff.tests.conftest import World

KEY = {"idempotency-key": "0199b3c0-0000-7000-8000-00000000abcd"}


async def test_the_calendar_says_what_when_why_and_what_happens_otherwise(world: World) -> None:
    client = await world.logged_in()
    calendar = (await client.get("/api/v1/calendar")).json()
    first = calendar["items"][0]
    assert (first["state"], first["due_date"]) == ("open", "2026-11-30")
    assert first["reference_months"] == ["2026-07-01", "2026-08-01", "2026-09-01"]
    assert calendar["unanswered"] == ["cnaf", "msa"]
    assert calendar["unanswered_text"].startswith("Caf et MSA : pas de réponse")


async def test_messages_are_listed_read_done_and_reopened(world: World) -> None:
    client = await world.logged_in()
    path = f"/api/v1/messages/{samples.TASK_ID}"
    listed = (await client.get("/api/v1/messages?which=unread")).json()
    assert listed["unread_text"] == "1\u00a0message non lu"
    assert world.played.last("ListMessages").request.filter == pb.MESSAGE_FILTER_UNREAD
    assert (await client.post(f"{path}/reading")).json()["read"] is True
    assert (await client.post(f"{path}/completion", headers=KEY)).json()["state"] == "done"
    assert (await client.delete(f"{path}/completion")).json()["state"] == "open"
    assert world.played.last("CompleteTask").request.request_id == KEY["idempotency-key"]


async def test_preferences_are_saved_under_the_etag_that_was_read(world: World) -> None:
    client = await world.logged_in()
    body = {name: value for name, value in BODIES["save_preferences"].items() if name != "etag"}
    none = await client.put("/api/v1/preferences", json=body)
    saved = await client.put("/api/v1/preferences", json=body, headers={"if-match": '"p4"'})
    assert (none.status_code, saved.status_code) == (422, 200)
    asked = world.played.last("SavePreferences").request
    assert (asked.etag, dict(asked.consents)) == ("p4", {"cnaf": True})


async def test_letters_and_calls_are_never_allowed_by_leaving_them_out(world: World) -> None:
    client = await world.logged_in()
    body = {name: value for name, value in BODIES["save_preferences"].items() if name != "escalation"}
    refused = await client.put("/api/v1/preferences", json=body)
    assert refused.status_code == 422
    assert "escalation" in refused.text


async def test_an_address_that_is_to_replace_another_stands_beside_it(world: World) -> None:
    held = samples.PREFERENCES["addresses"][0]
    given = {"channel": "CHANNEL_EMAIL", "maskedAddress": "n…@exemple.fr", "expireTime": "2026-11-22T13:20:00Z"}
    changed = ParseDict({**samples.PREFERENCES, "addresses": [held, given]}, preferences_pb2.Preferences())
    world.played.answers["GetPreferences"] = pb.GetPreferencesResponse(preferences=changed)
    client = await world.logged_in()
    before, after = (await client.get("/api/v1/preferences")).json()["addresses"]
    assert (before["confirmed"], before["expire_time"]) == (True, None)
    assert (after["confirmed"], after["expire_text"][:22]) == (False, "Le code est valable ju")


async def test_an_address_says_until_when_its_code_holds(world: World) -> None:
    client = await world.logged_in()
    path = "/api/v1/preferences/addresses/email"
    awaited = (await client.put(path, json={"address": "camille@exemple.fr"}, headers=KEY)).json()
    assert awaited["expire_text"] == "Le code est valable jusqu'au 22 novembre 2026 à 14\u00a0h\u00a020."
    assert (await client.delete(path)).status_code == 204
    assert world.played.last("RemoveAlertAddress").request.channel == message_pb2.CHANNEL_EMAIL


async def test_an_open_line_first_tells_how_many_are_unread_then_what_comes(world: World) -> None:
    client = await world.logged_in()
    async with client.stream("GET", "/api/v1/messages/events", headers={"accept": "text/event-stream"}) as answer:
        lines = [line async for line in answer.aiter_lines() if line.startswith("event:")]
    assert lines == ["event: unread", "event: message"]


async def test_a_line_that_breaks_ends_and_the_browser_comes_back(world: World) -> None:
    def broken(_: Any) -> Iterator[pb.WatchMessagesResponse]:
        yield pb.WatchMessagesResponse(unread=1)
        raise Unavailable

    world.played.answers["WatchMessages"] = broken
    client = await world.logged_in()
    async with client.stream("GET", "/api/v1/messages/events", headers={"accept": "text/event-stream"}) as answer:
        lines = [line async for line in answer.aiter_lines() if line.startswith("event:")]
    assert lines == ["event: unread"]
    assert world.edge.readers.lines_of(samples.TASK_ID) == 0


def test_a_person_has_so_many_lines_and_no_more() -> None:
    readers = Readers()
    with readers.line("somebody"):
        readers.admit("somebody", 2)
        with readers.line("somebody"), pytest.raises(TooManyStreams):
            readers.admit("somebody", 2)
        readers.admit("somebody", 2)
    assert readers.lines_of("somebody") == 0
