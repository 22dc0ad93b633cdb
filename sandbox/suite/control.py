"""What is asked of the running process manager: start, stop, states and pids, over its private socket."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from xml.parsers.expat import ExpatError
from xmlrpc.client import Fault, ProtocolError, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from sandbox.suite.layout import REPOSITORY, Layout
from sandbox.suite.processes import ROOT_VARIABLE, config_file, control_socket

_STOPPED = ("STOPPED", "EXITED", "FATAL", "UNKNOWN")


@dataclass(frozen=True)
class State:
    """A process as its manager sees it: `name` is STARTING, RUNNING, BACKOFF, FATAL, EXITED, STOPPING or STOPPED."""

    name: str
    pid: int | None


class ManagerGone(RuntimeError):
    """The process manager does not answer."""


class Manager:
    """One supervisord, from its start to its end. Its answers are local and take milliseconds: calls block."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self, timeout: float = 15.0) -> None:
        """Start supervisord, with nothing running yet, from the written configuration."""
        command = [sys.executable, "-m", "sandbox.suite.supervisord", str(config_file(self._layout)), str(os.getpid())]
        control_socket(self._layout).unlink(missing_ok=True)
        # A session of its own: Ctrl-C in the terminal is for the one who started the suite to handle.
        with self._layout.log_of("supervisord").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=os.environ | {ROOT_VARIABLE: str(self._layout.root)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + timeout
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"Le gestionnaire de processus n'a pas démarré : {self._layout.log_of('supervisord')}"
                )
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self._ask("getState")
        except ManagerGone:
            return False
        return True

    def _ask(self, question: str, *arguments: object) -> Any:
        # A connection for each question: the transport cannot use one again after a refusal.
        transport = SupervisorTransport(None, None, f"unix://{control_socket(self._layout)}")
        try:
            return getattr(ServerProxy("http://localhost", transport=transport).supervisor, question)(*arguments)
        except (OSError, HTTPException, ProtocolError, ExpatError) as error:
            raise ManagerGone(f"Le gestionnaire de processus ne répond plus : {error}") from error
        finally:
            transport.close()

    def start(self, name: str) -> None:
        self._ask("startProcess", name, False)

    def state(self, name: str) -> State:
        return self.states()[name]

    def states(self) -> dict[str, State]:
        """Every process of the suite; empty when the manager itself is gone."""
        try:
            known = self._ask("getAllProcessInfo")
        except ManagerGone:
            return {}
        return {one["name"]: State(one["statename"], one["pid"] or None) for one in known}

    def stop(self, names: Iterable[str], timeout: float = 30.0) -> None:
        """Stop these processes together and wait for their end; the manager kills the one that takes too long."""
        asked = self._running(names)
        for name in asked:
            try:
                self._ask("stopProcess", name, False)
            except Fault as fault:
                if fault.faultCode != Faults.NOT_RUNNING:
                    raise
        deadline = time.monotonic() + timeout
        while self._running(asked) and time.monotonic() < deadline:
            time.sleep(0.05)

    def _running(self, names: Iterable[str]) -> list[str]:
        states = self.states()
        return [name for name in names if name in states and states[name].name not in _STOPPED]

    def shut_down(self, timeout: float = 30.0) -> None:
        """End the manager; what still runs is stopped by it."""
        if self._process is None:
            return
        try:
            # Asked over its socket it answers at once; a signal waits for its next second.
            self._ask("shutdown")
        except ManagerGone:
            self._process.terminate()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
