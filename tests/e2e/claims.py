"""The part of the journey about documents and claims: an arrêt refused with the time that is left, a good RIB, a claim, the missing piece, the decision.

A client of the edge, and of the played organismes' calendar: they instruct over simulated days, which pass when they are told to.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import httpx

from bench.corpus import drawing, papers
from bench.corpus.people import Someone, grouped
from services.documents.domain.verdicts import Holder
from tests.e2e.edge import Edge, until
from tests.e2e.expectations import expect
from tests.e2e.uploading import upload_in_two

Step = Callable[[str], AbstractContextManager[None]]
_DOCUMENTS, _CLAIMS = "/api/v1/documents", "/api/v1/claims"
BENEFIT, ORGANISME = "rsa", "cnaf"
# Both keys are right, and nobody has it.
ACCOUNT = "FR3431222197726624039Z04992"
_ANSWERS = {"family_situation": "COUPLE", "children": "yes", "truth": "CERTIFIED"}
_TO_THE_PIECE, _TO_THE_DECISION = 4, 10
_OVER = {"granted", "refused", "decided_by_silence", "withdrawn", "closed"}


@dataclass
class Asking:
    """What this road leaves behind: the trace of the click that sent the claim, and what must be read nowhere."""

    click: str = ""
    secrets: list[str] = field(default_factory=list)


async def ask_for_benefit(edge: Edge, step: Step, organismes_url: str, persona: dict[str, Any]) -> Asking:
    """The whole road."""
    asked = Asking()
    async with httpx.AsyncClient(base_url=organismes_url) as calendar:
        # Days pass when this road says so, and not by themselves.
        usual = (await calendar.get("/days")).raise_for_status().json()["day_ms"]
        (await calendar.put("/days", json={"day_ms": 0})).raise_for_status()
        try:
            await _refused(edge, step)
            rib = await _good_rib(edge, step, persona, asked)
            claim_id = await _claim(edge, step, asked)
            await _missing_piece(edge, step, calendar, claim_id, rib)
            await _decided(edge, step, calendar, claim_id)
        finally:
            (await calendar.put("/days", json={"day_ms": usual})).raise_for_status()
    return asked


async def _refused(edge: Edge, step: Step) -> None:
    with step("Arrêt de travail : refusé avant l'envoi, et le temps qu'il reste"):
        wanted = {"type": "avis-arret-travail", "document_date": date.today().isoformat()}
        answer = await edge.post(f"{_DOCUMENTS}/admissibility", wanted)
        expect(not answer["admissible"] and answer["reason"], "an arrêt is not taken here")
        expect(answer["channel"]["instruction"] and answer["legal_reference"], "the right way, and its article")
        expect(answer["countdown"] and not answer["countdown"]["late"], f"a countdown, and not {answer['countdown']}")


async def _good_rib(edge: Edge, step: Step, persona: dict[str, Any], asked: Asking) -> str:
    person = _someone(persona)
    asked.secrets += [person.iban, grouped(person.iban)]
    content = drawing.pdf_of([papers.rib(person, date.today())])
    with step("Bon RIB : envoyé en deux fois, comme après une coupure"):
        wanted = {"type": "rib", "purpose": {"organisme": ORGANISME}}
        document = await edge.post(_DOCUMENTS, wanted)
        path = f"{_DOCUMENTS}/{document['document_id']}"
        await upload_in_two(edge, path, content)
        await edge.post(f"{path}/complete", None)
    with step("Le RIB est vérifié, puis remis à la Caf"):
        held = await until(edge, path, lambda one: one["state"] not in ("checking", "accepted"))
        verdicts = {one["rule"]: one["outcome"] for one in held["verdicts"]}
        expect(held["state"] == "delivered", f"a RIB delivered, and not {held['state']}: {verdicts}")
        expect(verdicts.get("iban-rib") == "passed", f"an account with the right key, and not {verdicts}")
    return str(document["document_id"])


async def _claim(edge: Edge, step: Step, asked: Asking) -> str:
    await _clear(edge)
    with step("Demande de RSA : commencée, gardée en brouillon"):
        draft = await edge.post(_CLAIMS, {"benefit": BENEFIT})
        path = f"{_CLAIMS}/{draft['claim_id']}"
        draft = await edge.put(f"{path}/answers", {"answers": _ANSWERS, "etag": draft["etag"]})
        expect(draft["state"] == "draft" and draft["answers"] == _ANSWERS, "a draft with its answers")
    key, confirmed = str(uuid4()), {"etag": draft["etag"]}
    with step("Demande envoyée une fois, même en cliquant deux"):
        sent = await edge.post(f"{path}/submission", confirmed, key=key)
        asked.click = edge.trace
        again = await edge.post(f"{path}/submission", confirmed, key=key)
        expect(sent["claim_id"] == again["claim_id"], "the same claim")
    with step("La Caf l'a reçue : le délai de la loi court"):
        claim = await until(edge, path, lambda one: one["organisme_reference"])
        expect(claim["clock"]["decision_date"] and claim["clock"]["legal_reference"], "a last day, and its article")
        expect(claim["waiting"]["who"] == "organisme", f"the organisme is waited for, and not {claim['waiting']}")
    return str(draft["claim_id"])


async def _missing_piece(edge: Edge, step: Step, calendar: httpx.AsyncClient, claim_id: str, rib: str) -> None:
    path = f"{_CLAIMS}/{claim_id}"
    with step("Quatre jours plus tard, il manque une pièce : le délai s'arrête"):
        await _pass(calendar, _TO_THE_PIECE)
        claim = await until(edge, path, lambda one: one["expected_pieces"])
        (piece,) = claim["expected_pieces"]
        expect((piece["type"], piece["to_deposit"]) == ("rib", True), f"a RIB to send, and not {piece}")
        expect(claim["waiting"]["who"] == "person", f"the person is waited for, and not {claim['waiting']}")
        expect(claim["clock"]["standing"] and claim["clock"]["pauses"], "a clock that stands still")
    with step("La pièce déposée : le RIB déjà envoyé ressert"):
        purpose = {
            "organisme": ORGANISME, "benefit": BENEFIT, "claim_id": claim_id, "expected_piece_id": piece["expected_piece_id"],
            "organisme_reference": claim["organisme_reference"],
        }  # fmt: skip
        await edge.post(f"{_DOCUMENTS}/{rib}/reuse", {"purpose": purpose})
        claim = await until(edge, path, lambda one: one["expected_pieces"][0]["state"] == "received")
        expect(not claim["clock"]["standing"], "a clock that runs again")


async def _decided(edge: Edge, step: Step, calendar: httpx.AsyncClient, claim_id: str) -> None:
    path = f"{_CLAIMS}/{claim_id}"
    with step("Décision de la Caf, avec son motif et ses recours"):
        await _pass(calendar, _TO_THE_DECISION)
        claim = await until(edge, path, lambda one: one["state"] in _OVER)
        expect(claim["state"] == "granted", f"a claim granted, and not {claim['state']}")
        decision = claim["decision"]
        expect(decision["reason"] and decision["amount_cents"], "a reason, and an amount")
        expect(any(one["here"] and one["due_date"] for one in decision["appeal_paths"]), "an appeal, and its last day")
        states = [one["state"] for one in claim["timeline"]]
        expect(states[0] == "draft" and states[-1] == "granted", f"a timeline, and not {states}")
        listed = await edge.get(_CLAIMS)
        expect(any(one["claim_id"] == claim_id for one in listed["claims"]), "the claim among the person's")


async def _pass(calendar: httpx.AsyncClient, days: int) -> None:
    (await calendar.post("/days/advance", json={"days": days})).raise_for_status()


async def _clear(edge: Edge) -> None:
    """An earlier walk that was cut short may have left a claim open."""
    for claim in (await edge.get(_CLAIMS))["claims"]:
        if claim["benefit"] != BENEFIT or claim["state"] in _OVER:
            continue
        path = f"{_CLAIMS}/{claim['claim_id']}"
        if claim["state"] == "draft":
            await edge.delete(path)
        else:
            await edge.post(f"{path}/withdrawal", None)


def _someone(persona: dict[str, Any]) -> Someone:
    """The persona as a bank prints them, with an account that nobody has."""
    identity = persona["identity"]
    holder = Holder(
        tuple(identity["given_names"]), identity["family_name"], identity.get("usual_name") or "", identity["birthdate"]
    )
    return Someone(holder, persona["nir"], ACCOUNT, "17 rue des Tilleuls-Journey", "63200 RIOM")
