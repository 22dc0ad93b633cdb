"""Keyset paging (AIP-158): bounded pages, and tokens that say where the last one stopped, not how many rows it skipped."""

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from chassis.errors import InvalidInput, Violation

_DEFAULT, _MOST = 50, 200


async def every_page(ask: Callable[[Any], Awaitable[Any]], request: Any) -> AsyncIterator[Any]:
    """The pages of a list that somebody else holds, from the one that `request` asks for to the last."""
    while True:
        page = await ask(request)
        yield page
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def page_size(requested: int) -> int:
    """0 → 50, more than 200 → 200. Raises InvalidInput below 0."""
    if requested < 0:
        raise InvalidInput([Violation("page_size", "Le nombre d'éléments par page ne peut pas être négatif.")])
    return min(requested or _DEFAULT, _MOST)


def encode_token(*key: str) -> str:
    """An opaque token that holds the sort key of the last row of a page."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_token(token: str, arity: int) -> tuple[str, ...] | None:
    """The sort key held by `token`, of `arity` parts; None for the first page. Raises InvalidInput on anything we did not make."""
    if not token:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        # Half a surrogate pair is no text, for PostgreSQL neither.
        json.dumps(key, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        key = None
    if (
        not isinstance(key, list)
        or len(key) != arity
        or not all(isinstance(part, str) and "\0" not in part for part in key)
    ):
        raise InvalidInput([Violation("page_token", "Cette page n'existe plus. Revenez à la première page.")])
    return tuple(key)
