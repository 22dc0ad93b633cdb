"""The simulator's part of the journey: prefilled with sources, simulated, one change tried over a year, a preview's impact, and the synthesis."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from tests.e2e.edge import Edge, Unexpected
from tests.e2e.expectations import expect

Step = Callable[[str], AbstractContextManager[None]]
_HERE = "/api/v1/simulations"
_WARM_SECONDS = 40.0
_STATES = {"eligible", "not_eligible", "unknown", "received"}


async def simulate(edge: Edge, step: Step) -> None:
    """Everything, on what the suite knows of the person."""
    with step("Simulation préremplie, chaque information avec sa source"):
        start = await edge.get(f"{_HERE}/prefill")
        expect(not start["missing"], f"every source answers, and not {start['missing']}")
        expect(all(one["source_text"] for one in start["fields"]), "a source for each field")
        expect(any(one["source"] == "cnaf" for one in start["fields"]), "something that the Caf says")
    household = start["household"]
    with step("Toutes les aides à la fois, jamais un faux zéro"):
        view = await edge.post(_HERE, {"household": household})
        outcomes = [one for domain in view["domains"] for one in domain["outcomes"]]
        expect(len(view["domains"]) == 6 and len(outcomes) >= 40, f"six domains, 40 benefits, and not {len(outcomes)}")
        expect({one["eligibility"] for one in outcomes} <= _STATES, "a state for each")
        expect(all(one["amount_cents"] != 0 for one in outcomes), "no amount of zero")
        unsure = [one for one in outcomes if one["eligibility"] == "unknown" and one["method"] == "law_as_code"]
        expect(all(one["missing"] for one in unsure), "what is missing, for each benefit that cannot be told")
    await _tried(edge, step, household)
    await _previewed(edge, step)
    with step("Synthèse en PDF, sans donnée d'identité"):
        answer = await edge.http.post(
            f"{_HERE}/synthesis", json={"household": household}, headers={"X-CSRF-Token": edge.csrf}
        )
        expect(
            answer.status_code == 200 and answer.content.startswith(b"%PDF-"), f"a PDF, and not {answer.status_code}"
        )
    with step("Quelle loi est calculée, et ce qui peut être dépassé"):
        law = await edge.get("/api/v1/legislation")
        expect(any(one["name"] == "openfisca-france" for one in law["packages"]), "the version of the law as code")


async def _tried(edge: Edge, step: Step, household: dict[str, Any]) -> None:
    first = date.fromisoformat(household["month"])
    later = date(first.year + (first.month > 10), (first.month + 1) % 12 + 1, 1)
    job = {"change": "emploi", "date": later.isoformat(), "new_job": {"person": "moi", "monthly_cents": 180_000}}
    with step("Et si je trouvais un emploi : douze mois, droit par droit"):
        compared = await _warm(edge, {"household": household, "changes": [job]})
        (outcome,) = compared["outcomes"]
        expect(len(outcome["months"]) == 12, "twelve months")
        expect(outcome["summary"] and outcome["differences"], "something that changes, in a sentence")
        expect(all(one["month"] >= job["date"] for one in outcome["differences"]), "nothing before the change")
    birth = {"change": "naissance", "date": job["date"], "birth": {"children": 1}}
    with step("Et si les deux arrivaient ensemble : un seul essai, dans n'importe quel ordre"):
        tried = [{"combination": "ensemble", "changes": both} for both in ([job, birth], [birth, job])]
        both = [await _warm(edge, {"household": household, "combinations": [one]}) for one in tried]
        expect(both[0] == both[1], "the same, whatever the order in which they are told")
        expect(both[0]["outcomes"][0]["differences"] != outcome["differences"], "more than the job alone")


async def _warm(edge: Edge, asked: dict[str, Any]) -> Any:
    """A suite that has just started answers for a month at once; a year is still being warmed up behind it, for some seconds."""
    async with asyncio.timeout(_WARM_SECONDS):
        while True:
            try:
                return await edge.post(f"{_HERE}/comparison", asked)
            except Unexpected as refused:
                if not any(f": {status} " in str(refused) for status in (503, 504)):
                    raise


async def _previewed(edge: Edge, step: Step) -> None:
    change = {
        "verb": "created",
        "kind": "employment_status",
        "content": {"status": "CONGE_PARENTAL"},
        "validity": {"start_date": date.today().isoformat()},
    }
    with step("Avant de déclarer : ce que cela changerait pour mes droits"):
        impact = (await edge.post("/api/v1/declarations/preview", change))["impact"]
        expect(impact["state"] in ("computed", "unknown"), f"an impact, or why there is none, and not {impact}")
        expect(impact["text"], "in a sentence")
