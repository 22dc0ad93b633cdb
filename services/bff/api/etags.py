"""The etag of what was read, in the body or in If-Match: one, and only one."""

from chassis.errors import InvalidInput, Violation

_TWO_ETAGS = "L'en-tête If-Match porte un autre `etag`."


def one_etag(in_body: str | None, in_header: str, missing: str) -> str:
    """The etag. Raises InvalidInput where there is none, which `missing` says, or two."""
    named = in_header.removeprefix("W/").strip('"')
    if named and in_body and named != in_body:
        raise InvalidInput([Violation("etag", _TWO_ETAGS)])
    etag = in_body or named
    if not etag:
        raise InvalidInput([Violation("etag", missing)])
    return etag
