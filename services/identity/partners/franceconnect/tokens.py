"""FranceConnect's signed tokens: nothing of them is believed before everything about them is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import CodeIDToken
from joserfc import jwe, jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.identity.domain.errors import LoginNotTrusted
from services.identity.partners.franceconnect.provider import Provider

# FranceConnect also offers HS256: a shared secret that signs is a secret too many.
ALGORITHMS = ("RS256", "ES256")
# What FranceConnect+ encrypts with, and nothing else: neither a weaker algorithm nor a password.
ENCRYPTION = ("ECDH-ES", "RSA-OAEP", "A256GCM")
_LEEWAY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: for whom it is, in answer to which nonce, beside which access token, and when it is read."""

    client_id: str
    nonce: str
    access_token: str = field(repr=False)
    now: datetime


async def read_id_token(provider: Provider, token: str, expected: Expected) -> Mapping[str, Any]:
    """The claims of an id_token: signature, issuer, audience, times, nonce and at_hash are right. Raises LoginNotTrusted."""
    decoded = await _decode(provider, token)
    params = {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": expected.access_token}
    claims = CodeIDToken(decoded.claims, decoded.header, _options(provider, expected), params)
    return _validated(claims, expected)


async def read_userinfo(provider: Provider, token: str, expected: Expected) -> Mapping[str, Any]:
    """The claims of a userinfo answer, which FranceConnect signs like an id_token. Raises LoginNotTrusted."""
    decoded = await _decode(provider, token)
    return _validated(JWTClaims(decoded.claims, decoded.header, _options(provider, expected)), expected)


def decrypted(token: str, keys: KeySet) -> str:
    """The signed token that FranceConnect+ encrypted for one of these private keys. Raises LoginNotTrusted, for a token in clear too."""
    try:
        sealed = jwe.decrypt_compact(token, keys, algorithms=list(ENCRYPTION))
        return (sealed.plaintext or b"").decode()
    except (JoseError, ValueError) as wrong:
        raise LoginNotTrusted from wrong


def _options(provider: Provider, expected: Expected) -> dict[str, dict[str, object]]:
    return {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "sub": {"essential": True},
    }


def _validated(claims: Any, expected: Expected) -> Mapping[str, Any]:
    try:
        claims.validate(now=int(expected.now.timestamp()), leeway=_LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError) as wrong:
        raise LoginNotTrusted from wrong
    read: Mapping[str, Any] = claims
    return read


async def _decode(provider: Provider, token: str) -> jwt.Token:
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
        # Without a key id, any key of the set would do: none does.
        if not isinstance(kid, str):
            raise LoginNotTrusted
        return jwt.decode(token, await provider.keys(kid), algorithms=list(ALGORITHMS))
    except (JoseError, ValueError) as wrong:
        raise LoginNotTrusted from wrong
