"""What schemathesis also checks of each answer: the same as every other hostile test."""

from typing import Any

import schemathesis

from tests.hostile.answers import check_parts

# A piece of a file (tus) is bytes like any other.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@schemathesis.check
def refusals_can_be_read(ctx: Any, response: Any, case: Any) -> None:
    """French, named fields, a trace id, and nothing of our insides."""
    headers = {name.lower(): values[0] for name, values in response.headers.items()}
    # A document is no text, and no refusal.
    text = "" if headers.get("content-type") == "application/pdf" else response.text
    said = f"{case.method} {case.path}: {response.status_code} {text[:600]}"
    check_parts(response.status_code, headers, text, said, empty=not text)
