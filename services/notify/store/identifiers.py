"""Identifiers as this service draws them. Anything else names nothing, and never reaches the database."""

import re

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_identifier(text: str) -> bool:
    """Whether the text could be one of our identifiers: a UUID in lower case."""
    return _UUID.fullmatch(text) is not None
