"""What leaves the process: spans, metrics and logs as an OTLP back end receives them, and what is said when it does not answer."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from concurrent import futures
from dataclasses import dataclass, field
from typing import Any

import grpc
import pytest
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.trace import SpanKind

from chassis import logs, telemetry, telemetry_export

REMOTE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@dataclass
class BackEnd:
    """An OTLP receiver in a thread; `failures` is how many exports of spans it first refuses, with which code."""

    failures: list[grpc.StatusCode] = field(default_factory=list)
    received: dict[str, list[Any]] = field(default_factory=lambda: {"trace": [], "metrics": [], "logs": []})

    def start(self, address: str = "127.0.0.1:0") -> None:
        self.server = grpc.server(futures.ThreadPoolExecutor(4))
        self._add("trace", trace_service_pb2.ExportTraceServiceRequest, "TraceService")
        self._add("metrics", metrics_service_pb2.ExportMetricsServiceRequest, "MetricsService")
        self._add("logs", logs_service_pb2.ExportLogsServiceRequest, "LogsService")
        self.port = self.server.add_insecure_port(address)
        self.server.start()

    def _add(self, signal: str, request: Any, service: str) -> None:
        def export(message: Any, context: Any) -> bytes:
            if signal == "trace" and self.failures:
                context.abort(self.failures.pop(0), "")
            self.received[signal].append(message)
            return b""

        handler = grpc.unary_unary_rpc_method_handler(export, request.FromString, bytes)
        name = f"opentelemetry.proto.collector.{signal}.v1.{service}"
        self.server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, {"Export": handler}),))

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def spans(self) -> list[tuple[dict[str, Any], Any]]:
        """Every span received, with the attributes of its resource."""
        groups = [group for request in self.received["trace"] for group in request.resource_spans]
        return [(plain(g.resource.attributes), span) for g in groups for scope in g.scope_spans for span in scope.spans]


def plain(pairs: Any) -> dict[str, Any]:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}


@pytest.fixture
def back_end() -> Iterator[BackEnd]:
    started = BackEnd()
    started.start()
    yield started
    telemetry.shutdown()
    started.server.stop(0)


def test_a_span_arrives_whole_when_the_process_stops(back_end: BackEnd) -> None:
    telemetry.start("situation", back_end.endpoint)
    attributes = {"text": "a", "flag": True, "count": 1, "share": 0.5, "many": ["x", "y"]}
    before = time.time_ns()
    with telemetry.span("work", SpanKind.CONSUMER, parent=REMOTE, attributes=attributes, links=[REMOTE]) as span:
        span.add_event("seen", {"n": 1})
        telemetry.fail(span, "NOT_THERE")
    telemetry.shutdown()
    [(resource, told)] = back_end.spans()
    assert resource["service.name"] == "situation"
    assert resource["service.namespace"] == "mesdroits"
    assert told.trace_id.hex() == REMOTE[3:35]
    assert told.parent_span_id.hex() == REMOTE[36:52]
    assert told.span_id.hex() == f"{span.get_span_context().span_id:016x}"
    assert (told.name, told.kind) == ("work", told.SPAN_KIND_CONSUMER)
    assert before <= told.start_time_unix_nano <= told.end_time_unix_nano <= time.time_ns()
    sent = plain(told.attributes)
    assert [item.string_value for item in sent.pop("many").values] == ["x", "y"]
    assert sent == {"text": "a", "flag": True, "count": 1, "share": 0.5, "error.type": "NOT_THERE"}
    assert (told.status.code, told.status.message) == (told.status.STATUS_CODE_ERROR, "NOT_THERE")
    assert [(event.name, plain(event.attributes)) for event in told.events] == [("seen", {"n": 1})]
    assert [link.trace_id.hex() for link in told.links] == [REMOTE[3:35]]


def test_spans_alike_but_for_the_type_of_a_value_stay_apart(back_end: BackEnd) -> None:
    telemetry.start("situation", back_end.endpoint)
    for value in (1, True, 1.0):
        with telemetry.span("same", attributes={"value": value}):
            pass
    telemetry.shutdown()
    kinds = [span.attributes[0].value.WhichOneof("value") for _, span in back_end.spans()]
    assert kinds == ["int_value", "bool_value", "double_value"]


def test_a_process_that_plays_several_services_tells_each_under_its_own_name(back_end: BackEnd) -> None:
    telemetry.start("organismes", back_end.endpoint)
    names = ("organisme-cnaf", "organisme-msa")
    for name in names:
        with telemetry.span("receive", tracer=telemetry.tracer_for(name, back_end.endpoint)):
            pass
    with telemetry.span("own"):
        pass
    assert telemetry.tracer_for(names[0], back_end.endpoint) is telemetry.tracer_for(names[0], back_end.endpoint)
    assert len([t for t in threading.enumerate() if t.name == "otlp-export"]) == 1
    telemetry.shutdown()
    told = {resource["service.name"]: span.name for resource, span in back_end.spans()}
    assert told == {"organisme-cnaf": "receive", "organisme-msa": "receive", "organismes": "own"}


def test_a_back_end_that_comes_back_gets_what_waited(back_end: BackEnd) -> None:
    back_end.failures = [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED]
    telemetry.start("situation", back_end.endpoint)
    with telemetry.span("work"):
        pass
    wait_until(lambda: bool(back_end.received["trace"]))
    assert len(back_end.spans()) == 1


def test_spans_that_found_no_room_are_counted_and_said(
    back_end: BackEnd, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(telemetry_export, "_MOST_QUEUED", 3)
    monkeypatch.setattr(telemetry_export, "_PERIOD_SECONDS", 60)
    telemetry.start("situation", back_end.endpoint)
    for _ in range(10):
        with telemetry.span("work"):
            pass
    assert telemetry._exporters[back_end.endpoint].dropped == 7
    telemetry.shutdown()
    assert len(back_end.spans()) == 3
    assert [(record.message, vars(record)["spans"]) for record in caplog.records] == [("spans dropped", 7)]


def test_a_back_end_that_is_away_neither_slows_nor_keeps_a_process(caplog: pytest.LogCaptureFixture) -> None:
    telemetry.start("situation", "http://127.0.0.1:9")
    began = time.monotonic()
    for _ in range(1000):
        with telemetry.span("work"):
            pass
    assert time.monotonic() - began < 1
    telemetry.log(logging.ERROR, "nobody hears", {})
    telemetry.shutdown()
    assert time.monotonic() - began < 10
    assert sum(vars(record).get("spans", 0) for record in caplog.records) == 1000


def test_durations_arrive_with_their_labels(back_end: BackEnd) -> None:
    telemetry.start("situation", back_end.endpoint)
    calls = telemetry.durations("rpc_server_duration", "Calls", "rpc.method", "rpc.response.status_code")
    assert calls
    for milliseconds in (0.5, 1.0, 3.0, 99_999.0):
        calls.record(milliseconds, "a/B", "OK")
    calls.record(7.0, "a/B", "NOT_FOUND")
    telemetry.meter().create_counter("inbox_dead_letters").add(2, {"consumer": "c"})
    telemetry.shutdown()
    metrics = {m.name: m for m in every_metric(back_end)}
    points = {
        plain(p.attributes)["rpc.response.status_code"]: p for p in metrics["rpc_server_duration"].histogram.data_points
    }
    assert (points["OK"].count, points["OK"].min, points["OK"].max) == (4, 0.5, 99_999.0)
    # 1 ms is at most 1 ms; what is longer than every bound is in the last bucket.
    assert (points["OK"].bucket_counts[0], points["OK"].bucket_counts[2], points["OK"].bucket_counts[-1]) == (2, 1, 1)
    assert points["NOT_FOUND"].count == 1
    assert metrics["inbox_dead_letters"].sum.data_points[0].as_int == 2
    assert metrics["telemetry_spans_dropped"].sum.data_points[0].as_int == 0


def every_metric(back_end: BackEnd) -> list[Any]:
    groups = [group for request in back_end.received["metrics"] for group in request.resource_metrics]
    assert {plain(group.resource.attributes)["service.name"] for group in groups} == {"situation"}
    return [metric for group in groups for scope in group.scope_metrics for metric in scope.metrics]


def test_a_log_record_arrives_redacted_under_its_trace(back_end: BackEnd) -> None:
    telemetry.start("situation", back_end.endpoint)
    logger, handler = logging.getLogger("test.correlation"), logs.ToTraces()
    logger.addHandler(handler)
    typed = "12 rue des Lilas"
    with telemetry.span("work") as span:
        try:
            int(typed)
        except ValueError:
            logger.exception("écrire à jeanne@example.org", extra={"event_id": "e1"})
    logging.getLogger("opentelemetry.exporter").addHandler(handler)
    logging.getLogger("opentelemetry.exporter").error("would feed itself")
    telemetry.shutdown()
    for name in ("test.correlation", "opentelemetry.exporter"):
        logging.getLogger(name).removeHandler(handler)
    [record] = [
        record
        for request in back_end.received["logs"]
        for group in request.resource_logs
        for scope in group.scope_logs
        for record in scope.log_records
    ]
    assert record.trace_id.hex() == f"{span.get_span_context().trace_id:032x}"
    assert record.span_id.hex() == f"{span.get_span_context().span_id:016x}"
    assert record.severity_text == "ERROR"
    told = json.dumps(MessageToDict(record), ensure_ascii=False)
    assert "écrire à [masqué]" in told
    assert "e1" in told
    assert "ValueError" in told
    assert "Lilas" not in told


def wait_until(condition: Any, within: float = 5) -> None:
    until = time.monotonic() + within
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
