"""The authorization code flow, step by step. No PKCE: FranceConnect does not offer it, its client holds a secret, and the nonce binds the code."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from joserfc.jwk import KeySet

from services.identity.domain.assurance import Assurance
from services.identity.domain.errors import (
    AssuranceTooLow,
    CodeExpired,
    FranceConnectDown,
    LoginInterrupted,
    LoginNotTrusted,
    LoginRefused,
)
from services.identity.domain.pivot import Pivot, read_pivot
from services.identity.partners.franceconnect.provider import Provider
from services.identity.partners.franceconnect.tokens import (
    Expected,
    decrypted,
    read_id_token,
    read_userinfo,
)

_log = logging.getLogger(__name__)
# The identité pivot and the usual name; neither e-mail nor anything else is asked for.
SCOPE = "openid identite_pivot preferred_username"


@dataclass(frozen=True, slots=True)
class Registration:
    """How FranceConnect knows this service."""

    client_id: str
    client_secret: str = field(repr=False)
    # Private keys whose public halves are registered: tokens come encrypted for one of them, and are refused in clear.
    decryption: KeySet | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code was exchanged for; nothing of it is verified yet."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Somebody whom an issuer vouches for, at a level; `id_token`, signed and in clear, is needed to log out."""

    issuer: str
    sub: str = field(repr=False)
    assurance: Assurance
    pivot: Pivot
    id_token: str = field(repr=False)


class FranceConnect:
    """One issuer, one client. Addresses given to it must be registered there."""

    def __init__(self, issuer: str, registration: Registration, http: httpx.AsyncClient) -> None:
        self.issuer = issuer
        self._registration = registration
        self._provider = Provider(issuer, http)

    async def authorization_url(self, redirect_uri: str, state: str, nonce: str, assurance: Assurance) -> str:
        """Where to send the browser. Raises FranceConnectDown."""
        endpoint = await self._provider.endpoint("authorization_endpoint")
        asked = {"nonce": nonce, "acr_values": assurance.acr}
        client_id = self._registration.client_id
        url: str = prepare_grant_uri(endpoint, client_id, "code", redirect_uri, SCOPE, state, **asked)
        return url

    async def exchange(self, code: str, redirect_uri: str) -> Tokens:
        """The tokens that a code is good for. Raises FranceConnectDown (the same code may still serve), CodeExpired, LoginRefused."""
        secret = {"client_id": self._registration.client_id, "client_secret": self._registration.client_secret}
        body: str = prepare_token_request("authorization_code", "", redirect_uri, code=code, **secret)
        response = await self._provider.post_form("token_endpoint", body)
        answer = _json_object(response)
        if answer.get("error") == "invalid_grant":
            raise CodeExpired
        id_token, access_token = answer.get("id_token"), answer.get("access_token")
        if response.status_code != httpx.codes.OK or not isinstance(id_token, str) or not isinstance(access_token, str):
            _log.error("franceconnect refused the exchange", extra={"reason": _oauth_error(answer)})
            raise LoginRefused
        return Tokens(id_token, access_token)

    async def identify(self, tokens: Tokens, nonce: str, requested: Assurance, now: datetime) -> LoggedIn:
        """Who it is, once both tokens are verified and speak of the same person.

        Raises LoginNotTrusted, AssuranceTooLow, IdentityIncomplete, LoginInterrupted.
        """
        expected = Expected(self._registration.client_id, nonce, tokens.access_token, now)
        try:
            id_token = self._in_clear(tokens.id_token)
            claims = await read_id_token(self._provider, id_token, expected)
            assurance = Assurance.of_acr(claims.get("acr"))
            if assurance is None or assurance < requested:
                raise AssuranceTooLow
            told = self._in_clear(await self._userinfo(tokens.access_token))
            userinfo = await read_userinfo(self._provider, told, expected)
        except FranceConnectDown as down:
            # The code is spent: the same call cannot pass a moment later, a new login can.
            raise LoginInterrupted from down
        if userinfo["sub"] != claims["sub"]:
            raise LoginNotTrusted
        return LoggedIn(self.issuer, str(claims["sub"]), assurance, read_pivot(userinfo), id_token)

    async def end_session_endpoint(self) -> str:
        """Where sessions are ended. Raises FranceConnectDown."""
        return await self._provider.endpoint("end_session_endpoint")

    def _in_clear(self, token: str) -> str:
        keys = self._registration.decryption
        return decrypted(token, keys) if keys else token

    async def _userinfo(self, access_token: str) -> str:
        try:
            response = await self._provider.get_bearer("userinfo_endpoint", access_token)
        except FranceConnectDown:
            response = await self._provider.get_bearer("userinfo_endpoint", access_token)
        if response.status_code != httpx.codes.OK:
            raise LoginRefused
        return response.text.strip()


def end_session_url(endpoint: str, id_token: str, state: str, post_logout_redirect_uri: str) -> str:
    """Where to send the browser so that FranceConnect ends its session too."""
    asked = {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": post_logout_redirect_uri}
    url: str = add_params_to_uri(endpoint, list(asked.items()))
    return url


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        read = response.json()
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _oauth_error(answer: dict[str, Any]) -> str:
    # The error's name alone: a description may quote what was sent.
    return str(answer.get("error", "unreadable"))[:40]
