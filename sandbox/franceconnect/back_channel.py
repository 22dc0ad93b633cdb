"""What the client asks without the browser: tokens for a code, userinfo for a token, the discovery document."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from joserfc.jwk import KeySet

from sandbox.franceconnect.errors import RefusedAsJson
from sandbox.franceconnect.faults import Fault
from sandbox.franceconnect.keys import encrypted_for
from sandbox.franceconnect.levels import Level
from sandbox.franceconnect.pivot import CLAIMS_BY_SCOPE, claims_for, pairwise_subject
from sandbox.franceconnect.play import Play
from sandbox.franceconnect.settings import Settings
from sandbox.franceconnect.state import CODE_TTL, TOKEN_TTL, Grant, IssuedCode

# RFC 8176: what the identity provider is said to have checked, per level.
_AMR = {Level.EIDAS1: ["pwd"], Level.EIDAS2: ["pwd", "mfa"], Level.EIDAS3: ["pop", "mfa"]}


def _invalid_grant() -> RefusedAsJson:
    return RefusedAsJson(400, "invalid_grant", "grant request is invalid")


def _check_exchange(form: Mapping[str, str]) -> None:
    if form.get("grant_type", "authorization_code") != "authorization_code":
        raise RefusedAsJson(400, "unsupported_grant_type", "unsupported grant_type requested")
    for name in ("grant_type", "code", "redirect_uri"):
        if not form.get(name):
            raise RefusedAsJson(400, "invalid_request", f"missing required parameter '{name}'")


class BackChannel:
    """Raises RefusedAsJson."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._settings = play.settings
        self._recipient = _recipient(play.settings)

    async def token(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Exchanges a code, once. `form` is the request's body."""
        issued = self._play.state.codes.get(form.get("code", ""))
        await self._play_outage(issued.login.persona if issued else None)
        self._authenticate(form)
        _check_exchange(form)
        return self._redeem(form["code"], form["redirect_uri"])

    async def userinfo(self, authorization: str | None) -> str:
        """A signed JWT of the claims that the token's scopes open."""
        scheme, _, token = (authorization or "").partition(" ")
        grant = self._play.state.grants.get(token.strip()) if scheme.lower() == "bearer" else None
        if grant is None:
            raise RefusedAsJson(401, "invalid_token", "invalid token provided")
        await self._play_slowness(grant.persona)
        identity = self._play.personas[grant.persona].identity
        claims = {**self._envelope(grant.persona), **claims_for(identity, grant.scopes)}
        if "birthplace" in claims and self._play.strikes(Fault.BIRTHPLACE_EMPTY, grant.persona):
            claims["birthplace"] = ""
        if self._play.strikes(Fault.USERINFO_BAD_SIGNATURE, grant.persona):
            return self._sealed(self._play.keys.sign_wrongly(claims, self._settings.signing_algorithm))
        return self._sealed(self._play.keys.sign(claims, self._settings.signing_algorithm))

    def jwks(self) -> dict[str, Any]:
        return self._play.keys.jwks()

    def discovery(self) -> dict[str, Any]:
        issuer = self._settings.issuer
        claims = sorted({claim for claims in CLAIMS_BY_SCOPE.values() for claim in claims})
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "end_session_endpoint": f"{issuer}/session/end",
            "jwks_uri": f"{issuer}/jwks",
            "scopes_supported": list(CLAIMS_BY_SCOPE),
            "claims_supported": [*claims, "acr", "amr", "auth_time", "iss"],
            "claim_types_supported": ["normal"],
            "claims_parameter_supported": False,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "acr_values_supported": [level.value for level in self._settings.levels],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            # The registered client's own algorithm: a client that picks another must learn it here.
            "id_token_signing_alg_values_supported": [self._settings.signing_algorithm],
            "userinfo_signing_alg_values_supported": [self._settings.signing_algorithm],
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "ui_locales_supported": ["fr"],
        }

    async def _play_outage(self, persona: str | None) -> None:
        await self._play_slowness(persona)
        if self._play.strikes(Fault.TOKEN_ENDPOINT_DOWN, persona):
            raise RefusedAsJson(503, "temporarily_unavailable", "token endpoint is unavailable")

    async def _play_slowness(self, persona: str | None) -> None:
        if self._play.strikes(Fault.SLOW, persona):
            await self._play.sleep(self._settings.slow_seconds)

    def _authenticate(self, form: Mapping[str, str]) -> None:
        known = form.get("client_id", "") == self._settings.client_id
        secret = self._settings.client_secret.get_secret_value()
        if not (known and hmac.compare_digest(form.get("client_secret", "").encode(), secret.encode())):
            raise RefusedAsJson(401, "invalid_client", "client authentication failed")

    def _redeem(self, code: str, redirect_uri: str) -> dict[str, Any]:
        issued = self._play.state.codes.get(code)
        if issued is None:
            raise _invalid_grant()
        if issued.access_token is not None:
            self._play.state.grants.drop(issued.access_token)
            raise _invalid_grant()
        if self._play.clock() - issued.issued_at >= CODE_TTL or issued.request.redirect_uri != redirect_uri:
            raise _invalid_grant()
        access_token = secrets.token_urlsafe(32)
        self._play.state.codes.put(code, replace(issued, access_token=access_token))
        self._play.state.grants.put(access_token, Grant(issued.login.persona, issued.request.scopes))
        return {
            "access_token": access_token,
            "expires_in": TOKEN_TTL,
            "id_token": self._id_token(issued, access_token),
            "scope": " ".join(issued.request.scopes),
            "token_type": "Bearer",
        }

    def _id_token(self, issued: IssuedCode, access_token: str) -> str:
        persona = issued.login.persona
        acr = issued.request.acr
        claims = {
            **self._envelope(persona),
            "nonce": issued.request.nonce,
            "acr": acr.value,
            "amr": _AMR[acr],
            "auth_time": issued.login.auth_time,
            "at_hash": _half_hash(access_token),
        }
        if self._play.strikes(Fault.WRONG_NONCE, persona):
            claims["nonce"] = secrets.token_urlsafe(32)
        if self._play.strikes(Fault.ACR_TOO_LOW, persona):
            claims["acr"] = acr.one_below
        return self._sealed(self._sign_id_token(claims, persona))

    def _sealed(self, token: str) -> str:
        return encrypted_for(self._recipient, token) if self._recipient else token

    def _sign_id_token(self, claims: dict[str, Any], persona: str) -> str:
        if self._play.strikes(Fault.BAD_SIGNATURE, persona):
            return self._play.keys.sign_wrongly(claims, self._settings.signing_algorithm)
        if self._play.strikes(Fault.UNKNOWN_KID, persona):
            return self._play.keys.sign_with_unknown_kid(claims, self._settings.signing_algorithm)
        return self._play.keys.sign(claims, self._settings.signing_algorithm)

    def _envelope(self, persona: str) -> dict[str, Any]:
        now = int(self._play.clock())
        salt = self._settings.subject_salt.get_secret_value()
        return {
            "iss": self._settings.issuer,
            "aud": self._settings.client_id,
            "sub": pairwise_subject(self._play.personas[persona].identity, self._settings.client_id, salt),
            "iat": now,
            "exp": now + TOKEN_TTL,
        }


def _recipient(settings: Settings) -> KeySet | None:
    path = settings.encryption_keys_file
    return KeySet.import_key_set(json.loads(path.read_text())) if path else None


def _half_hash(access_token: str) -> str:
    """OpenID Connect's at_hash for the algorithms that end in 256."""
    digest = hashlib.sha256(access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
