"""The part of the journey about claims: sent once, a piece that is missing, a decision; then a refusal, and an appeal followed like a claim.

A client of the edge, and of the played organismes' calendar: they instruct over simulated days, which pass when they are told to.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from services.documents.review import Desk
from tests.e2e.depositing import Papers, Step, delivered, deposit, judged, refused_before_it_is_sent
from tests.e2e.edge import Edge, until
from tests.e2e.expectations import expect

_CLAIMS = "/api/v1/claims"
ORGANISME = "cnaf"
_HOUSING, _ACTIVITY = "apl", "prime-activite"
_PIECE, _PATH = "piece-identite", "cra-prime-activite"
_HOUSING_ANSWERS = {
    "move_in_date": "2026-11-01", "rent": "64050", "family_situation": "COUPLE", "truth": "CERTIFIED",
}  # fmt: skip
_ACTIVITY_ANSWERS = {"family_situation": "COUPLE", "children": "yes", "resources": "12000", "truth": "CERTIFIED"}
_GROUNDS = "Le salaire de mai est compté deux fois, demande Journey."
_OVER = {"granted", "refused", "decided_by_silence", "withdrawn", "closed"}
_OF_A_CLAIM = frozenset({"bff", "requests_tracking", f"organisme-{ORGANISME}"})
_OF_A_DOCUMENT = frozenset({"bff", "documents", "organismes"})


@dataclass(frozen=True)
class Click:
    """What was clicked, its trace, and the services that the trace must cover."""

    what: str
    trace: str
    services: frozenset[str]


@dataclass
class Asking:
    """What this road leaves behind: its clicks, and what must be read nowhere."""

    clicks: list[Click] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)


@dataclass
class Road:
    """Somebody's papers, at the edge, while days pass when the road says so."""

    edge: Edge
    step: Step
    calendar: httpx.AsyncClient
    papers: Papers
    desk: Desk
    asked: Asking

    async def walk(self) -> None:
        """The whole of it."""
        await refused_before_it_is_sent(self.edge, self.step)
        await self._good_papers()
        await self._clear()
        claim_id = await self._sent(_HOUSING, _HOUSING_ANSWERS, "Demande d'aide au logement")
        await self._missing_piece(claim_id)
        await self._granted(claim_id)
        refused_id = await self._sent(_ACTIVITY, _ACTIVITY_ANSWERS, "Demande de prime d'activité")
        await self._refused(refused_id)
        await self._appealed(refused_id)

    async def _good_papers(self) -> None:
        with self.step("Bon RIB : envoyé en deux fois, vérifié, remis à la Caf"):
            told = {"type": "rib", "purpose": {"organisme": ORGANISME}}
            held = await delivered(self.edge, told, self.papers.rib())
            expect(held.outcomes.get("iban-rib") == "passed", f"an account with the right key, and not {held.outcomes}")
            self._click("du RIB à son accusé de réception", _OF_A_DOCUMENT)
        with self.step("Bon avis d'impôt : lu, daté, à votre nom"):
            told = {"type": "avis-impot", "purpose": {"organisme": "cnam"}}
            held = await deposit(self.edge, told, self.papers.tax_notice())
            read = {held.outcomes.get(rule) for rule in ("type-reconnu", "nom-concordant", "date-fraicheur")}
            expect(read <= {"passed", "verified"}, f"a fresh notice of the person's, and not {held.outcomes}")
        if held.state == "in_review":
            # Nobody here holds the keys of the State: what nothing proves, somebody looks at.
            with self.step(
                "Son code ne peut pas être vérifié ici : un agent le regarde, et il part à l'Assurance maladie"
            ):
                await judged(self.edge, held, self.desk)

    async def _sent(self, benefit: str, answers: dict[str, str], title: str) -> str:
        with self.step(f"{title} : commencée, gardée en brouillon"):
            draft = await self.edge.post(_CLAIMS, {"benefit": benefit})
            path = f"{_CLAIMS}/{draft['claim_id']}"
            draft = await self.edge.put(f"{path}/answers", {"answers": answers, "etag": draft["etag"]})
            expect(draft["state"] == "draft" and draft["answers"] == answers, "a draft with its answers")
        with self.step(f"{title} : envoyée une fois, même en cliquant deux"):
            await self._submit(path, draft["etag"], title)
        with self.step("La Caf l'a reçue : le délai de la loi court"):
            await self._received(path)
        return str(draft["claim_id"])

    async def _submit(self, path: str, etag: str, title: str) -> None:
        key, confirmed = str(uuid4()), {"etag": etag}
        sent = await self.edge.post(f"{path}/submission", confirmed, key=key)
        self._click(f"{title} : du clic à la décision", _OF_A_CLAIM)
        again = await self.edge.post(f"{path}/submission", confirmed, key=key)
        expect(sent["claim_id"] == again["claim_id"], "the same claim")

    async def _received(self, path: str) -> Any:
        claim = await until(self.edge, path, lambda one: one["organisme_reference"])
        expect(claim["clock"]["decision_date"] and claim["clock"]["legal_reference"], "a last day, and its article")
        expect(claim["waiting"]["who"] == "organisme", f"the organisme is waited for, and not {claim['waiting']}")
        return claim

    async def _missing_piece(self, claim_id: str) -> None:
        path = f"{_CLAIMS}/{claim_id}"
        with self.step("Deux jours plus tard, une pièce manque, une autre est due par le bailleur : le délai s'arrête"):
            await self._pass(2)
            claim = await until(self.edge, path, lambda one: len(one["expected_pieces"]) == 2)
            (piece,) = [one for one in claim["expected_pieces"] if one["to_deposit"]]
            expect(piece["type"] == _PIECE, f"a card to send, and not {piece}")
            expect(claim["waiting"]["who"] == "person", f"the person is waited for, and not {claim['waiting']}")
            expect(claim["clock"]["standing"] and claim["clock"]["pauses"], "a clock that stands still")
        with self.step("La pièce d'identité envoyée : on attend maintenant le bailleur"):
            told = {"organisme": ORGANISME, "benefit": _HOUSING, "claim_id": claim_id}
            told |= {
                "expected_piece_id": piece["expected_piece_id"],
                "organisme_reference": claim["organisme_reference"],
            }
            await delivered(self.edge, {"type": _PIECE, "purpose": told}, self.papers.identity_card())
            self._click("de la pièce à la demande", _OF_A_DOCUMENT | _OF_A_CLAIM)
            claim = await until(self.edge, path, lambda one: one["waiting"]["who"] == "bailleur")
            states = {one["type"]: one["state"] for one in claim["expected_pieces"]}
            expect(states[_PIECE] == "received", f"a card received, and not {states}")
        with self.step("L'attestation du bailleur arrive : le délai reprend"):
            await self._pass(6)
            await until(self.edge, path, lambda one: not one["clock"]["standing"])

    async def _granted(self, claim_id: str) -> None:
        path = f"{_CLAIMS}/{claim_id}"
        with self.step("Décision de la Caf, avec son motif, son montant et ses recours"):
            await self._pass(12)
            claim = await until(self.edge, path, lambda one: one["state"] in _OVER)
            expect(claim["state"] == "granted", f"a claim granted, and not {claim['state']}")
            decision = claim["decision"]
            expect(decision["reason"] and decision["amount_cents"], "a reason, and an amount")
            expect(
                any(one["here"] and one["due_date"] for one in decision["appeal_paths"]), "an appeal, and its last day"
            )
            states = [one["state"] for one in claim["timeline"]]
            expect(states[0] == "draft" and states[-1] == "granted", f"a timeline, and not {states}")
            listed = await self.edge.get(_CLAIMS)
            expect(any(one["claim_id"] == claim_id for one in listed["claims"]), "the claim among the person's")

    async def _refused(self, claim_id: str) -> None:
        with self.step("Prime d'activité refusée, avec son motif et la voie de recours"):
            await self._pass(12)
            claim = await until(self.edge, f"{_CLAIMS}/{claim_id}", lambda one: one["state"] in _OVER)
            expect(claim["state"] == "refused", f"a claim refused, and not {claim['state']}")
            expect("plafond" in claim["decision"]["reason"], f"its reason, and not {claim['decision']}")
            paths = {one["path"]: one for one in claim["decision"]["appeal_paths"]}
            expect(paths[_PATH]["here"] and paths[_PATH]["legal_reference"], f"an appeal from here, and not {paths}")

    async def _appealed(self, claim_id: str) -> None:
        contested = f"{_CLAIMS}/{claim_id}"
        with self.step("Recours : rempli avec la décision contestée, envoyé une fois"):
            draft = await self.edge.post(f"{contested}/appeals", {"path": _PATH})
            expect("plafond" in draft["answers"]["contested_decision"], "the decision contested, filled in")
            path = f"{_CLAIMS}/{draft['claim_id']}"
            answers = draft["answers"] | {"grounds": _GROUNDS}
            draft = await self.edge.put(f"{path}/answers", {"answers": answers, "etag": draft["etag"]})
            await self._submit(path, draft["etag"], "Recours")
            self.asked.secrets.append(_GROUNDS)
        with self.step("Recours suivi comme une demande : reçu, son délai court, puis examiné"):
            appeal = await self._received(path)
            expect((appeal["kind"], appeal["parent_claim_id"]) == ("appeal", claim_id), f"an appeal, and not {appeal}")
            await self._pass(5)
            await until(self.edge, path, lambda one: one["state"] == "under_review")
        with self.step("Recours accepté, à côté de la décision qu'il contestait"):
            await self._pass(35)
            appeal = await until(self.edge, path, lambda one: one["state"] in _OVER)
            expect(appeal["state"] == "granted", f"an appeal granted, and not {appeal['state']}")
            expect(
                appeal["claim_id"] in (await self.edge.get(contested))["child_claim_ids"], "beside what it contested"
            )

    def _click(self, what: str, services: frozenset[str]) -> None:
        self.asked.clicks.append(Click(what, self.edge.trace, services))

    async def _pass(self, days: int) -> None:
        (await self.calendar.post("/days/advance", json={"days": days})).raise_for_status()

    async def _clear(self) -> None:
        """An earlier walk that was cut short may have left claims open."""
        for claim in (await self.edge.get(_CLAIMS))["claims"]:
            if claim["benefit"] not in (_HOUSING, _ACTIVITY) or claim["state"] in _OVER:
                continue
            path = f"{_CLAIMS}/{claim['claim_id']}"
            if claim["state"] == "draft":
                await self.edge.delete(path)
            else:
                await self.edge.post(f"{path}/withdrawal", None)


async def ask_for_benefits(edge: Edge, step: Step, organismes_url: str, persona: dict[str, Any], desk: Desk) -> Asking:
    """The whole road. Days pass when it says so, and not by themselves. `desk`: that of an agent."""
    own = Papers.of(persona)
    asked = Asking(secrets=own.secrets)
    async with httpx.AsyncClient(base_url=organismes_url) as calendar:
        usual = (await calendar.get("/days")).raise_for_status().json()["day_ms"]
        (await calendar.put("/days", json={"day_ms": 0})).raise_for_status()
        try:
            await Road(edge, step, calendar, own, desk, asked).walk()
        finally:
            (await calendar.put("/days", json={"day_ms": usual})).raise_for_status()
            await desk.close()
    return asked
