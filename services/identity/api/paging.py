"""Pages by key: what a token holds for each list of identity, and how one row too many tells that a page follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from chassis.errors import InvalidInput, Violation
from chassis.pages import decode_token, encode_token, page_size
from services.identity.store.attachments import PageKey

Moment = tuple[datetime, str]
_Line = TypeVar("_Line")


@dataclass(frozen=True, slots=True)
class MomentPage:
    """A page of lines sorted by an instant then an id."""

    size: int
    after: Moment | None

    @property
    def wanted(self) -> int:
        """How many rows to read: one too many."""
        return self.size + 1

    def cut(self, found: Sequence[_Line], key_of: Callable[[_Line], Moment]) -> tuple[Sequence[_Line], str]:
        """The lines to show, and the token of the next page; empty on the last one."""
        if len(found) <= self.size:
            return found, ""
        shown = found[: self.size]
        instant, identifier = key_of(shown[-1])
        return shown, encode_token(instant.isoformat(), identifier)


def moments(requested: int, token: str) -> MomentPage:
    """Raises InvalidInput."""
    key = decode_token(token, 2)
    if key is None:
        return MomentPage(page_size(requested), None)
    try:
        instant = _instant(key[0])
    except (ValueError, OverflowError):
        raise _bad_token() from None
    return MomentPage(page_size(requested), (instant, key[1]))


def attachments(requested: int, token: str) -> tuple[int, PageKey | None]:
    """Raises InvalidInput."""
    key = decode_token(token, 3)
    if key is None:
        return page_size(requested), None
    try:
        return page_size(requested), (key[0], date.fromisoformat(key[1]), key[2])
    except ValueError:
        raise _bad_token() from None


def attachment_token(key: PageKey) -> str:
    """The token of the page after this attachment."""
    return encode_token(key[0], key[1].isoformat(), key[2])


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    # The first and the last day of the calendar may stand outside it elsewhere.
    return instant.astimezone(UTC)


def _bad_token() -> InvalidInput:
    return InvalidInput([Violation("page_token", "Cette page n'existe plus. Revenez à la première page.")])
