"""Spans inside the process: what is under way, what becomes of failures, and what libraries that speak OpenTelemetry see."""

import asyncio
import contextlib
import contextvars
import logging

import pytest
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import INVALID_SPAN, Link, SpanKind, Status, StatusCode

from chassis import telemetry
from chassis.errors import NotFound
from chassis.telemetry_spans import new_trace_id

REMOTE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_library_sees_the_span_under_way_and_can_begin_its_own(spans: InMemorySpanExporter) -> None:
    tracer = telemetry.tracer_for("library", None, processor=SimpleSpanProcessor(spans))
    with telemetry.span("ours") as ours:
        assert trace.get_current_span() is ours
        with tracer.start_as_current_span("theirs", kind=SpanKind.CLIENT, attributes={"a": 1}) as theirs:
            assert trace.get_current_span() is theirs
        explicit = tracer.start_span(
            "other", trace.set_span_in_context(INVALID_SPAN), links=[Link(ours.get_span_context())]
        )
        explicit.end()
    told = {span.name: span for span in spans.get_finished_spans()}
    assert told["theirs"].parent == ours.get_span_context()
    assert told["other"].parent is None
    assert told["other"].links[0].context == ours.get_span_context()
    assert trace.get_current_span() is INVALID_SPAN


def test_a_failure_names_its_span_and_says_nothing_else(spans: InMemorySpanExporter) -> None:
    tracer = telemetry.tracer_for("library", None, processor=SimpleSpanProcessor(spans))
    failures = [(ValueError("12 rue des Lilas"), "ValueError"), (NotFound("12 rue des Lilas"), "NOT_FOUND")]
    for failure, named in failures:
        with pytest.raises(type(failure)), telemetry.span("ours"):
            raise failure
        assert spans.get_finished_spans()[-1].status.description == named
    with contextlib.suppress(ValueError), tracer.start_as_current_span("theirs") as theirs:
        theirs.record_exception(failures[0][0])
        raise failures[0][0]
    assert "Lilas" not in repr([vars(span) for span in spans.get_finished_spans()])


def test_an_ended_span_does_not_change_and_ok_is_final(spans: InMemorySpanExporter) -> None:
    span = telemetry.begin("once", SpanKind.INTERNAL)
    span.set_status(Status(StatusCode.OK))
    span.set_status(StatusCode.ERROR, "too late")
    span.end(end_time=5)
    span.end()
    span.set_attribute("a", 1)
    span.update_name("b")
    span.add_event("c")
    [told] = spans.get_finished_spans()
    assert (told.name, told.end_time, told.status.status_code, dict(told.attributes or {})) == (
        "once",
        5,
        StatusCode.OK,
        {},
    )
    assert not span.is_recording()


def test_what_was_not_sampled_upstream_stays_so_and_keeps_its_trace(spans: InMemorySpanExporter) -> None:
    with telemetry.span("ours", parent=REMOTE[:-2] + "00"):
        assert telemetry.current_trace_id() == REMOTE[3:35]
        assert telemetry.current_traceparent().endswith("-00")
        with telemetry.span("inner"):
            assert telemetry.current_trace_id() == REMOTE[3:35]
    assert spans.get_finished_spans() == ()


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        "00",
        "x-y-z-t",
        REMOTE.replace("4bf9", "zzzz"),
        f"00-{'0' * 32}-{'1' * 16}-01",
        f"ff{REMOTE[2:]}",
        REMOTE[:-3],
    ],
)
def test_a_traceparent_that_is_none_begins_a_trace(spans: InMemorySpanExporter, traceparent: str) -> None:
    with telemetry.span("ours", parent=traceparent):
        pass
    assert spans.get_finished_spans()[0].parent is None


def test_without_a_start_a_trace_passes_through_untouched() -> None:
    telemetry.shutdown()
    with telemetry.span("nothing"):
        assert telemetry.current_trace_id() == ""
    with telemetry.span("passes", parent=REMOTE):
        assert telemetry.current_traceparent() == REMOTE
    telemetry.adopt(INVALID_SPAN)
    assert telemetry.durations("x", "x") is None
    telemetry.log(logging.ERROR, "nobody listens", {})


def test_a_span_ended_in_another_context_says_nothing(
    spans: InMemorySpanExporter, caplog: pytest.LogCaptureFixture
) -> None:
    span = telemetry.begin("adopted", SpanKind.SERVER)
    contextvars.copy_context().run(telemetry.adopt, span)
    span.end()
    assert otel_context.get_current() == {}
    assert not caplog.records


async def test_tasks_side_by_side_each_have_their_own_span(spans: InMemorySpanExporter) -> None:
    async def work(name: str) -> None:
        with telemetry.span(name) as own:
            await asyncio.sleep(0.01)
            assert trace.get_current_span() is own

    with telemetry.span("all") as parent:
        await asyncio.gather(*(work(str(n)) for n in range(5)))
    parents = [span.parent for span in spans.get_finished_spans() if span.name != "all"]
    assert parents == [parent.get_span_context()] * 5


def test_trace_ids_follow_time_and_differ() -> None:
    ids = [new_trace_id(ms * 1_000_000) for ms in range(1_790_000_000_000, 1_790_000_000_100) for _ in range(10)]
    assert len(set(ids)) == 1000
    assert [one >> 80 for one in ids] == sorted(one >> 80 for one in ids)
    assert all(len(f"{one:032x}") == 32 for one in ids)
