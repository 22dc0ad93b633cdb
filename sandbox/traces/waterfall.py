"""The order of a waterfall: parents before children, siblings by start, and where each bar stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.traces.spans import Span

NS_PER_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Bar:
    """One span at its place: depth in the tree, offset from the trace's start and duration in milliseconds."""

    span: Span
    depth: int
    offset_ms: float
    duration_ms: float


def waterfall(spans: Sequence[Span]) -> list[Bar]:
    """Spans in tree order. A span whose parent was not received stands as a root; every span appears exactly once."""
    known = {span.span_id for span in spans}
    children: dict[str, list[Span]] = defaultdict(list)
    for span in sorted(spans, key=lambda span: (span.start_ns, span.span_id)):
        children[span.parent_id if span.parent_id in known and span.parent_id != span.span_id else ""].append(span)
    start_ns = min((span.start_ns for span in spans), default=0)
    bars = _walk(children, children[""], start_ns)
    reached = {bar.span.span_id for bar in bars}
    # Parents that go round in a circle are nobody's descendants: shown flat rather than lost.
    lost = [span for span in spans if span.span_id not in reached]
    return bars + [_bar(span, 0, start_ns) for span in lost]


def _walk(children: dict[str, list[Span]], roots: list[Span], start_ns: int) -> list[Bar]:
    bars = []
    to_visit = [(span, 0) for span in reversed(roots)]
    while to_visit:
        span, depth = to_visit.pop()
        bars.append(_bar(span, depth, start_ns))
        to_visit.extend((child, depth + 1) for child in reversed(children.get(span.span_id, ())))
    return bars


def _bar(span: Span, depth: int, start_ns: int) -> Bar:
    return Bar(span, depth, (span.start_ns - start_ns) / NS_PER_MS, (span.end_ns - span.start_ns) / NS_PER_MS)
