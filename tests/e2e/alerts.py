"""The part of the journey about alerts: a date that an organisme waits for, the message and the mail that tell of it, its code, and « c'est fait » at the
counter; then an organisme that writes, once it may.

A client of the edge, of the played organismes' admin route, and of the page that shows what the played carriers were given.
"""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import randbelow
from typing import Any
from uuid import uuid4

import httpx

from tests.e2e.depositing import Step
from tests.e2e.edge import Edge, until
from tests.e2e.expectations import expect

_ORGANISME, _BENEFIT = "cnaf", "ars"
_DIGITS = re.compile(r"\b\d{3} ?\d{3}\b")
_SENT_SECONDS = 30.0
_AT_ONCE_SECONDS = 10.0
_TITLE = "Un point de votre dossier, dit pendant le parcours"


@dataclass
class Alerted:
    """Somebody who wants to be alerted, at the edge."""

    edge: Edge
    step: Step
    organismes: httpx.AsyncClient
    carriers: httpx.AsyncClient
    persona: str
    address: str
    due: str = ""

    async def walk(self) -> None:
        """The whole of it."""
        await self._give_address()
        await self._ask()
        task = await self._find_task()
        await self._check_mail(task)
        await self._is_written_to()
        await self._do_it_at_the_counter(task)

    async def _give_address(self) -> None:
        with self.step("Alertes : une adresse, confirmée par le code qui y est envoyé"):
            path = "/api/v1/preferences/addresses/email"
            headers = {"Idempotency-Key": str(uuid4())}
            await self.edge.call("PUT", path, json={"address": self.address}, headers=headers)
            mail = await self._mail(_DIGITS.search, self.address)
            confirmed = await self.edge.post(f"{path}/confirmation", {"code": mail})
            expect(confirmed["confirmed"], "an address that is confirmed")
            preferences = await self.edge.get("/api/v1/preferences")
            body = {
                "channels": {"task": ["email"], "notice": [], "organisme": ["email"]},
                "consents": {},
                "escalation": True,
                "etag": preferences["etag"],
            }
            await self.edge.put("/api/v1/preferences", body)

    async def _ask(self) -> None:
        """Another day at each walk: a date is told once for ever."""
        due = date.today() + timedelta(days=5 + randbelow(80))
        path = f"/organismes/{_ORGANISME}/duties/{self.persona}/{_BENEFIT}"
        (await self.organismes.post(path, json={"due": due.isoformat()})).raise_for_status()
        self.due = due.isoformat()
        # Rights are read again: the suite hears what the organisme asks.
        await self.edge.get("/api/v1/rights")

    async def _find_task(self) -> dict[str, Any]:
        def told(page: Any) -> Any:
            return [one for one in page["items"] if one["due_date"] == self.due and one["message_id"]]

        with self.step("Calendrier : quoi faire, avant quand, pourquoi, par quelle règle"):
            calendar = await until(self.edge, "/api/v1/calendar", told)
            [item, *_] = told(calendar)
            expect(item["state"] == "open" and item["because"] and item["due_date"], f"a date to keep, and not {item}")
            message = await self.edge.get(f"/api/v1/messages/{item['message_id']}")
            expect(message["kind"] == "task" and message["can_complete"], f"a task, and not {message['kind']}")
        return dict(message)

    async def _check_mail(self, task: dict[str, Any]) -> None:
        with self.step("Le courriel n'a ni lien ni détail ; son code dit qu'il est de nous"):
            code = await self._code(task["message_id"])
            text = await self._mail(lambda told: code in told and told)
            expect(
                "http" not in text and task["title"] not in text, "a mail without a link and without what it is about"
            )
            checked = await self.edge.post("/api/v1/messages/verification", {"code": code.lower()})
            expect(checked["ours"] and checked["message_id"], f"our own code, and not {checked}")
            forged = await self.edge.post("/api/v1/messages/verification", {"code": "AAAA-AAAA"})
            expect(not forged["ours"], "a made-up code is not ours")

    async def _code(self, message_id: str) -> str:
        """The code of the mail about a message. Within the hour of an earlier walk it goes with the next mail: that walk's code then."""
        until_time = time.monotonic() + _AT_ONCE_SECONDS
        while time.monotonic() < until_time:
            if code := await self._told_code(message_id):
                return code
            await asyncio.sleep(0.2)
        for earlier in (await self.edge.get("/api/v1/messages"))["messages"]:
            if code := await self._told_code(earlier["message_id"]):
                return code
        raise TimeoutError("no mail has left")

    async def _told_code(self, message_id: str) -> str:
        sent = await self.edge.get(f"/api/v1/messages/{message_id}")
        return next((str(one["code"]) for one in sent["deliveries"] if one["code"]), "")

    async def _is_written_to(self) -> None:
        reference = f"parcours-{uuid4()}"
        with self.step("Un organisme écrit : rien sans mon accord, puis en direct"):
            await self._written(reference)
            waiting = await until(self.edge, "/api/v1/preferences", self._waits)
            body = {
                "channels": {one["kind"]: list(one["channels"]) for one in waiting["kinds"]},
                "consents": {_ORGANISME: True},
                "escalation": True,
                "etag": waiting["etag"],
            }
            listening = asyncio.create_task(self._heard())
            await self.edge.put("/api/v1/preferences", body)
            await asyncio.wait_for(listening, _SENT_SECONDS)
            await self._written(reference, version=1)
            listed = await self.edge.get("/api/v1/messages")
            mine = [one for one in listed["messages"] if one["title"] == _TITLE and one["state"] == "open"]
            expect(mine, "the message, once it may come")

    async def _do_it_at_the_counter(self, task: dict[str, Any]) -> None:
        with self.step("Fait au guichet : la tâche est close, plus rien n'est envoyé"):
            path = f"/organismes/{_ORGANISME}/duties/{self.persona}/{_BENEFIT}"
            (await self.organismes.put(path, json={"until": task["due_date"]})).raise_for_status()
            # Rights are read again: the suite learns what the counter knows.
            await self.edge.get("/api/v1/rights")
            done = await until(
                self.edge, f"/api/v1/messages/{task['message_id']}", lambda page: page["state"] == "done"
            )
            expect(done["state_reason"], "who said that it is done")

    async def _written(self, reference: str, version: int = 1) -> None:
        body = {
            "reference": reference,
            "version": version,
            "title": _TITLE,
            "body": "Bonjour.\n\nC'est un essai du parcours.",
        }
        answer = await self.organismes.put(f"/organismes/{_ORGANISME}/messages/{self.persona}", json=body)
        answer.raise_for_status()

    async def _heard(self) -> None:
        with suppress(httpx.ReadError):
            async for data in self.edge.events("/api/v1/messages/events"):
                if _TITLE in data:
                    return

    @staticmethod
    def _waits(page: Any) -> bool:
        return any(one["organisme"] == _ORGANISME and (one["waiting"] or one["granted"]) for one in page["organismes"])

    async def _mail(self, found: Callable[[str], Any], to: str = "") -> str:
        """What is sought in the newest mail that has it, to an address or to any. Raises TimeoutError."""
        until_time = time.monotonic() + _SENT_SECONDS
        while time.monotonic() < until_time:
            sent = (await self.carriers.get("/api/sent", params={"recipient": to})).json()
            for one in sent:
                if hit := found(one["text"]):
                    return hit if isinstance(hit, str) else str(hit[0])
            await asyncio.sleep(0.2)
        raise TimeoutError("no such mail")
