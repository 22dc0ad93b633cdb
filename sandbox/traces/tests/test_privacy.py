"""The scanner finds what must not be there, and leaves in peace what only looks like it. Every person is invented."""

import json
from pathlib import Path

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from sandbox.traces import privacy
from sandbox.traces.privacy import scan_store, scan_text
from sandbox.traces.rows import Export, rows_of
from sandbox.traces.sensitive import nir_key
from sandbox.traces.settings import HOUR_NS
from sandbox.traces.store import Retention, Store
from sandbox.traces.tests.spans import exported, made

# The usual printed specimen, and the vectors of its key (n mod 97).
NIR = "269054958815780"
ADDRESS = "12 rue de l'Église"
NAME = "Zoé Lefèvre-Œuvrard"


def _stored(path: Path, *requests: Export) -> Path:
    store = Store(path / "t.db", Retention(HOUR_NS, 100, 100))
    store.write(rows_of(list(requests)), 1)
    store.close()
    return path / "t.db"


@pytest.mark.parametrize(
    ("thirteen", "key"),
    [("2690549588157", 80), ("185052A004018", 64), ("185052B004018", 91), ("7010199100001", 54), ("8010199100001", 4)],
)
def test_the_key_of_a_nir_is_computed_as_the_law_says(thirteen: str, key: int) -> None:
    assert nir_key(thirteen) == key


@pytest.mark.parametrize(
    "line",
    [
        f"nir={NIR}",
        "2 69 05 49 588 157 80",
        "2-69-05-49-588-157-80",
        "1 85 05 2A 004 018 64",
        "185052b00401891",
        "GET /personnes/701019910000154?x=1",
        "who=2%2069%2005%2049%20588%20157%2080",
        "number 5, 269054958815780.",
    ],
)
def test_a_nir_with_its_key_is_found_however_it_is_written(line: str) -> None:
    assert [leak.rule for leak in scan_text([line], [], "log")] == ["nir"]


@pytest.mark.parametrize(
    "line",
    [
        "269054958815781",
        "id 1269054958815780",
        "took 0.269054958815780 s",
        "a269054958815780bcdef0123456789a",
        "185052A00401865",
        "2026-11-22T02:01:33.123456",
    ],
)
def test_digits_that_are_no_nir_are_left_in_peace(line: str) -> None:
    assert scan_text([line], [], "log") == []


@pytest.mark.parametrize(
    "line",
    [
        "hello ZOE LEFEVRE OEUVRARD!",
        '{"message": "Zo\\u00e9 Lef\\u00e8vre-\\u0152uvrard"}',
        "/search?name=Zo%C3%A9+Lef%C3%A8vre-%C5%92uvrard",
        "zoe_lefevre_oeuvrard",
        "lives at 12, RUE DE L’EGLISE (33)",
    ],
)
def test_a_name_or_an_address_is_found_without_case_accents_or_punctuation(line: str) -> None:
    assert len(scan_text([line], [NAME, ADDRESS], "log")) == 1


@pytest.mark.parametrize("line", ["Zoélie Lefèvre-Œuvrard", "112 rue de l'église", "rue de l'Église", "martinets"])
def test_only_whole_words_count(line: str) -> None:
    assert scan_text([line], [NAME, ADDRESS, "Martin", "", "  "], "log") == []


def test_a_provisional_number_without_key_is_found_when_it_is_listed() -> None:
    leaks = scan_text(["fine", "for 2 69 05 49 588 157", "call 06.12.34.56.78"], [NIR, "0612345678"], "access.log")
    assert [(leak.place, leak.rule) for leak in leaks] == [("access.log:2", "secret 1"), ("access.log:3", "secret 2")]


def test_every_corner_of_a_span_is_scanned(tmp_path: Path) -> None:
    span = made("clean")
    span.name = f"GET /{NIR}"
    span.attributes.add(key="list").value.array_value.values.add().string_value = NIR
    span.attributes.add(key="number").value.int_value = int(NIR)
    span.attributes.add(key="bytes").value.bytes_value = NIR.encode()
    span.attributes.add(key=NIR).value.bool_value = True
    span.events.add(name=NIR).attributes.add(key="k").value.string_value = NIR
    span.links.add(trace_id=b"\1" * 16).attributes.add(key="k").value.string_value = NIR
    span.status.message = NIR
    span.trace_state = f"vendor={NIR}"
    request = exported([span], service=NIR)
    request.resource_spans[0].scope_spans[0].scope.name = NIR
    leaks = scan_store(_stored(tmp_path, request), [])
    # The resource and the scope make two of the twelve.
    assert len(leaks) == 12
    assert not any(NIR in leak.place for leak in leaks)


def test_log_records_and_metrics_are_scanned(tmp_path: Path) -> None:
    logs = ExportLogsServiceRequest()
    record = logs.resource_logs.add().scope_logs.add().log_records.add()
    record.body.string_value = f"hello {NAME}"
    record.attributes.add(key="where").value.string_value = ADDRESS
    metrics = ExportMetricsServiceRequest()
    metric = metrics.resource_metrics.add().scope_metrics.add().metrics.add(name="requests")
    point = metric.sum.data_points.add(as_int=int(NIR))
    point.attributes.add(key="who").value.string_value = NAME
    point.exemplars.add().filtered_attributes.add(key="who").value.string_value = ADDRESS
    leaks = scan_store(_stored(tmp_path, logs, metrics), [NAME, ADDRESS])
    assert sorted(leak.rule for leak in leaks) == ["secret 1", "secret 1", "secret 2", "secret 2"]
    assert any("«requests»" in leak.place and "«who»" in leak.place for leak in leaks)


def test_the_command_prints_the_figure_and_the_places_but_never_the_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = _stored(tmp_path, exported([made("clean")]))
    patterns = tmp_path / "secrets.txt"
    patterns.write_text(f"# invented people\n{NAME}\n", encoding="utf-8")
    log = tmp_path / "service.log"
    log.write_text(f"all is well\nhello {NAME}\n", encoding="utf-8")
    arguments = ["--database", str(database), "--patterns-file", str(patterns)]
    assert privacy.main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["value"] == 0
    assert privacy.main([*arguments, str(log)]) == 1
    printed = capsys.readouterr()
    figure = json.loads(printed.out)
    assert (figure["figure"], figure["value"], figure["unit"], figure["target"]) == ("privacy.leaks", 1, "leaks", "= 0")
    assert figure["places"] == ["service.log:2 (secret 2)"]
    assert "Lef" not in printed.out + printed.err


def test_a_scan_of_nothing_is_not_a_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patterns = tmp_path / "secrets.txt"
    patterns.write_text(NAME, encoding="utf-8")
    empty = _stored(tmp_path)
    for database in (empty, tmp_path / "absent.db"):
        assert privacy.main(["--database", str(database), "--patterns-file", str(patterns)]) == 2
        assert "Cannot scan" in capsys.readouterr().err
