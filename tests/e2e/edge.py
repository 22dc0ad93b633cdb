"""A client of the edge and of nothing else: what a browser or a mobile application could do, with plain HTTP."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

import httpx

_SETTLED_SECONDS = 30.0
_FORM = re.compile(r'<form[^>]*\baction="([^"]*/interaction/[^"]*/(?:login|consent))"')


class Unexpected(Exception):
    """The suite did not answer as it should; the message says what was asked and what came."""


@dataclass
class Edge:
    """A browser at the edge. `trace` is the last answer's trace id."""

    http: httpx.AsyncClient
    csrf: str = ""
    trace: str = ""

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        """A browser that has never been here."""
        async with httpx.AsyncClient(base_url=url, timeout=20.0, follow_redirects=False) as http:
            yield cls(http)

    async def log_in(self, persona: str, idp: str = "ameli", *, stronger: bool = False) -> None:
        """FranceConnect from the button to the return, as this persona; `stronger`: FranceConnect+, at the substantial level."""
        level = {"niveau": "renforce"} if stronger else {}
        answer = await self._follow(await self.http.get("/connexion", params=level))
        answer = await self._submit(answer, {"idp": idp, "persona": persona})
        if _FORM.search(answer.text):
            answer = await self._submit(answer, {"decision": "accept"})
        session = await self.get("/api/v1/session")
        if not session["authenticated"]:
            raise Unexpected(f"login as {persona} ended at {answer.url.path} with {answer.status_code}")
        self.csrf = session["csrf_token"]

    async def _submit(self, page: httpx.Response, fields: dict[str, str]) -> httpx.Response:
        found = _FORM.search(page.text)
        if found is None:
            raise Unexpected(f"no form of FranceConnect on {page.url.path} ({page.status_code})")
        return await self._follow(await self.http.post(page.url.join(found[1]), data=fields))

    async def _follow(self, answer: httpx.Response) -> httpx.Response:
        for _ in range(10):
            if not answer.has_redirect_location:
                return answer
            answer = await self.http.get(answer.url.join(answer.headers["location"]))
        raise Unexpected("too many redirections")

    async def get(self, path: str, **options: Any) -> Any:
        """The JSON answer. Raises Unexpected on a refusal."""
        return self._read(await self.http.get(path, **options))

    async def post(self, path: str, body: Any, *, key: str | None = None, **headers: str) -> Any:
        """The JSON answer to a change, sent under an idempotency key. Raises Unexpected on a refusal."""
        sent = {"Idempotency-Key": key or str(uuid4())} | headers
        return (await self.call("POST", path, json=body, headers=sent)).json()

    async def put(self, path: str, body: Any) -> Any:
        """The JSON answer to what takes another's place. Raises Unexpected on a refusal."""
        return (await self.call("PUT", path, json=body)).json()

    async def delete(self, path: str) -> None:
        """Erases something. Raises Unexpected on a refusal."""
        await self.call("DELETE", path)

    async def call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        """The answer, whatever it is made of. Raises Unexpected on a refusal."""
        sent = {"X-CSRF-Token": self.csrf, **(headers or {})}
        return self._accepted(await self.http.request(method, path, headers=sent, **options))

    def _read(self, answer: httpx.Response) -> Any:
        return self._accepted(answer).json()

    def _accepted(self, answer: httpx.Response) -> httpx.Response:
        self.trace = answer.headers.get("x-trace-id", "")
        if answer.is_error:
            raise Unexpected(f"{answer.request.method} {answer.url.path}: {answer.status_code} {answer.text[:500]}")
        return answer

    async def events(self, path: str) -> AsyncIterator[str]:
        """The data of each server-sent event."""
        async with self.http.stream("GET", path, timeout=httpx.Timeout(20.0, read=60.0)) as answer:
            if answer.is_error:
                raise Unexpected(f"GET {path}: {answer.status_code}")
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    yield line.removeprefix("data:").strip()


async def until(edge: Edge, path: str, condition: Callable[[Any], object]) -> Any:
    """The JSON answer, once it is as it should be. Raises TimeoutError."""
    async with asyncio.timeout(_SETTLED_SECONDS):
        while not condition(page := await edge.get(path)):
            await asyncio.sleep(0.1)
    return page
