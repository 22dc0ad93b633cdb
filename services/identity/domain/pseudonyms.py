"""Pseudonyms: under which name one organisme knows a person. Keyed per organisme, meaningless elsewhere, replaceable.

A pseudonym is a MAC, not a hash: who holds the persons' ids and no key can compute none of them.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_DIGITS = 32
_VERSION = re.compile(r"v(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """`value`: 32 hexadecimal digits. `key_version`: of the organisme's key that derived it."""

    organisme: str
    value: str
    key_version: str


def derive(key: bytes, organisme: str, person_id: str) -> str:
    """The pseudonym of a person at an organisme: 128 bits of HMAC-SHA256, 32 hexadecimal digits."""
    return hmac.new(key, f"{organisme}/{person_id}".encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def derive_key(secret: bytes, label: str) -> bytes:
    """A key of 32 bytes of its own, out of another one (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"mesdroits/identity/{label}".encode()).derive(secret)


def next_version(versions: Iterable[str]) -> str:
    """The version after the last one: v1, v2, v3…"""
    numbers = [int(found.group(1)) for version in versions if (found := _VERSION.fullmatch(version))]
    return f"v{max(numbers, default=0) + 1}"
