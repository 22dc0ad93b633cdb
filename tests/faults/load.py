"""Careful clients of the edge: each insists, under one idempotency key, until its declaration is acknowledged."""

import asyncio
import itertools
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import yaml

from sandbox.suite.layout import Layout
from tests.e2e.edge import Edge
from tests.faults.counting import Told

# People whose organismes apply what they are told, over the four regimes and the ten organismes.
PERSONAS = (
    "couple-trois-enfants", "exploitant-agricole", "artisan-ex-rsi", "enseignante-mgen", "retraite-trois-regimes",
    "demandeur-emploi",
)  # fmt: skip
_PAUSE_SECONDS = 0.3
_RETRY_SECONDS = 0.25
_TRIES = 240
_AGAIN = frozenset({429, 500, 502, 503, 504})


class Refused(Exception):
    """The edge said no, for good, to what it should accept."""


@dataclass
class Load:
    """`acknowledged_at`: when each declaration was, on the monotonic clock. `retries`: why clients had to insist, and how often."""

    told: list[Told] = field(default_factory=list)
    acknowledged_at: list[float] = field(default_factory=list)
    retries: Counter[str] = field(default_factory=Counter)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def start(self, layout: Layout) -> None:
        """Logs everybody in, has their NIR certified, and begins."""
        for persona in PERSONAS:
            edge = await self._open.enter_async_context(Edge.open(layout.public_url))
            await edge.log_in(persona)
            known = yaml.safe_load((layout.personas / f"{persona}.yaml").read_text(encoding="utf-8"))
            answer = await edge.post("/api/v1/nir", {"nir": known["nir"]})
            if answer["state"] != "certified":
                raise Refused(f"{persona}: {answer['state']}")
            self._tasks.append(asyncio.create_task(self._go_on(edge, persona)))

    async def stop(self) -> None:
        """Lets every client finish what it began. Raises Refused."""
        self._stop.set()
        try:
            await asyncio.gather(*self._tasks)
        finally:
            for task in self._tasks:
                task.cancel()
            await self._open.aclose()

    def check(self) -> None:
        """Raises what ended a client."""
        for task in self._tasks:
            if task.done():
                task.result()

    def longest_silence(self, since: float, until: float) -> float:
        """The longest time between two acknowledgements, of all clients together, in seconds."""
        moments = [since, *(at for at in self.acknowledged_at if since < at < until), until]
        return max(later - earlier for earlier, later in itertools.pairwise(moments))

    async def _go_on(self, edge: Edge, persona: str) -> None:
        while not self._stop.is_set():
            await self._declare(edge, persona)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _declare(self, edge: Edge, persona: str) -> None:
        change = _move(next(self._numbers))
        preview = await self._insist(edge, "/api/v1/declarations/preview", change)
        body = {"change": change, "etag": preview["etag"]}
        made = await self._insist(edge, "/api/v1/declarations", body)
        recipients = frozenset(delivery["organisme"] for delivery in made["deliveries"])
        if recipients != {recipient["organisme"] for recipient in preview["recipients"]}:
            raise Refused(f"{persona}: other recipients than previewed")
        self.told.append(Told(persona, made["declaration_id"], recipients))
        self.acknowledged_at.append(time.monotonic())

    async def _insist(self, edge: Edge, path: str, body: Any) -> Any:
        """The answer, however often it must be asked for; always under one key."""
        headers = {"X-CSRF-Token": edge.csrf, "Idempotency-Key": str(uuid4())}
        for _ in range(_TRIES):
            try:
                answer = await edge.http.post(path, json=body, headers=headers)
            except httpx.TransportError as away:
                self.retries[type(away).__name__] += 1
            else:
                if answer.is_success:
                    return answer.json()
                if answer.status_code not in _AGAIN:
                    raise Refused(f"{path}: {answer.status_code} {answer.text[:300]}")
                self.retries[str(answer.status_code)] += 1
            await asyncio.sleep(_RETRY_SECONDS)
        raise Refused(f"{path}: no answer after {_TRIES} tries")


def _move(number: int) -> dict[str, Any]:
    return {
        "verb": "created",
        "kind": "address",
        "content": {
            "street": f"{number + 1} rue des Pannes",
            "postal_code": "63200",
            "city": "RIOM",
            "commune_code": "63300",
            "country_code": "99100",
        },
        "validity": {"start_date": date.today().isoformat()},
    }
