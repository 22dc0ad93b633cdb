"""The main road through a running suite, as a client of the edge alone: `make journey`.

Log in, tell the NIR, see the rights, simulate all benefits and a change, preview a move, confirm it once (and click twice), watch each organisme acknowledge;
be refused an arrêt, deposit a good RIB and a tax notice, ask for housing aid, send the piece that is missing, read the decision; be refused the prime
d'activité, appeal, and follow the appeal; read the journal; then the traces of every click, and a search for personal data in every span, log line
and subject. Stops at the first thing that is not as it should be.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Set
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import yaml

from bench.figures import Figure, report
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.documents.review import Desk
from tests.e2e.alerts import Alerted
from tests.e2e.claims import Asking, ask_for_benefits
from tests.e2e.edge import Edge, Unexpected, until
from tests.e2e.expectations import NotAsItShouldBe, expect
from tests.e2e.simulation import simulate
from tests.e2e.traces import privacy_leaks, services_of

DEFAULT_PORT = 8000
PERSONAS = Path(__file__).parents[2] / "sandbox" / "personas"
PERSONA = "couple-trois-enfants"
DOMAINS = ["sante", "famille", "logement", "solidarite", "retraite", "emploi"]
STREET = "17 rue des Tilleuls-Journey"
CITY = "RIOM-DU-VOYAGE"
_SETTLED_SECONDS = 30.0


@dataclass
class Journey:
    """Steps, told as they are made."""

    edge: Edge
    layout: Layout
    persona: dict[str, Any]
    steps: list[str] = field(default_factory=list)
    click: str = ""
    recipients: set[str] = field(default_factory=set)
    asked: Asking = field(default_factory=Asking)
    # Another at each walk: the code of an earlier one would be found in its mail.
    address: str = field(default_factory=lambda: f"sophie.{uuid4()}@example.org")

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """One step, with its duration and the trace of its last answer."""
        began = time.perf_counter()
        yield
        self.steps.append(text)
        print(f"  {len(self.steps):>2}. {text:<66} {1000 * (time.perf_counter() - began):>7.0f} ms  {self.edge.trace}")

    async def walk(self) -> None:
        """The whole road."""
        await self._enter()
        await self._see_rights()
        await simulate(self.edge, self.step)
        declaration = await self._move()
        await self._watch(declaration)
        admin = f"http://{self.layout.address('organismes_admin')}"
        desk = Desk(played_settings(self.layout, "ops"), self.layout.address("documents"))
        self.asked = await ask_for_benefits(self.edge, self.step, admin, self.persona, desk)
        await self._be_alerted()
        await self._read_journal()
        await self._leave()

    async def _enter(self) -> None:
        with self.step("Connexion par FranceConnect"):
            await self.edge.log_in(self.persona["id"])
        with self.step("Numéro de sécurité sociale dit une fois, certifié par un organisme"):
            state = (await self.edge.post("/api/v1/nir", {"nir": self.persona["nir"]}))["state"]
            expect(state == "certified", f"certification: {state}")

    async def _see_rights(self) -> None:
        with self.step("Vue à 360° : six domaines, trois réponses chacun"):
            view = await self.edge.get("/api/v1/rights")
            expect([one["domain"] for one in view["bubbles"]] == DOMAINS, "the six domains, in order")
            expect(not view["partial"], f"a whole view, and not {view['sources']}")
            for one in view["bubbles"]:
                answers = [one[question]["text"] for question in ("paid_answer", "payers_answer", "potentials_answer")]
                expect(all(answers), f"three answers in {one['domain']}, and not {answers}")
                expect((one["paid"] == "yes") == bool(one["payers"]), f"{one['domain']}: paid by somebody, or not paid")
            held = [right for one in view["bubbles"] for right in one["rights"]]
            expect(held and all(right["organisme"] for right in held), "rights, each with who pays it")

    async def _move(self) -> dict[str, Any]:
        change = {
            "verb": "created",
            "kind": "address",
            "content": {
                "street": STREET,
                "postal_code": "63200",
                "city": CITY,
                "commune_code": "63300",
                "country_code": "99100",
            },
            "validity": {"start_date": date.today().isoformat()},
        }
        with self.step("Aperçu : ce que chaque organisme recevrait, champ par champ"):
            preview = await self.edge.post("/api/v1/declarations/preview", change)
            self.recipients = {one["organisme"] for one in preview["recipients"]}
            expect(len(self.recipients) >= 3, f"at least three recipients, and not {self.recipients}")
            expect(all(one["legal_basis"]["reference"] for one in preview["recipients"]), "a legal basis for each")
        key, told_before = str(uuid4()), preview.get("already_told") is not None
        # The same move was told by an earlier walk of the same day: it is sent again, knowingly.
        body = {"change": change, "etag": preview["etag"], "repeat": told_before}
        with self.step("Confirmation, une fois"):
            declaration = await self.edge.post("/api/v1/declarations", body, key=key)
            self.click = self.edge.trace
            told = {one["organisme"] for one in declaration["deliveries"]}
            expect(told == self.recipients, f"one delivery per previewed recipient, and not {told}")
        with self.step("Second clic : rien de plus n'est envoyé"):
            again = await self.edge.post("/api/v1/declarations", body, key=key)
            expect(again["declaration_id"] == declaration["declaration_id"], "the same declaration")
        return dict(declaration)

    async def _watch(self, declaration: dict[str, Any]) -> None:
        path = f"/api/v1/declarations/{declaration['declaration_id']}"
        with self.step("Accusés de chaque organisme, en direct"):
            async with asyncio.timeout(_SETTLED_SECONDS):
                async for _ in self.edge.events(f"{path}/events"):
                    pass
            final = await self.edge.get(path)
            states = {one["organisme"]: one["state"] for one in final["deliveries"]}
            expect(set(states.values()) == {"applied"}, f"every recipient has applied it, and not {states}")
            expect(final["trace_id"] == self.click, "the declaration knows the trace of its click")
        with self.step("La vérification faite par un organisme est proposée aux autres"):
            controls = await until(self.edge, "/api/v1/controls", lambda page: page["controls"])
            expect(any(one["organisme"] == "cnaf" for one in controls["controls"]), "the check made by the Caf")

    async def _be_alerted(self) -> None:
        admin = f"http://{self.layout.address('organismes_admin')}"
        async with (
            httpx.AsyncClient(base_url=admin) as organismes,
            httpx.AsyncClient(base_url=self.layout.providers_url) as carriers,
        ):
            await Alerted(self.edge, self.step, organismes, carriers, self.persona["id"], self.address).walk()

    async def _read_journal(self) -> None:
        def complete(page: Any) -> bool:
            entries = page["entries"]
            return self.recipients <= {one["reader"] for one in entries if one["trace_id"] == self.click}

        with self.step("Journal : qui a reçu mon adresse, pourquoi, par quel article"):
            page = await until(self.edge, "/api/v1/journal", complete)
            expect(all(one["legal_basis"] for one in page["entries"]), "an article for each access")

    async def _leave(self) -> None:
        with self.step("Déconnexion, ici et chez FranceConnect"):
            answer = await self.edge.http.post("/deconnexion", data={"csrf_token": self.edge.csrf})
            expect(answer.has_redirect_location, f"a redirection to FranceConnect, and not {answer.status_code}")
            session = await self.edge.get("/api/v1/session")
            expect(not session["authenticated"], "nobody is logged in any more")


async def check_trace(journey: Journey) -> int:
    """How many services and organismes the trace of the declaration covers; every one that received the fact must be there. The traces of
    the documents, of the claims and of the appeal go to their organisme too."""
    wanted = {"bff", "situation", "identity", "rights"} | {f"organisme-{name}" for name in journey.recipients}
    with journey.step("Une seule trace, du clic à chaque organisme"):
        found = await _covering(journey, journey.click, wanted)
    for click in journey.asked.clicks:
        with journey.step(f"Une seule trace, {click.what}"):
            await _covering(journey, click.trace, click.services)
    return len(found)


async def _covering(journey: Journey, trace: str, wanted: Set[str]) -> set[str]:
    found: set[str] = set()
    async with asyncio.timeout(_SETTLED_SECONDS):
        while not wanted <= found:
            found = await services_of(journey.layout.traces_url, trace)
            await asyncio.sleep(0.5)
    return found


@asynccontextmanager
async def started(layout: Layout, persona: str) -> AsyncIterator[Journey]:
    """A journey about to begin, as one of the demonstration personas."""
    known = yaml.safe_load((layout.personas / f"{persona}.yaml").read_text())
    async with Edge.open(layout.public_url) as edge:
        yield Journey(edge, layout, known)


async def main(layout: Layout, persona: str) -> int:
    """Walks, and prints the figures. 0 when all is as it should be."""
    print(f"Parcours de « {persona} » sur {layout.public_url}")
    async with started(layout, persona) as journey:
        try:
            await journey.walk()
            services = await check_trace(journey)
            with journey.step("Aucune donnée personnelle dans les traces, journaux et sujets"):
                leaks = await privacy_leaks(layout, [STREET, CITY, journey.address, *journey.asked.secrets])
                expect(not leaks, "no leak, and not:\n" + "\n".join(f"    {leak.place}: {leak.rule}" for leak in leaks))
        except (NotAsItShouldBe, Unexpected, TimeoutError, httpx.HTTPError) as wrong:
            print(f"  ✗ étape {len(journey.steps) + 1} : {wrong or type(wrong).__name__}", file=sys.stderr)
            return 1
    port = "" if layout.base_port == DEFAULT_PORT else f" PORT={layout.base_port}"
    print(f"\n  La trace du clic : make trace TRACE={journey.click}{port}")
    return report(figures(journey, services, len(leaks)))


def figures(journey: Journey, services: int, leaks: int) -> list[Figure]:
    """What this walk measured."""
    kept = "every span, log line, metric and subject that this suite has kept"
    return [
        Figure("journey.steps", len(journey.steps), "steps", "one run against the running suite"),
        Figure(
            "journey.services_in_trace", services, "services", "distinct service.name in the trace of the confirmation"
        ),
        Figure("privacy.leaks", leaks, "leaks", kept, "= 0"),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--root", type=Path, default=Path(".run"))
    parser.add_argument("--persona", default=PERSONA)
    options = parser.parse_args()
    sys.exit(asyncio.run(main(Layout(options.root, options.port), options.persona)))
