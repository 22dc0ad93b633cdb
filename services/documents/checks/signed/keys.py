"""The public keys of those who sign 2D-Docs, from a file that operations keep from France Titres' list of trust (TSL) and its authorities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, ConfigDict

from services.documents.checks.signed.code import TwoDDoc

_HASHES: dict[int, hashes.HashAlgorithm] = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}


class KeyFault(Exception):
    """A key of the file is not one that signs 2D-Docs; the message names its certificate."""


class _Key(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    authority: str
    certificate: str
    public_key: str
    valid_from: date | None = None
    valid_until: date | None = None


class KeysFile(BaseModel):
    """`{"source", "checked", "keys": [{"authority", "certificate", "public_key": PEM, "valid_from"?, "valid_until"?}]}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str
    checked: date
    keys: tuple[_Key, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """By authority and certificate: the key, and the days between which it signed."""

    known: Mapping[tuple[str, str], tuple[ec.EllipticCurvePublicKey, date, date]]

    @classmethod
    def load(cls, path: Path | None) -> "Keys":
        """The keys of a file; none without one. Raises KeyFault, or pydantic's ValidationError, which names the key at fault."""
        if path is None:
            return cls({})
        listed = KeysFile.model_validate_json(path.read_bytes()).keys
        return cls({(one.authority, one.certificate): _entry(one) for one in listed})

    def verify(self, code: TwoDDoc) -> bool | None:
        """True: signed by whom it says; False: not; None: that certificate is not known, or not for that day."""
        entry = self.known.get((code.authority, code.certificate))
        if entry is None:
            return None
        key, first, last = entry
        if code.signed is not None and not first <= code.signed <= last:
            return None
        return _is_signed(key, code)


def _entry(told: _Key) -> tuple[ec.EllipticCurvePublicKey, date, date]:
    key = load_pem_public_key(told.public_key.encode())
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.key_size not in _HASHES:
        raise KeyFault(f"{told.authority}/{told.certificate}")
    return key, told.valid_from or date.min, told.valid_until or date.max


def _is_signed(key: ec.EllipticCurvePublicKey, code: TwoDDoc) -> bool:
    half = (key.key_size + 7) // 8
    if len(code.signature) != 2 * half:
        return False
    r, s = int.from_bytes(code.signature[:half], "big"), int.from_bytes(code.signature[half:], "big")
    try:
        key.verify(encode_dss_signature(r, s), code.message, ec.ECDSA(_HASHES[key.key_size]))
    except InvalidSignature:
        return False
    return True
