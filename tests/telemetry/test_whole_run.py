"""Everything that the run left in the trace store and the logs, whoever made it leave something: last of its folder, as it looks back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.suite.layout import REPOSITORY, Layout
from sandbox.traces.reader import Reader
from sandbox.traces.spans import Span
from tests.e2e.traces import privacy_leaks
from tests.telemetry.test_declaration import STREET

pytestmark = pytest.mark.timeout(300)
_LISTED = REPOSITORY / "docs" / "telemetry.md"
# The name of a reason, of an exception, or an HTTP status.
_REASON = re.compile(r"|[A-Z][A-Z0-9_]+|[A-Z][A-Za-z]+|5\d\d")


def _spans(layout: Layout) -> Iterator[Span]:
    return Reader(layout.root / "traces.db").every_span()


def _listed(document: Path) -> set[str]:
    """The first column of the table of span attributes."""
    _, _, after = document.read_text().partition("## Attributes of spans")
    return set(re.findall(r"^\| `([^`]+)` \|", after.partition("\n## ")[0], re.M))


def test_no_span_says_more_than_the_list_allows(running: Layout) -> None:
    said = {key for span in _spans(running) for key in span.attributes}
    assert "http.route" in said
    assert said <= _listed(_LISTED)


def test_no_span_fails_with_a_message(running: Layout) -> None:
    assert not {span.status_message for span in _spans(running) if not _REASON.fullmatch(span.status_message)}
    assert not {
        event.name for span in _spans(running) for event in span.events if "exception.message" in event.attributes
    }


def test_no_name_of_a_span_holds_what_somebody_sent(running: Layout) -> None:
    digits = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|\d{5}|%|\s{2}")
    assert not {span.name for span in _spans(running) if digits.search(span.name)}


async def test_no_identity_can_be_read_anywhere(running: Layout) -> None:
    assert not await privacy_leaks(running, [STREET, "Secret-Bien-Gardé", "12 rue des Tilleuls"])
