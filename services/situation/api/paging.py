"""Where the previous page of each list stopped. Raises InvalidInput on a token that this service did not make."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from chassis.db import is_identifier
from chassis.errors import InvalidInput, Violation
from chassis.pages import decode_token

T = TypeVar("T")
# A version's number is a 32-bit integer in the database.
_MOST = 2**31 - 1


def identifier(token: str) -> str | None:
    """The id of the last item; None for the first page."""
    key = decode_token(token, 1)
    return None if key is None else _read(_identifier, key[0])


def number(token: str) -> int:
    """The number of the last version; 0 for the first page."""
    key = decode_token(token, 1)
    return 0 if key is None else _read(_number, key[0])


def place(token: str) -> tuple[datetime, str] | None:
    """The instant and the id of the last item; None for the first page."""
    key = decode_token(token, 2)
    return None if key is None else (_read(_instant, key[0]), _read(_identifier, key[1]))


def _read(parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except (ValueError, OverflowError):
        raise InvalidInput([Violation("page_token", "Cette page n'existe plus. Revenez à la première page.")]) from None


def _identifier(text: str) -> str:
    if not is_identifier(text):
        raise ValueError(text)
    return text


def _number(text: str) -> int:
    value = int(text)
    if not 0 <= value <= _MOST:
        raise ValueError(text)
    return value


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    # The first and the last day of the calendar may stand outside it elsewhere.
    return instant.astimezone(UTC)
