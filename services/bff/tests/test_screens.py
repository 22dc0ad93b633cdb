"""What each screen shows, from what the services say; and what it says when one of them is silent."""

import csv
import io
import json
from typing import Any

import pytest
from mesdroits.common.v1.access_pb2 import ASSURANCE_LOW
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2 import ExportJournalResponse, GetPersonResponse
from mesdroits.identity.v1.journal_pb2 import JournalEntry
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from chassis.errors import Forbidden, TimedOut, Unavailable
from services.bff import samples
from services.bff.clients import Voice
from services.bff.screens.journal import journal_screen
from services.bff.screens.tell import NoSuchKind, tell
from services.bff.session import Kind
from services.bff.tests.conftest import World
from services.bff.tests.played import completed

KEY = "0199b3c0-0000-7000-8000-00000000abcd"


async def _voice(world: World, purpose: str) -> Voice:
    client = await world.logged_in()
    session = await world.edge.sessions.find(client.cookies["session"], [Kind.BROWSER])
    assert session
    assert session.who
    return Voice(world.edge.suite, session.who, purpose)


async def test_home_shows_six_bubbles_that_answer_three_questions(world: World) -> None:
    client = await world.logged_in()
    home = (await client.get("/api/v1/home")).json()
    assert home["display_name"] == "Camille Martin"
    assert [bubble["name"] for bubble in home["bubbles"]] == [
        "Santé", "Famille", "Logement", "Solidarité", "Retraite", "Autour de l'emploi",
    ]  # fmt: skip
    health, family, housing, *_ = home["bubbles"]
    assert housing["paid_answer"]["text"] == "Oui : 1\u00a0droit ouvert."
    assert housing["payers_answer"]["text"] == "Caf."
    assert housing["rights"][0]["amount_text"] == "248,50\u00a0€ par mois"
    assert (
        health["paid_answer"]["text"] == "Non : tous les organismes concernés ont répondu, et aucun droit n'est ouvert."
    )
    assert family["paid_answer"]["text"] == "Nous ne pouvons pas le dire pour le moment : MSA n'a pas répondu."
    assert family["potentials_answer"]["text"] == "Pas encore calculé."
    assert home["partial"] is True
    assert home["alerts"][0]["text"].startswith("MSA n'a pas répondu")
    assert {call.rpc for call in world.played.calls} >= {"GetPerson", "GetView", "ListDeclarations"}


@pytest.mark.parametrize("away", [Unavailable(), TimedOut(), ZeroDivisionError()])
async def test_home_is_served_without_rights_and_never_says_zero(world: World, away: Exception) -> None:
    world.played.answers["GetView"] = away
    client = await world.logged_in()
    answer = await client.get("/api/v1/home")
    home = answer.json()
    assert answer.status_code == 200
    assert len(home["bubbles"]) == 6
    assert {bubble["paid"] for bubble in home["bubbles"]} == {"unknown"}
    assert all("Nous ne le savons pas" in bubble["paid_answer"]["text"] for bubble in home["bubbles"])
    assert home["declarations"]
    assert "0" not in "".join(bubble["paid_answer"]["text"] for bubble in home["bubbles"])


async def test_home_greets_and_shows_rights_while_identity_is_away(world: World) -> None:
    client = await world.logged_in()
    world.played.answers["GetPerson"] = Unavailable()
    home = (await client.get("/api/v1/home")).json()
    assert home["display_name"] == "Camille Martin"
    assert home["bubbles"][2]["paid"] == "yes"


async def test_a_refusal_is_not_taken_for_silence(world: World) -> None:
    world.played.answers["GetView"] = Forbidden()
    client = await world.logged_in()
    assert (await client.get("/api/v1/home")).status_code == 403


