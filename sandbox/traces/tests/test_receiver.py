"""From the real OTLP/gRPC exporters of the SDK to the page and the JSON."""

import asyncio
import time
from collections.abc import Callable

import grpc
from opentelemetry import trace
from opentelemetry._logs import SeverityNumber
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from sandbox.traces.tests.conftest import BackEnd

Provide = Callable[[str, str], TracerProvider]


def _address_change(provide: Provide, endpoint: str) -> str:
    """The edge calls situation, which fails; returns the trace id."""
    edge = provide("bff", endpoint).get_tracer("edge")
    situation = provide("situation", endpoint).get_tracer("grpc")
    with (
        edge.start_as_current_span("POST /adresse", kind=trace.SpanKind.SERVER) as root,
        situation.start_as_current_span("Declare", kind=trace.SpanKind.SERVER, attributes={"facts": 2}) as span,
    ):
        span.add_event("outbox.written", {"rows": 3})
        span.set_status(trace.StatusCode.ERROR, "the organisme refused")
    return format(root.get_span_context().trace_id, "032x")


async def test_a_trace_of_two_services_is_shown_as_one_tree(backend: BackEnd, provider_for: Provide) -> None:
    trace_id = await asyncio.to_thread(_address_change, provider_for, backend.endpoint)
    shown = (await backend.client.get(f"/api/traces/{trace_id}")).json()
    root, child = shown["spans"]
    assert (root["service"], root["name"], root["kind"], root["depth"]) == ("bff", "POST /adresse", "server", 0)
    assert (child["service"], child["depth"], child["status"]) == ("situation", 1, "error")
    assert child["status_message"] == "the organisme refused"
    assert child["attributes"] == {"facts": 2}
    assert child["events"][0]["name"] == "outbox.written"
    assert child["resource"]["service.name"] == "situation"
    assert 0 <= child["start_ms"] <= child["start_ms"] + child["duration_ms"] <= shown["duration_ms"]
    assert shown["error_count"] == 1


async def test_the_services_of_a_trace_are_listed_in_order_of_appearance(
    backend: BackEnd, provider_for: Provide
) -> None:
    trace_id = await asyncio.to_thread(_address_change, provider_for, backend.endpoint)
    services = (await backend.client.get(f"/api/traces/{trace_id}/services")).json()["services"]
    assert [line["service"] for line in services] == ["bff", "situation"]


async def test_the_page_shows_the_waterfall_without_any_script(backend: BackEnd, provider_for: Provide) -> None:
    trace_id = await asyncio.to_thread(_address_change, provider_for, backend.endpoint)
    page = await backend.client.get(f"/traces/{trace_id}")
    assert page.status_code == 200
    assert "POST /adresse" in page.text
    assert "the organisme refused" in page.text
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_the_list_filters_by_service_error_and_identifier(backend: BackEnd, provider_for: Provide) -> None:
    trace_id = await asyncio.to_thread(_address_change, provider_for, backend.endpoint)
    for question, expected in {
        "service=situation&error=true": 1,
        "service=rights": 0,
        f"q={trace_id[:6].upper()}": 1,
        "q=zz": 0,
        "name=adresse": 1,
        "name=retraite": 0,
    }.items():
        found = (await backend.client.get(f"/api/search?{question}")).json()["traces"]
        assert len(found) == expected, question
    listed = await backend.client.get("/?error=1")
    assert trace_id in listed.text
    straight = await backend.client.get("/", params={"q": f"00-{trace_id}-{'1' * 16}-01"})
    assert straight.headers["location"] == f"/traces/{trace_id}"


async def test_a_consumer_is_shown_with_the_trace_it_links_to(backend: BackEnd, provider_for: Provide) -> None:
    def publish_then_consume() -> tuple[str, str]:
        tracer = provider_for("situation", backend.endpoint).get_tracer("nats")
        with tracer.start_as_current_span("publish", kind=trace.SpanKind.PRODUCER) as producer:
            context = producer.get_span_context()
        with tracer.start_as_current_span("consume", links=[trace.Link(context)]) as consumer:
            linked = consumer.get_span_context()
        return format(context.trace_id, "032x"), format(linked.trace_id, "032x")

    produced, consumed = await asyncio.to_thread(publish_then_consume)
    forth = (await backend.client.get(f"/api/traces/{consumed}")).json()
    back = (await backend.client.get(f"/api/traces/{produced}")).json()
    assert [line["trace_id"] for line in forth["linked_traces"]] == [produced]
    assert [line["trace_id"] for line in back["linked_traces"]] == [consumed]
    assert f'href="/traces/{produced}">trace liée : situation' in (await backend.client.get(f"/traces/{consumed}")).text


