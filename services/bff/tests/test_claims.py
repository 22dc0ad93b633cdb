"""Claims in JSON: what the service says in plain French, what is sent to it, and its refusals."""

from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

from chassis.auth import AssuranceTooLow
from chassis.errors import InvalidInput, Refused, StaleState, Violation
from services.bff import samples_of_claims as samples
from services.bff.tests.conftest import World
from services.bff.views.claims import claim_view, durations_view

KEY = {"idempotency-key": "0199b3c0-0000-7000-8000-00000000abcd"}
PATH = f"/api/v1/claims/{samples.DRAFT_ID}"


class NoFile(Refused):
    """What the service says to somebody whom no organisme knows."""

    reason = "NO_FILE"


def claim(of: dict[str, Any], **changed: Any) -> claim_pb2.Claim:
    told = {name: value for name, value in {**of, **changed}.items() if value is not None}
    return ParseDict(told, claim_pb2.Claim())


async def test_the_list_says_for_each_claim_whom_it_waits_for_and_what_the_law_says(world: World) -> None:
    client = await world.logged_in()
    listed = (await client.get("/api/v1/claims?page_size=3")).json()
    waiting, refused, draft = listed["claims"]
    assert (waiting["state"], waiting["waiting"]["who"], waiting["clock"]["standing"]) == ("incomplete", "person", True)
    assert waiting["waiting"]["since_text"] == "depuis le 14 novembre 2026"
    assert refused["decision"]["appeal_paths"][0]["due_text"] == "Au plus tard le 1er décembre 2026"
    assert draft["expire_text"] == "Brouillon gardé jusqu'au 22 février 2027, puis effacé."
    asked = world.played.last("ListClaims")
    assert (asked.request.page_size, asked.caller.purpose) == (3, "follow_claims")


async def test_a_draft_is_started_saved_and_sent_each_under_its_key_and_etag(world: World) -> None:
    client = await world.logged_in()
    started = await client.post("/api/v1/claims", json={"benefit": "prime-activite"}, headers=KEY)
    assert (started.status_code, started.headers["location"]) == (201, PATH)
    answers = {"resources": "12000"}
    saved = await client.put(f"{PATH}/answers", json={"answers": answers}, headers={"if-match": '"v3"'})
    sent = await client.post(f"{PATH}/submission", json={"etag": "v3"}, headers=KEY)
    assert (saved.status_code, sent.status_code) == (200, 200)
    assert dict(world.played.last("SaveDraft").request.answers) == answers
    assert world.played.last("SaveDraft").request.etag == "v3"
    submitted = world.played.last("SubmitClaim").request
    assert (submitted.request_id, submitted.etag) == (KEY["idempotency-key"], "v3")


@pytest.mark.parametrize("path", [f"{PATH}/submission", "/api/v1/claims", f"{PATH}/appeals"])
async def test_what_must_not_be_done_twice_wants_a_key(world: World, path: str) -> None:
    client = await world.logged_in()
    answer = await client.post(path, json={"etag": "v3"} if "submission" in path else {"benefit": "rsa"})
    assert answer.status_code == 422
    assert "Idempotency-Key" in {error["field"] for error in answer.json()["errors"]}


async def test_a_draft_that_changed_is_412_with_if_match_and_409_without(world: World) -> None:
    client = await world.logged_in()
    world.played.answers["SaveDraft"] = StaleState()
    body: dict[str, Any] = {"answers": {}}
    conditional = await client.put(f"{PATH}/answers", json=body, headers={"if-match": "v3"})
    plain = await client.put(f"{PATH}/answers", json={**body, "etag": "v3"})
    neither = await client.put(f"{PATH}/answers", json=body)
    assert [one.status_code for one in (conditional, plain, neither)] == [412, 409, 422]


async def test_a_refused_answer_is_named_as_it_stands_in_the_body(world: World) -> None:
    client = await world.logged_in()
    world.played.answers["SubmitClaim"] = InvalidInput([Violation("answers.truth", "Répondez à cette question.")])
    answer = await client.post(f"{PATH}/submission", json={"etag": "v3"}, headers=KEY)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "answers.truth", "message": "Répondez à cette question."}]


async def test_who_is_known_of_no_organisme_is_told_where_to_ask(world: World) -> None:
    client = await world.logged_in()
    world.played.answers["StartClaim"] = NoFile("Personne ne vous connaît.", service_url="https://www.caf.fr/rsa")
    answer = await client.post("/api/v1/claims", json={"benefit": "rsa"}, headers=KEY)
    assert answer.status_code == 409
    assert answer.json()["action"]["href"] == "https://www.caf.fr/rsa"


