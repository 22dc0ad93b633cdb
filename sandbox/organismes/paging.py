"""Keyset pages over a list that is already sorted, newest first."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from chassis.pages import decode_token, encode_token, page_size

M = TypeVar("M")
Key = Callable[[M], tuple[str, ...]]


def page(lines: Sequence[M], key: Key[M], size: int, token: str) -> tuple[list[M], str]:
    """The page after `token`, and the token of the next one (empty on the last). Raises InvalidInput."""
    wanted = page_size(size)
    after = decode_token(token, len(key(lines[0]))) if lines else None
    rest = [line for line in lines if after is None or key(line) < after]
    if len(rest) <= wanted:
        return rest, ""
    return rest[:wanted], encode_token(*key(rest[wanted - 1]))
