"""Zero trust between services: a short signed token on every call, verified by whoever serves it, against the policy written on the RPC.

A token is an Ed25519 JWT. Its issuer is a process ("bff", "situation"); only the edge may speak for a person. Its audience is one service.
"""

import json
import time
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from mesdroits.common.v1 import access_pb2

from chassis.errors import Forbidden, Unauthenticated
from chassis.settings import ProcessSettings

_ALGORITHM = "Ed25519"
_EDGE = "bff"
_LEEWAY = 2
_LONGEST = 60
_CACHE = 4096
_REQUIRED = {"iss": str, "aud": str, "exp": int, "acr": int, "purpose": str}
_OPTIONAL = ("sub", "act", "mandate")


@dataclass(frozen=True)
class Caller:
    """Who calls: the process that signed, and the person it speaks for, if any."""

    issuer: str
    person_id: str | None = None
    actor: str | None = None
    mandate: str | None = None
    assurance: int = 0
    purpose: str = ""


_caller: ContextVar[Caller] = ContextVar("caller")


def current_caller() -> Caller:
    """Who calls the RPC under way. Raises Unauthenticated outside one."""
    try:
        return _caller.get()
    except LookupError:
        raise Unauthenticated from None


def set_caller(caller: Caller) -> None:
    """Makes `caller` the one of the RPC under way."""
    _caller.set(caller)


class Minter:
    """Signs the process's tokens, each good for one audience and at most a minute, and kept while it has half of its life left."""

    def __init__(self, issuer: str, key: OKPKey) -> None:
        self._issuer = issuer
        self._key = key
        self._kept: dict[tuple[Any, ...], tuple[float, str]] = {}

    @classmethod
    def from_settings(cls, settings: ProcessSettings) -> "Minter":
        """Reads the process's private JWK."""
        return cls(settings.service, OKPKey.import_key(json.loads(settings.signing_key_file.read_text())))

    def mint(
        self,
        audience: str,
        *,
        person_id: str | None = None,
        actor: str | None = None,
        mandate: str | None = None,
        assurance: int = 0,
        purpose: str = "",
        ttl: int = 60,
    ) -> str:
        """A token for `audience`; without `person_id`, the process speaks in its own name."""
        wanted = (audience, person_id, actor, mandate, assurance, purpose, ttl)
        now = time.time()
        until, token = self._kept.get(wanted, (0.0, ""))
        if now > until:
            if len(self._kept) >= _CACHE:
                self._kept.clear()
            claims = {"iss": self._issuer, "aud": audience, "iat": int(now), "exp": int(now) + ttl, "sub": person_id}
            claims |= {"act": actor or person_id, "mandate": mandate, "acr": assurance, "purpose": purpose}
            token = jwt.encode({"alg": _ALGORITHM, "kid": self._issuer}, claims, self._key, algorithms=[_ALGORITHM])
            self._kept[wanted] = (now + ttl / 2, token)
        return token


class Verifier:
    """Reads tokens addressed to one audience, signed by one of the trusted processes."""

    def __init__(self, trusted: KeySet, audience: str) -> None:
        self._trusted = trusted
        self._audience = audience
        self._seen: dict[str, tuple[float, Caller]] = {}

    @classmethod
    def from_file(cls, trusted_keys: Path, audience: str) -> "Verifier":
        """Reads the JWKS of the suite; the key id of each key is its process's name."""
        return cls(KeySet.import_key_set(json.loads(trusted_keys.read_text())), audience)

    def verify(self, authorization: str) -> Caller:
        """Who signed `Bearer …`. Raises Unauthenticated for any other thing: absent, altered, expired, meant for somebody else."""
        expiry, caller = self._seen.get(authorization, (0.0, None))
        now = time.time()
        if caller and now < expiry:
            return caller
        claims = self._read(authorization)
        caller = _caller_of(claims)
        expiry = float(claims["exp"])
        if not -_LEEWAY < expiry - now <= _LONGEST + _LEEWAY or claims["aud"] != self._audience:
            raise Unauthenticated
        if len(self._seen) >= _CACHE:
            self._seen.clear()
        self._seen[authorization] = (expiry, caller)
        return caller

    def _read(self, authorization: str) -> dict[str, Any]:
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer":
            raise Unauthenticated
        try:
            decoded = jwt.decode(token, self._trusted, algorithms=[_ALGORITHM])
        except (JoseError, ValueError, TypeError) as unreadable:
            raise Unauthenticated from unreadable
        claims = decoded.claims
        # Whoever holds one key must not sign in another process's name.
        if not _well_formed(claims) or decoded.header.get("kid") != claims["iss"]:
            raise Unauthenticated
        return claims


def _well_formed(claims: object) -> bool:
    if not isinstance(claims, dict):
        return False
    required = all(isinstance(claims.get(name), kind) for name, kind in _REQUIRED.items())
    optional = all(isinstance(claims.get(name), str | None) for name in _OPTIONAL)
    # An empty subject is nobody: it must not match a request whose field is empty.
    return required and optional and claims.get("sub") != ""


def _caller_of(claims: dict[str, Any]) -> Caller:
    if claims.get("sub") is not None and claims["iss"] != _EDGE:
        raise Unauthenticated
    person, actor, mandate = (claims.get(name) for name in _OPTIONAL)
    return Caller(claims["iss"], person, actor, mandate, claims["acr"], claims["purpose"])


def access_of(method: MethodDescriptor) -> access_pb2.Access | None:
    """The policy written on an RPC; None where there is none, which refuses everybody."""
    options = method.GetOptions()
    return options.Extensions[access_pb2.access] if options.HasExtension(access_pb2.access) else None


def authorise(policy: access_pb2.Access, caller: Caller, request: Message) -> None:
    """Lets the call pass, or raises Forbidden; looks at the token and the request only, so it says nothing about what exists."""
    if caller.person_id is None:
        if caller.issuer not in policy.callers:
            raise Forbidden
        return
    if not policy.person_field or getattr(request, policy.person_field) != caller.person_id:
        raise Forbidden
    if caller.assurance < policy.minimum_assurance:
        raise AssuranceTooLow


class AssuranceTooLow(Forbidden):
    """The login is not strong enough for this."""

    reason = "ASSURANCE_TOO_LOW"
    default_message = "Pour voir ces informations, reconnectez-vous avec un compte plus sûr (FranceConnect+)."
