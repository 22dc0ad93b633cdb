"""Envelope encryption, keyed digests and detached signatures, over the `cryptography` library's primitives."""

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc.jwk import KeySet, OKPKey

_VERSION = b"\x01"
_NONCE = 12
_WRAPPED = _NONCE + 32 + 16


class SealBroken(Exception):
    """The bytes were not sealed by this vault, in this context, or were altered."""


class Vault:
    """Seals records, each with a data key of its own, wrapped by the active key of the process.

    Layout of sealed bytes: version (1), length of the key id (1), key id, nonce and wrapped data key (60), nonce (12), ciphertext and tag.
    Older keys still open what they sealed, so that the active one can be changed without touching the rows; the first of the file stays the first,
    since digests are made with it.
    """

    def __init__(self, keys: dict[str, bytes], active: str) -> None:
        self._wrappers = {name: AESGCM(key) for name, key in keys.items()}
        self._active = active
        self._lookup = keyed_digest(next(iter(keys.values())), b"lookup")

    @classmethod
    def from_file(cls, path: Path) -> "Vault":
        """Reads `{"active": "k1", "keys": {"k1": "<base64, 32 bytes>"}}`."""
        content = json.loads(path.read_text())
        return cls({name: base64.b64decode(key) for name, key in content["keys"].items()}, content["active"])

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """`plaintext`, readable only with the same `context` (for example the row's id, so that rows cannot be swapped)."""
        data_key, name = os.urandom(32), self._active.encode()
        outer, inner = os.urandom(_NONCE), os.urandom(_NONCE)
        wrapped = self._wrappers[self._active].encrypt(outer, data_key, context)
        header = _VERSION + bytes([len(name)]) + name + outer + wrapped
        return header + inner + AESGCM(data_key).encrypt(inner, plaintext, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """What was sealed in this context. Raises SealBroken."""
        if sealed[:1] != _VERSION or len(sealed) < 2:
            raise SealBroken
        start = 2 + sealed[1]
        wrapper = self._wrappers.get(sealed[2:start].decode(errors="replace"))
        if wrapper is None:
            raise SealBroken
        wrapped, rest = sealed[start : start + _WRAPPED], sealed[start + _WRAPPED :]
        try:
            data_key = wrapper.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], context)
            return AESGCM(data_key).decrypt(rest[:_NONCE], rest[_NONCE:], context)
        except (InvalidTag, ValueError) as broken:
            raise SealBroken from broken

    def digest(self, purpose: str, text: bytes) -> bytes:
        """32 bytes by which `text` is recognised, under one purpose; without the keys nobody finds by trial which text it is."""
        return keyed_digest(self._lookup, purpose.encode(), text)


def keyed_digest(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 (32 bytes) over the parts, each preceded by its length so that two splits never collide."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


class Signer:
    """Signs payloads with the process's own Ed25519 key."""

    def __init__(self, key: OKPKey) -> None:
        if not isinstance(key.private_key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 private key")
        self._key = key.private_key
        self.key_id = str(key.kid)

    @classmethod
    def from_file(cls, path: Path) -> "Signer":
        """Reads a private JWK."""
        return cls(OKPKey.import_key(json.loads(path.read_text())))

    def sign(self, payload: bytes) -> str:
        """A detached signature: `<key id>.<base64url of 64 bytes>`."""
        signature = self._key.sign(payload)
        return f"{self.key_id}.{base64.urlsafe_b64encode(signature).decode()}"


def verify_signature(trusted: KeySet, issuer: str, payload: bytes, signature: str) -> bool:
    """Whether `issuer` signed exactly this payload."""
    key_id, _, encoded = signature.partition(".")
    if key_id != issuer:
        return False
    try:
        key = trusted.get_by_kid(key_id)
        if not isinstance(key, OKPKey) or not isinstance(key.public_key, Ed25519PublicKey):
            return False
        key.public_key.verify(base64.urlsafe_b64decode(encoded), payload)
    except (InvalidSignature, ValueError):
        return False
    return True
