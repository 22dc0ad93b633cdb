"""Codes printed on produced documents: twelve characters drawn at random, and four that only our key could have written after them. Pure."""

import hashlib
import re
from collections.abc import Callable

# Crockford's base 32: no letter that is taken for a digit, nor for another.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TAKEN_FOR = str.maketrans("OIL", "011")
_DRAWN, _PROOF = 12, 4

Sign = Callable[[bytes], str]


def drawn(entropy: bytes, sign: Sign) -> str:
    """A code from eight random bytes."""
    text = _base32(int.from_bytes(entropy[:8], "big"), _DRAWN)
    return text + _proof(text, sign)


def read(printed: str) -> str:
    """A code as it is kept: sixteen characters, whatever the case, the spaces and the dashes; "" when it cannot be one."""
    code = re.sub(r"[\s-]", "", printed.upper()).translate(_TAKEN_FOR)
    whole = len(code) == _DRAWN + _PROOF and all(character in _ALPHABET for character in code)
    return code if whole else ""


def is_ours(code: str, sign: Sign) -> bool:
    """Whether our key wrote its end: a guess is refused without a look at what is kept."""
    return code[_DRAWN:] == _proof(code[:_DRAWN], sign)


def printed(code: str) -> str:
    """In groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _proof(text: str, sign: Sign) -> str:
    # Ed25519 signs the same text always with the same signature.
    digest = hashlib.sha256(sign(f"verification-code/{text}".encode()).encode()).digest()
    return _base32(int.from_bytes(digest[:8], "big"), _PROOF)


def _base32(number: int, length: int) -> str:
    return "".join(_ALPHABET[(number >> 5 * rank) & 31] for rank in reversed(range(length)))
