"""Signing keys, drawn at start, and the ways a signature is made wrong on purpose."""

from dataclasses import dataclass
from typing import Any

from joserfc import jwe, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from sandbox.franceconnect.settings import SigningAlgorithm

Keys = dict[str, ECKey | RSAKey]
ALGORITHMS: tuple[SigningAlgorithm, ...] = ("ES256", "RS256")


def _draw() -> Keys:
    return {
        "ES256": ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True),
        "RS256": RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True),
    }


def encrypted_for(keys: KeySet, token: str) -> str:
    """A signed token in an envelope that only the client opens: ECDH-ES or RSA-OAEP as its key allows, then A256GCM."""
    key = keys.keys[0]
    algorithm = "ECDH-ES" if isinstance(key, ECKey) else "RSA-OAEP"
    header = {"alg": algorithm, "enc": "A256GCM", "cty": "JWT", "kid": key.kid}
    return jwe.encrypt_compact(header, token.encode(), key, [algorithm, "A256GCM"])


@dataclass(frozen=True)
class SigningKeys:
    """`published` are in the JWKS; `foreign` never are, they sign what must be refused."""

    published: Keys
    foreign: Keys

    @classmethod
    def draw(cls) -> "SigningKeys":
        return cls(_draw(), _draw())

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.published.values()]}

    def sign(self, claims: dict[str, Any], algorithm: str) -> str:
        return self._sign(claims, algorithm, self.published, self.published)

    def sign_wrongly(self, claims: dict[str, Any], algorithm: str) -> str:
        """A foreign key's signature under a published `kid`."""
        return self._sign(claims, algorithm, self.foreign, self.published)

    def sign_with_unknown_kid(self, claims: dict[str, Any], algorithm: str) -> str:
        """A sound signature by a key that the JWKS does not hold."""
        return self._sign(claims, algorithm, self.foreign, self.foreign)

    def read(self, token: str) -> dict[str, Any] | None:
        """The claims of a token signed here, whatever its age; None when it was not."""
        try:
            return jwt.decode(token, KeySet(list(self.published.values())), list(ALGORITHMS)).claims
        except (JoseError, ValueError):
            return None

    @staticmethod
    def _sign(claims: dict[str, Any], algorithm: str, signers: Keys, named: Keys) -> str:
        header = {"alg": algorithm, "kid": named[algorithm].kid}
        return jwt.encode(header, claims, signers[algorithm], [algorithm])