async def test_before_the_nir_home_says_what_to_do_next(world: World) -> None:
    answer = samples.sample(GetPersonResponse)
    answer.person.certification.Clear()
    answer.person.certification.state = person_pb2.CERTIFICATION_STATE_NIR_MISSING
    world.played.answers["GetPerson"] = answer
    world.played.answers["CompleteLogin"] = _uncertified
    client = await world.logged_in()
    home = (await client.get("/api/v1/home")).json()
    assert home["next_step"]["href"] == "/premiere-connexion"
    assert home["certification"]["can_declare_nir"] is True
    assert {bubble["paid"] for bubble in home["bubbles"]} == {"unknown"}
    assert "GetView" not in [call.rpc for call in world.played.calls]


def _uncertified(request: Any) -> Any:
    answer = completed(request)
    answer.person.certification.state = person_pb2.CERTIFICATION_STATE_NIR_MISSING
    return answer


async def test_the_purpose_of_each_call_is_told_to_the_services(world: World) -> None:
    client = await world.logged_in()
    await client.get("/api/v1/rights")
    await client.get("/api/v1/journal")
    await client.post("/api/v1/declarations/preview", json=samples.CHANGE)
    callers = {call.rpc: call.caller for call in reversed(world.played.calls)}
    assert callers["GetView"].purpose == "consult_rights"
    assert world.played.last("GetView").caller.purpose == callers["Compare"].purpose == "simulate"
    assert callers["ListJournalEntries"].purpose == "read_journal"
    assert callers["PreviewChange"].purpose == "tell_once"
    assert callers["GetView"].assurance == ASSURANCE_LOW


async def test_a_change_is_previewed_then_declared_as_it_was_sent(world: World) -> None:
    client = await world.logged_in()
    preview = (await client.post("/api/v1/declarations/preview", json=samples.CHANGE)).json()
    assert preview["recipients"][0]["fields"] == [{"field": "city", "label": "Ville", "value": "Riom"}]
    assert preview["recipients"][0]["required"] is True
    assert preview["recipients"][0]["legal_basis"]["reference"] == "CSS art. L. 114-12"
    assert preview["exclusions"][0]["reason"] == "not_attached"
    body = {"change": preview["change"], "refused_organismes": ["dgfip"]}
    headers = {"idempotency-key": KEY, "if-match": f'"{preview["etag"]}"'}
    declared = await client.post("/api/v1/declarations", json=body, headers=headers)
    assert declared.status_code == 201
    assert declared.headers["location"] == f"/api/v1/declarations/{samples.DECLARATION_ID}"
    assert declared.json()["fact"]["content"] == samples.ADDRESS
    request = world.played.last("DeclareChange").request
    assert (request.request_id, request.etag, list(request.refused_organismes)) == (KEY, "n1yW7rQ2", ["dgfip"])
    assert request.change.verb == ledger_pb2.VERB_CREATED
    assert request.change.kind == facts_pb2.FACT_KIND_ADDRESS
    assert request.change.content.address.city == "Riom"
    assert request.change.validity.start_date.month == 12
    assert not request.change.validity.HasField("end_date")


async def test_two_etags_that_differ_and_none_at_all_are_refused(world: World) -> None:
    client = await world.logged_in()
    for etag, header in ((None, None), ("a", '"b"')):
        headers = {"idempotency-key": KEY} | ({"if-match": header} if header else {})
        refused = await client.post(
            "/api/v1/declarations", json={"change": samples.CHANGE, "etag": etag}, headers=headers
        )
        assert refused.json()["errors"][0]["field"] == "etag"


async def test_facts_are_asked_for_on_both_axes_of_time(world: World) -> None:
    client = await world.logged_in()
    facts = (await client.get("/api/v1/facts?valid_date=2026-12-24&known_time=2026-11-22T13:05:00%2B01:00")).json()
    request = world.played.last("ListFacts").request
    assert (request.valid_date.month, request.valid_date.day) == (12, 24)
    assert request.known_time.ToJsonString() == "2026-11-22T12:05:00Z"
    assert facts["facts"][0]["validity"]["text"] == "depuis le 1er décembre 2026"
    assert facts["facts"][0]["known_text"] == "Connue depuis le 22 novembre 2026 à 14\u00a0h\u00a005"


