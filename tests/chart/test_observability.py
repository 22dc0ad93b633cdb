"""Alerts and collector speak of what exists, and the second wall against personal data holds."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "deploy" / "observability"
METRICS = {
    "outbox_pending",
    "outbox_oldest_age_seconds",
    "inbox_dead_letters",
    "inbox_dead_letters_waiting",
    "rpc_server_duration_bucket",
    "rpc_server_duration_count",
    "situation_deliveries_dead",
    "documents_waiting",
    "requests_tracking_errands_stuck",
    "notify_deliveries_failed",
}


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def rules() -> list[dict[str, Any]]:
    return [rule for group in read("alerts.yaml")["groups"] for rule in group["rules"]]


def test_every_alert_names_a_metric_that_exists_and_says_what_to_do() -> None:
    for rule in rules():
        words = set(
            re.findall(r"\b(?:outbox|inbox|rpc_server|situation|documents|requests_tracking|notify)_\w+", rule["expr"])
        )
        assert words
        assert words <= METRICS
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"].keys() == {"summary", "action"}


def test_the_outbox_the_inbox_and_the_calls_are_all_watched() -> None:
    watched = " ".join(rule["expr"] for rule in rules())
    assert all(metric in watched for metric in METRICS)


def test_every_pipeline_of_the_collector_uses_parts_that_are_configured() -> None:
    collector = read("collector.yaml")
    for pipeline in collector["service"]["pipelines"].values():
        for part in ("receivers", "processors", "exporters"):
            assert set(pipeline[part]) <= collector[part].keys()
    for told in ("traces", "logs"):
        assert "redaction" in collector["service"]["pipelines"][told]["processors"]


@pytest.mark.parametrize(
    "leak",
    ["2 69 05 49 588 157 80", "269054958815780", "185052A00401864", "7010199100001", "a.b@mesdroits.example"],
)
def test_the_collector_masks(leak: str) -> None:
    patterns = read("collector.yaml")["processors"]["redaction"]["blocked_values"]
    assert any(re.search(pattern, f"refused: {leak}") for pattern in patterns)


def test_the_collector_lets_a_trace_id_and_an_identifier_through() -> None:
    patterns = read("collector.yaml")["processors"]["redaction"]["blocked_values"]
    for harmless in (
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "0192f7c0-7b1e-7c3a-9d2b-3f4a5b6c7d8e",
        "/mesdroits.rights.v1",
    ):
        assert not any(re.search(pattern, harmless) for pattern in patterns)
