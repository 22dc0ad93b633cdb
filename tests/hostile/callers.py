"""Who asks the edge: nobody in particular, a browser with its cookie, a mobile application with its token."""

import base64
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import yaml

from sandbox.suite.environments import LOGIN_RETURN, MOBILE_RETURN
from sandbox.suite.layout import Layout
from tests.e2e.edge import Edge


@dataclass(frozen=True)
class Caller:
    """Somebody who asks: the headers by which the edge knows them."""

    url: str
    headers: dict[str, str]

    def client(self) -> httpx.Client:
        """A client that speaks as them, and keeps no cookie of its own."""
        none = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        return httpx.Client(base_url=self.url, headers=self.headers, timeout=20.0, trust_env=False, cookies=none)


class Traveller(Edge):
    """A browser that stops at our door on its way back from FranceConnect."""

    async def come_back(self, persona: str, begin: str = "/connexion") -> dict[str, str]:
        """What FranceConnect sends it back with, after a whole login: `code`, `state`, `iss`."""
        page = await self._follow(await self.http.get(begin))
        page = await self._submit(page, {"idp": "ameli", "persona": persona})
        if page.url.path != LOGIN_RETURN:
            page = await self._submit(page, {"decision": "accept"})
        return dict(page.url.params)

    async def _follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.has_redirect_location:
            target = answer.url.join(answer.headers["location"])
            if target.path == LOGIN_RETURN:
                return httpx.Response(200, request=httpx.Request("GET", target))
            answer = await self.http.get(target)
        return answer


class _Telephone(Edge):
    """A telephone: its browser goes through FranceConnect, its application gets the code."""

    async def log_in_application(self, persona: str) -> str:
        """The token of a mobile session."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {"redirect_uri": MOBILE_RETURN, "code_challenge": challenge}
        page = await self._follow(await self.http.get("/api/v1/mobile/login", params=asked))
        page = await self._submit(page, {"idp": "ameli", "persona": persona})
        if "/consent" in page.text:
            page = await self._submit(page, {"decision": "accept"})
        code = parse_qs(urlsplit(str(page.url)).query)["code"][0]
        opened = await self.post("/api/v1/mobile/sessions", {"code": code, "code_verifier": verifier})
        return str(opened["session_token"])


def persona_named(layout: Layout, name: str) -> dict[str, Any]:
    """A demonstration persona."""
    known: dict[str, Any] = yaml.safe_load((layout.personas / f"{name}.yaml").read_text())
    return known


def anonymous(layout: Layout) -> Caller:
    """Nobody in particular."""
    return Caller(layout.public_url, {})


async def browser(layout: Layout, persona: str) -> Caller:
    """A browser in which this persona logged in, with a certified NIR."""
    async with Edge.open(layout.public_url) as edge:
        await edge.log_in(persona)
        told = await edge.post("/api/v1/nir", {"nir": persona_named(layout, persona)["nir"]})
        assert told["state"] == "certified"
        cookie = f"session={edge.http.cookies['session']}"
        return Caller(layout.public_url, {"Cookie": cookie, "X-CSRF-Token": edge.csrf})


async def application(layout: Layout, persona: str) -> Caller:
    """A mobile application in which this persona logged in, with a certified NIR."""
    async with _telephone(layout) as telephone:
        caller = Caller(layout.public_url, {"Authorization": f"Bearer {await telephone.log_in_application(persona)}"})
    headers = {**caller.headers, "Idempotency-Key": str(uuid4())}
    async with httpx.AsyncClient(base_url=caller.url, headers=headers, timeout=20.0) as http:
        told = await http.post("/api/v1/nir", json={"nir": persona_named(layout, persona)["nir"]})
    assert told.json()["state"] == "certified", told.text
    return caller


@asynccontextmanager
async def _telephone(layout: Layout) -> AsyncIterator[_Telephone]:
    # The application is where the browser of the telephone ends up: any page does.
    landed = httpx.MockTransport(lambda request: httpx.Response(200))
    async with httpx.AsyncClient(base_url=layout.public_url, timeout=20.0, mounts={"https://": landed}) as http:
        yield _Telephone(http)
