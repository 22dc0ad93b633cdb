"""The order of the tree, and its oddities: orphans, circles, nothing at all."""

from sandbox.traces.spans import Origin, Span, span_of
from sandbox.traces.tests.spans import made
from sandbox.traces.waterfall import waterfall

ORIGIN = Origin("bff", {}, "", {})


def _span(name: str, parent: str = "", start_ms: int = 0, duration_ms: int = 10) -> Span:
    return span_of(made(name, parent, start_ms, duration_ms).SerializeToString(), ORIGIN)


def test_children_follow_their_parent_and_siblings_follow_the_clock() -> None:
    spans = [_span("late", "root", 5), _span("root"), _span("inner", "early", 3), _span("early", "root", 2)]
    drawn = [(bar.span.name, bar.depth, bar.offset_ms) for bar in waterfall(spans)]
    assert drawn == [("root", 0, 0.0), ("early", 1, 2.0), ("inner", 2, 3.0), ("late", 1, 5.0)]


def test_a_span_whose_parent_was_not_received_stands_as_a_root() -> None:
    bars = waterfall([_span("orphan", "missing", 4, 20), _span("child", "orphan", 5)])
    assert [(bar.span.name, bar.depth) for bar in bars] == [("orphan", 0), ("child", 1)]
    assert bars[0].duration_ms == 20.0


def test_parents_that_go_round_in_a_circle_are_all_shown() -> None:
    bars = waterfall([_span("a", "b"), _span("b", "a"), _span("self", "self"), _span("root")])
    assert sorted(bar.span.name for bar in bars) == ["a", "b", "root", "self"]


def test_ten_thousand_nested_spans_are_no_trouble() -> None:
    chain = [_span(str(depth), str(depth - 1) if depth else "", depth) for depth in range(10_000)]
    assert waterfall(chain)[-1].depth == 9_999


def test_no_span_gives_no_bar() -> None:
    assert waterfall([]) == []
