"""What FranceConnect publishes about itself, its endpoints and its keys: fetched once an hour, and its keys when one is not known."""

import time
from collections.abc import Mapping
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis import telemetry
from services.identity.domain.errors import FranceConnectDown

_FRESH_SECONDS = 3600.0
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint")
_SERVER_ERRORS = 500


class Provider:
    """Discovery document and keys of one issuer. Every method may raise FranceConnectDown."""

    def __init__(self, issuer: str, http: httpx.AsyncClient) -> None:
        self.issuer = issuer
        self._http = http
        self._endpoints: tuple[float, dict[str, str]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def endpoint(self, name: str) -> str:
        """The address of an endpoint, by its name in the discovery document."""
        if self._endpoints is None or _is_old(self._endpoints[0]):
            document = await self._json(f"{self.issuer}/.well-known/openid-configuration", "discovery")
            if document.get("issuer") != self.issuer or not all(
                isinstance(document.get(each), str) for each in _ENDPOINTS
            ):
                raise FranceConnectDown
            self._endpoints = (time.monotonic(), {each: document[each] for each in _ENDPOINTS})
        return self._endpoints[1][name]

    async def keys(self, kid: str) -> KeySet:
        """The keys, fetched anew when none bears this id: FranceConnect may have changed them a moment ago."""
        if self._keys is None or _is_old(self._keys[0]) or not _holds(self._keys[1], kid):
            document = await self._json(await self.endpoint("jwks_uri"), "jwks")
            try:
                self._keys = (time.monotonic(), KeySet.import_key_set(document))  # type: ignore[arg-type]
            except (JoseError, KeyError, ValueError, TypeError) as unreadable:
                raise FranceConnectDown from unreadable
        return self._keys[1]

    async def post_form(self, endpoint: str, body: str) -> httpx.Response:
        """Posts a form; answers of 500 and more count as no answer."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        return await self._send("POST", await self.endpoint(endpoint), endpoint, content=body, headers=headers)

    async def get_bearer(self, endpoint: str, access_token: str) -> httpx.Response:
        """Gets with a bearer token; answers of 500 and more count as no answer."""
        headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/jwt"}
        return await self._send("GET", await self.endpoint(endpoint), endpoint, headers=headers)

    async def _json(self, url: str, what: str) -> Mapping[str, Any]:
        response = await self._send("GET", url, what)
        try:
            document = response.json()
        except ValueError as unreadable:
            raise FranceConnectDown from unreadable
        if response.status_code != httpx.codes.OK or not isinstance(document, dict):
            raise FranceConnectDown
        return document

    async def _send(self, method: str, url: str, what: str, **options: Any) -> httpx.Response:
        # No traceparent: whom FranceConnect serves is none of our traces' business.
        with telemetry.span(f"franceconnect {what}", telemetry.SpanKind.CLIENT):
            try:
                response = await self._http.request(method, url, **options)
            except httpx.HTTPError as away:
                raise FranceConnectDown from away
            if response.status_code >= _SERVER_ERRORS:
                raise FranceConnectDown
            return response


def _is_old(fetched: float) -> bool:
    return time.monotonic() - fetched > _FRESH_SECONDS


def _holds(keys: KeySet, kid: str) -> bool:
    return any(key.kid == kid for key in keys)