async def test_log_lines_stand_beneath_their_trace(backend: BackEnd, provider_for: Provide) -> None:
    def log_within_a_span() -> str:
        logs = LoggerProvider(resource=Resource.create({"service.name": "rights"}))
        exporter = OTLPLogExporter(endpoint=backend.endpoint, insecure=True)
        logs.add_log_record_processor(SimpleLogRecordProcessor(exporter))
        logger = logs.get_logger("rights")
        tracer = provider_for("rights", backend.endpoint).get_tracer("t")
        with tracer.start_as_current_span("view") as span:
            logger.emit(
                timestamp=time.time_ns(),
                severity_number=SeverityNumber.WARN,
                severity_text="WARN",
                body="one organisme is late",
                attributes={"organisme": "cnaf"},
            )
        logs.shutdown()
        return format(span.get_span_context().trace_id, "032x")

    trace_id = await asyncio.to_thread(log_within_a_span)
    (line,) = (await backend.client.get(f"/api/traces/{trace_id}")).json()["logs"]
    assert (line["body"], line["service"]) == ("one organisme is late", "rights")
    assert line["attributes"]["organisme"] == "cnaf"
    assert "one organisme is late" in (await backend.client.get(f"/traces/{trace_id}")).text


async def test_the_last_value_of_a_metric_is_kept(backend: BackEnd) -> None:
    def measure() -> None:
        exporter = OTLPMetricExporter(endpoint=backend.endpoint, insecure=True)
        reader = PeriodicExportingMetricReader(exporter, export_interval_millis=60_000)
        meters = MeterProvider([reader], Resource.create({"service.name": "situation"}))
        pending = meters.get_meter("outbox").create_gauge("outbox.pending", unit="rows")
        latency = meters.get_meter("outbox").create_histogram("relay.duration", unit="ms")
        pending.set(7, {"stream": "SITUATION"})
        meters.force_flush()
        pending.set(4, {"stream": "SITUATION"})
        latency.record(12.5)
        meters.shutdown()

    await asyncio.to_thread(measure)
    (metric,) = (await backend.client.get("/api/metrics?name=outbox.pending")).json()
    assert (metric["service"], metric["attributes"], metric["value"]) == ("situation", {"stream": "SITUATION"}, 4)
    page = (await backend.client.get("/metrics")).text
    assert "stream = SITUATION" in page
    assert "somme 12,5" in page


async def test_a_compressed_export_is_accepted(backend: BackEnd) -> None:
    def export() -> str:
        provider = TracerProvider()
        exporter = OTLPSpanExporter(endpoint=backend.endpoint, insecure=True, compression=grpc.Compression.Gzip)
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        with provider.get_tracer("t").start_as_current_span("squeezed") as span:
            span.set_attribute("long", "a" * 5_000)
        provider.shutdown()
        return format(span.get_span_context().trace_id, "032x")

    trace_id = await asyncio.to_thread(export)
    assert (await backend.client.get(f"/api/traces/{trace_id}")).json()["name"] == "squeezed"


async def test_an_unknown_trace_is_said_in_plain_french(backend: BackEnd) -> None:
    page = await backend.client.get(f"/traces/{'ab' * 16}")
    assert page.status_code == 404
    assert "Aucune donnée reçue pour cette trace" in page.text
    problem = await backend.client.get(f"/api/traces/{'ab' * 16}")
    assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")
    assert problem.json()["title"] == "Trace inconnue"


async def test_what_is_no_trace_id_is_refused_in_plain_french(backend: BackEnd) -> None:
    page = await backend.client.get("/traces/hello")
    assert page.status_code == 400
    assert "32 chiffres hexadécimaux" in page.text
    assert (await backend.client.get("/api/search?limit=many")).status_code == 400
    assert "Page introuvable" in (await backend.client.get("/nowhere")).text


async def test_an_empty_store_says_so(backend: BackEnd) -> None:
    assert "Aucune trace ne correspond" in (await backend.client.get("/")).text
    assert "Aucune mesure reçue" in (await backend.client.get("/metrics")).text


async def test_what_a_service_names_its_spans_is_shown_as_text(backend: BackEnd, provider_for: Provide) -> None:
    def name_oddly() -> str:
        tracer = provider_for("bff", backend.endpoint).get_tracer("t")
        with tracer.start_as_current_span("<b>a.b/c</b>", attributes={"<i>": "<u>"}) as span:
            return format(span.get_span_context().trace_id, "032x")

    trace_id = await asyncio.to_thread(name_oddly)
    page = (await backend.client.get(f"/traces/{trace_id}")).text
    assert "&lt;b&gt;a.<wbr>b/<wbr>c" in page
    assert not any(tag in page for tag in ("<b>", "<i>", "<u>"))