async def test_an_instant_outside_the_calendar_is_refused(world: World) -> None:
    client = await world.logged_in()
    refused = await client.get("/api/v1/facts?known_time=0001-01-01T00:00:00%2B14:00")
    assert refused.json()["errors"][0]["field"] == "known_time"


async def test_statements_that_a_weak_login_hides_are_counted_and_explained(world: World) -> None:
    client = await world.logged_in()
    statements = (await client.get("/api/v1/rights/statements")).json()
    assert statements["hidden_by_assurance"] == 2
    assert statements["hidden_text"].startswith("2\u00a0décomptes de santé ne sont pas affichés")
    assert statements["step_up"]["href"] == "/connexion?niveau=renforce"


async def test_a_payment_stands_beside_what_the_right_amounts_to(world: World) -> None:
    client = await world.logged_in()
    payment = (await client.get("/api/v1/rights/payments")).json()["payments"][0]
    assert payment["date_text"] == "5 novembre 2026"
    assert (payment["amount_text"], payment["expected_text"]) == ("201,50\u00a0€", "248,50\u00a0€")
    assert payment["recovered_text"] == "47,00\u00a0€ retenus"


async def test_the_form_of_an_address_stands_beside_what_is_known(world: World) -> None:
    voice = await _voice(world, "tell_once")
    form = await tell(voice, "address", world.clock())
    assert [(line.label, line.text) for line in form.known] == [
        ("Numéro et rue", "12 rue des Tilleuls"),
        ("Code postal", "63200"),
        ("Ville", "Riom"),
        ("Pays", "France"),
    ]
    assert form.current
    assert world.played.last("ListFacts").request.valid_date.day == 22
    with pytest.raises(NoSuchKind):
        await tell(voice, "housing", world.clock())


async def test_the_journal_is_read_in_sentences(world: World) -> None:
    screen = await journal_screen(await _voice(world, "read_journal"))
    assert screen.journal.entries[0].text == "Caf a reçu : adresse, parce que vous l'avez déclaré une fois pour tous."
    assert screen.connections.connections[0].text == "Connexion le 22 novembre 2026 à 14\u00a0h\u00a005."


async def test_the_journal_is_exported_for_a_spreadsheet(world: World) -> None:
    client = await world.logged_in()
    exported = await client.get("/api/v1/journal/export?format=csv")
    assert exported.headers["content-disposition"] == 'attachment; filename="journal-2026-11-22.csv"'
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(exported.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][:3] == ["type", "date", "qui"]
    assert rows[1][:4] == ["accès", "2026-11-22T13:05:00.000Z", "Caf", "adresse"]
    assert rows[2][0] == "connexion"


async def test_no_cell_of_the_export_is_a_formula(world: World) -> None:
    entry = JournalEntry(reader="=HYPERLINK(1)", subject="@x", purpose="-1", legal_basis="+1")
    world.played.answers["ExportJournal"] = [ExportJournalResponse(entry=entry)]
    client = await world.logged_in()
    exported = (await client.get("/api/v1/journal/export")).text
    cells = next(csv.reader(io.StringIO(exported.splitlines()[1]), delimiter=";"))
    assert [cell[0] for cell in cells[2:6]] == ["'"] * 4


async def test_the_journal_is_exported_line_by_line(world: World) -> None:
    client = await world.logged_in()
    exported = await client.get("/api/v1/journal/export?format=jsonl")
    lines = [json.loads(line) for line in exported.text.splitlines()]
    assert [line["type"] for line in lines] == ["access", "connection"]
    world.played.answers["ExportJournal"] = []
    assert (await client.get("/api/v1/journal/export?format=jsonl")).text == ""


async def test_an_export_that_cannot_begin_is_a_problem_and_not_half_a_file(world: World) -> None:
    world.played.answers["ExportJournal"] = Unavailable()
    client = await world.logged_in()
    assert (await client.get("/api/v1/journal/export")).status_code == 503
