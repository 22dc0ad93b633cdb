"""Where a page stopped: an instant and an id."""

from datetime import UTC, datetime

from chassis.db import is_identifier
from chassis.errors import InvalidInput, Violation
from chassis.pages import decode_token, encode_token


def place_of(token: str) -> tuple[datetime, str] | None:
    """Where the previous page stopped; None: the first page. Raises InvalidInput on a token that this service did not make."""
    key = decode_token(token, 2)
    if key is None:
        return None
    try:
        instant = datetime.fromisoformat(key[0])
        if instant.tzinfo is None or not is_identifier(key[1]):
            raise ValueError(token)
        return instant.astimezone(UTC), key[1]
    except (ValueError, OverflowError):
        raise InvalidInput([Violation("page_token", "Cette page n'existe plus. Revenez à la première page.")]) from None


def token_of(instant: datetime, name: str) -> str:
    """Where this page stops."""
    return encode_token(instant.isoformat(), name)
