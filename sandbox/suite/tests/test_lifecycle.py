"""The life of a suite as its user sees it: the command, Ctrl-C, a second start, and what accidents leave."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sandbox.suite import Layout, ProcessFailed, Suite, leftovers, suite
from sandbox.suite.layout import REPOSITORY
from sandbox.suite.leftovers import RunsAlready
from sandbox.suite.ports import PortsBusy, free_base_port
from sandbox.suite.provision import connect

Start = Callable[[Layout], "subprocess.Popen[str]"]


@pytest.fixture
def layout(root: Path) -> Iterator[Layout]:
    layout = Layout(root, free_base_port())
    yield layout
    leftovers.stop(layout.root)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start the command for NATS alone, and return once it says that it is ready."""
    started: list[subprocess.Popen[str]] = []

    def run(layout: Layout) -> "subprocess.Popen[str]":
        options = ["--root", str(layout.root), "--port", str(layout.base_port), "--only", "nats"]
        running = subprocess.Popen(
            [sys.executable, "-m", "sandbox.suite", *options],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(running)
        return running

    yield run
    for running in started:
        running.kill()
        running.communicate()


def _until(running: "subprocess.Popen[str]", words: str) -> str:
    assert running.stdout is not None
    said = ""
    for line in running.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_and_leaves_no_orphan(layout: Layout, start: Start, number: signal.Signals) -> None:
    running = start(layout)
    _until(running, "Ctrl-C arrête tout")
    assert len(leftovers.find(layout.root)) == 2
    running.send_signal(number)
    said, _ = running.communicate(timeout=20)
    assert running.returncode == 0
    assert "Tout est arrêté" in said
    assert leftovers.find(layout.root) == []


def test_a_signal_during_the_start_stops_what_has_started(layout: Layout, start: Start) -> None:
    running = start(layout)
    while not leftovers.find(layout.root):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=20)
    assert (running.returncode, "arrêté" in said) == (0, True)
    assert leftovers.find(layout.root) == []


def test_when_the_command_is_killed_the_rest_stops_by_itself(layout: Layout, start: Start) -> None:
    running = start(layout)
    _until(running, "Ctrl-C arrête tout")
    running.kill()
    _gone, alive = psutil.wait_procs(leftovers.find(layout.root), timeout=20)
    assert alive == []


def test_orphans_are_stopped_and_said_at_the_next_start(layout: Layout, start: Start) -> None:
    first = start(layout)
    _until(first, "Ctrl-C arrête tout")
    os.kill(first.pid, signal.SIGSTOP)
    os.kill(int((layout.root / "supervisord.pid").read_text()), signal.SIGKILL)
    first.kill()
    first.wait()
    [orphan] = leftovers.find(layout.root)
    second = start(layout)
    said = _until(second, "Ctrl-C arrête tout")
    assert f"nats-server ({orphan.pid})" in said
    assert not orphan.is_running()


def test_a_fallen_process_is_said_and_started_again(layout: Layout, start: Start) -> None:
    running = start(layout)
    _until(running, "Ctrl-C arrête tout")
    time.sleep(1.5)
    [server] = [process for process in leftovers.find(layout.root) if process.name() == "nats-server"]
    server.kill()
    assert "[nats] s'est arrêté tout seul" in _until(running, "relancé")


def test_a_second_command_on_the_same_root_is_refused(layout: Layout, start: Start) -> None:
    first = start(layout)
    _until(first, "Ctrl-C arrête tout")
    refused = start(Layout(layout.root, free_base_port()))
    said, _ = refused.communicate(timeout=20)
    assert refused.returncode == 1
    assert f"La suite tourne déjà sur {layout.root} (processus {first.pid})" in said
    assert len(leftovers.find(layout.root)) == 2


async def test_a_busy_port_is_said_with_its_component_its_holder_and_a_way_out(layout: Layout) -> None:
    with socket.create_server(("127.0.0.1", layout.ports["nats"])), pytest.raises(PortsBusy) as refusal:
        await Suite(layout, only=["nats"]).start()
    message = str(refusal.value)
    assert f"Le port {layout.ports['nats']} (NATS) est déjà pris par" in message
    assert f"(processus {os.getpid()})" in message
    assert f"make run PORT={layout.base_port + 1000}" in message
    assert leftovers.find(layout.root) == []


async def test_a_second_start_keeps_what_was_published(layout: Layout) -> None:
    async with Suite(layout, only=["nats"]):
        client = await connect(layout, "rights")
        await client.jetstream().publish("mesdroits.rights.v1.view.refreshed", b"kept")
        await client.close()
    async with Suite(layout, only=["nats"]) as again:
        admin = await connect(layout, "provision")
        assert (await admin.jetstream().stream_info("RIGHTS")).state.messages == 1
        await admin.close()
        with pytest.raises(RunsAlready):
            await Suite(layout, only=["nats"]).start()
        assert again.pid_of("nats")


async def test_a_process_that_does_not_start_stops_the_suite_and_shows_its_log(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    procfile = tmp_path / "Procfile"
    procfile.write_text("nats: python -c \"raise SystemExit('the wall is on fire')\"\n")
    monkeypatch.setattr("sandbox.suite.processes.PROCFILE", procfile)
    monkeypatch.setattr(suite, "_CRASHING_SECONDS", 0.5)
    with pytest.raises(ProcessFailed, match="the wall is on fire"):
        await Suite(layout, only=["nats"]).start()
    assert leftovers.find(layout.root) == []


async def test_a_root_too_long_for_a_socket_works(root: Path) -> None:
    layout = Layout(root / ("x" * 120), free_base_port())
    async with Suite(layout, only=["nats"]) as running:
        assert await asyncio.to_thread(running.pid_of, "nats")
