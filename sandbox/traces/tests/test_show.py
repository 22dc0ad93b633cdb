"""The terminal waterfall, and the whole process from start to SIGTERM."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from sandbox.traces import show

START_S = 20.0


@dataclass(frozen=True)
class Running:
    """`python -m sandbox.traces`, started for one test."""

    process: subprocess.Popen[str]
    url: str
    otlp: str
    environment: dict[str, str]


def _free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(url)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    page, otlp = _free_address(), _free_address()
    environment = os.environ | {
        "MESDROITS_TRACES_LISTEN": page,
        "MESDROITS_TRACES_OTLP_LISTEN": otlp,
        "MESDROITS_TRACES_DATABASE": str(tmp_path / "run" / "traces.db"),
    }
    process = _started(environment)
    try:
        _wait_for(f"http://{page}")
        yield Running(process, f"http://{page}", f"http://{otlp}", environment)
    finally:
        process.kill()
        process.communicate()


def _started(environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox.traces"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_trace_is_drawn_and_the_process_stops_cleanly(
    running: Running, provider_for: Callable[[str, str], TracerProvider], capsys: pytest.CaptureFixture[str]
) -> None:
    tracer = provider_for("bff", running.otlp).get_tracer("t")
    with tracer.start_as_current_span("POST /adresse") as root, tracer.start_as_current_span("Declare") as child:
        child.set_status(trace.StatusCode.ERROR, "refused")
    trace_id = format(root.get_span_context().trace_id, "032x")
    assert show.main([trace_id, "--url", running.url]) == 0
    drawn = capsys.readouterr().out
    assert f"{running.url}/traces/{trace_id}" in drawn
    assert "  ✗ Declare" in drawn
    assert "↳ refused" in drawn
    assert "█" in drawn
    assert show.main(["ab" * 16, "--url", running.url]) == 1
    assert "inconnue" in capsys.readouterr().err
    second = _started(running.environment)
    assert "déjà prise" in second.communicate(timeout=START_S)[1]
    assert second.returncode == 2
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=10) == 0


def test_a_viewer_that_is_off_is_said_clearly(capsys: pytest.CaptureFixture[str]) -> None:
    assert show.main(["ab" * 16, "--url", f"http://{_free_address()}"]) == 2
    assert "Aucune visionneuse de traces ne répond" in capsys.readouterr().err


def test_what_is_no_trace_id_is_refused_before_any_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert show.main(["12345"]) == 2
    assert "32 chiffres" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("start", "duration", "drawn"),
    [(0, 100, "██████████"), (50, 25, "     ██▌"), (99.9, 0, "         ▏"), (0, 500, "██████████")],
)
def test_a_bar_stands_where_its_span_does(start: float, duration: float, drawn: str) -> None:
    assert show.bar(start, duration, 100, 10) == drawn