async def test_a_draft_is_erased_and_a_claim_taken_back(world: World) -> None:
    client = await world.logged_in()
    erased = await client.delete(PATH)
    back = await client.post(f"{PATH}/withdrawal")
    assert (erased.status_code, back.status_code, back.json()["state"]) == (204, 200, "withdrawn")
    assert world.played.last("DiscardDraft").request.claim_id == samples.DRAFT_ID


async def test_durations_are_told_as_they_were_and_not_at_all_when_they_are_few(world: World) -> None:
    client = await world.logged_in()
    told = (await client.get("/api/v1/claims/durations?benefit=rsa&organisme=cnaf")).json()
    few = durations_view(pb.GetDurationsResponse())
    assert (told["median_days"], told["sample"]) == (21, 57)
    assert told["text"].startswith("La moitié des demandes ont été décidées en 21\u00a0jours ou moins")
    assert (few.text, few.sample) == (None, None)
    assert few.source_text.startswith("Trop peu")


def test_a_correction_says_what_it_corrects_and_that_it_decides_nothing() -> None:
    (*_, correction) = claim_view(claim(samples.REFUSED)).timeline
    assert (correction.corrects_number, correction.kind_text) == (2, "Correction")
    assert correction.correction_text == "Correction de l'étape 2 : ce n'est pas une nouvelle décision."


def test_a_running_clock_says_what_silence_would_mean_and_a_stopped_one_since_when() -> None:
    day = {"year": 2027, "month": 1, "day": 10}
    running = claim_view(claim(samples.CLAIM, clock={**samples.CLAIM["clock"], "decisionDate": day, "pauses": []}))
    stopped = claim_view(claim(samples.CLAIM))
    assert running.clock
    assert running.clock.deadline_text == "Sans réponse le 10 janvier 2027, votre demande sera réputée refusée."
    assert stopped.clock
    assert (stopped.clock.standing, stopped.clock.deadline_text) == (True, None)
    assert stopped.clock.pauses[0].text == "Arrêté depuis le 14 novembre 2026"


@pytest.mark.parametrize(
    ("guaranteed", "said"), [(True, "complet à temps"), (False, "n'est pas garanti"), (None, "quatre mois avant")]
)
def test_a_retirement_says_whether_its_first_payment_is_sure(guaranteed: bool | None, said: str) -> None:
    view = claim_view(claim(samples.CLAIM, effectDate={"year": 2027, "month": 6, "day": 1}, guaranteed=guaranteed))
    assert view.guarantee_text
    assert said in view.guarantee_text
    assert "1er juin 2027" in view.guarantee_text


def test_a_silence_is_shown_as_the_decision_that_it_is() -> None:
    view = claim_view(claim(samples.REFUSED, state="CLAIM_STATE_DECIDED_BY_SILENCE"))
    assert view.decision
    assert view.decision.text == "Réputée refusée, sans réponse de l'organisme"


def test_a_state_of_a_later_release_is_said_not_to_be_known() -> None:
    assert claim_view(claim_pb2.Claim(state=99)).state_text == "État non communiqué"  # type: ignore[arg-type]


async def test_claims_about_health_are_counted_and_wait_for_a_stronger_login(world: World) -> None:
    world.played.answers["ListClaims"] = pb.ListClaimsResponse(hidden_by_assurance=2)
    client = await world.logged_in()
    listed = (await client.get("/api/v1/claims")).json()
    assert (listed["claims"], listed["hidden_by_assurance"]) == ([], 2)
    assert listed["hidden_text"].startswith("2\u00a0demandes liées à la santé ne sont pas affichées")
    world.played.answers["GetClaim"] = AssuranceTooLow()
    refused = await client.get(f"/api/v1/claims/{samples.CLAIM_ID}")
    assert (refused.status_code, refused.json()["reason"]) == (403, "ASSURANCE_TOO_LOW")


def test_who_decides_first_is_named_and_waited_for() -> None:
    waiting = {"who": "WAITING_FOR_ORGANISME", "sinceTime": "2026-11-10T09:12:00Z", "reason": "…"}
    view = claim_view(
        claim(samples.CLAIM, waiting=waiting, decidedByName="Maison départementale des personnes handicapées")
    )
    assert view.waiting
    assert view.waiting.who_text == view.decided_by_name == "Maison départementale des personnes handicapées"
    assert view.organisme_name == "Caf"
