"""A relying party over plain HTTP: what a client of the played FranceConnect has to do, and no more."""

import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

REDIRECT_URI = "http://127.0.0.1:8000/retour"
LOGOUT_URI = "http://127.0.0.1:8000/deconnecte"
PIVOT = "openid identite_pivot preferred_username email"


class FakeClock:
    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class FakeSleep:
    """Remembers how long it was asked to sleep, in seconds."""

    def __init__(self) -> None:
        self.naps: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.naps.append(seconds)


def query_of(response: httpx.Response) -> dict[str, str]:
    """The parameters of the redirection."""
    assert response.status_code == 303, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


@dataclass
class RelyingParty:
    http: httpx.AsyncClient
    secret: str = "secret"

    def request(self, **changes: str | None) -> dict[str, str]:
        """A valid authorization request; a change to None removes the parameter."""
        valid = {
            "response_type": "code",
            "client_id": "suite",
            "redirect_uri": REDIRECT_URI,
            "scope": PIVOT,
            "acr_values": "eidas1",
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
        }
        return {name: value for name, value in {**valid, **changes}.items() if value is not None}

    async def authorize(self, **changes: str | None) -> httpx.Response:
        return await self.http.get("/api/v2/authorize", params=self.request(**changes))

    async def submit(self, page: httpx.Response, form: str, **fields: str) -> httpx.Response:
        """Sends the form of a page whose action ends with `form`."""
        assert page.status_code == 200, page.text
        action = re.search(rf'action="(/interaction/[^/"]+/{form})"', page.text)
        assert action is not None, f"no {form} form in the page"
        return await self.http.post(action.group(1), data=fields)

    async def log_in(self, persona: str = "marie", idp: str = "impots", **changes: str | None) -> httpx.Response:
        """From the click to the redirection that ends the consent."""
        consent = await self.submit(await self.authorize(**changes), "login", idp=idp, persona=persona)
        return await self.submit(consent, "consent", decision="accept")

    async def exchange(self, code: str, **changes: str | None) -> httpx.Response:
        valid = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "client_id": "suite",
            "client_secret": self.secret,
        }
        form = {name: value for name, value in {**valid, **changes}.items() if value is not None}
        return await self.http.post("/api/v2/token", data=form)

    async def tokens(self, persona: str = "marie", **changes: str | None) -> dict[str, Any]:
        response = await self.exchange(query_of(await self.log_in(persona, "impots", **changes))["code"])
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    async def keys(self) -> KeySet:
        return KeySet.import_key_set((await self.http.get("/api/v2/jwks")).json())

    async def verify(self, token: str) -> dict[str, Any]:
        """The claims of a token signed by a published key. Raises joserfc's errors."""
        return jwt.decode(token, await self.keys(), ["ES256", "RS256"]).claims

    async def ask_userinfo(self, access_token: str) -> httpx.Response:
        return await self.http.get("/api/v2/userinfo", headers={"Authorization": f"Bearer {access_token}"})

    async def userinfo(self, persona: str = "marie", **changes: str | None) -> dict[str, Any]:
        response = await self.ask_userinfo((await self.tokens(persona, **changes))["access_token"])
        assert response.headers["content-type"] == "application/jwt"
        return await self.verify(response.text)

    async def arm(self, fault: str, **more: str) -> None:
        response = await self.http.post("/faults", json={"fault": fault, **more})
        assert response.status_code == 201, response.text
