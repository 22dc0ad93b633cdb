"""How much a request may carry, by its address: 256 kB, and more only where files are sent."""

import re
from typing import NamedTuple

MOST_BYTES = 256 * 1024
# What one PATCH may carry: the largest file of any organisme, in one go.
MOST_SENT = 21 << 20


class _Larger(NamedTuple):
    method: str
    path: re.Pattern[str]
    most_bytes: int


_LARGER = (
    _Larger("PATCH", re.compile(r"/api/v1/documents/uploads/[^/]+"), MOST_SENT),
    # Every file of a document at once, from a browser without a script.
    _Larger("POST", re.compile(r"/documents/[^/]+/fichiers"), 65 << 20),
    # A document that the suite produced, to be compared: at most 1 MiB.
    _Larger("POST", re.compile(r"/verifier"), 2 << 20),
)


def most_bytes(method: str, path: str) -> int:
    """The longest body that this address takes."""
    larger = (one.most_bytes for one in _LARGER if one.method == method and one.path.fullmatch(path))
    return next(larger, MOST_BYTES)
