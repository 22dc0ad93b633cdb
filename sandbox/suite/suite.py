"""The suite as one object: start it, ask about its processes, hurt them, stop it."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable
from datetime import date
from types import TracebackType
from typing import Self, TextIO

from sandbox.clamd.engine import binary
from sandbox.suite import leftovers, specimens
from sandbox.suite.control import Manager, State
from sandbox.suite.database import prepare_database
from sandbox.suite.keys import make_keys
from sandbox.suite.layout import INFRASTRUCTURE, PROCESSES, Layout
from sandbox.suite.migrations import migrate
from sandbox.suite.nats_server import write_config as write_nats_config
from sandbox.suite.ports import refuse_busy_ports
from sandbox.suite.postgres import ensure_cluster
from sandbox.suite.processes import write_config
from sandbox.suite.provision import provision
from sandbox.suite.readiness import is_ready
from sandbox.suite.sockets import socket_of

_POLL_SECONDS = 0.1
# The law as code takes ten seconds to load and to warm up, a minute on a machine that is busy.
_START_SECONDS = 150.0
# A process that keeps dying this long while the suite starts will not come up by itself.
_CRASHING_SECONDS = 5.0
_TAIL_LINES = 15


class ProcessFailed(RuntimeError):
    """A process is not ready when it should be; the message ends with the last lines of its log."""


class Suite:
    """One suite on one layout; `only` names the processes to run (all of the Procfile when None, clamd where it is
    installed).

    Use it as an async context manager, from the main thread: when that thread dies, the suite stops by itself.
    """

    def __init__(
        self, layout: Layout, only: Iterable[str] | None = None, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self.layout = layout
        wanted = set(PROCESSES if only is None else only)
        if unknown := wanted - set(PROCESSES):
            raise ValueError(f"unknown processes: {sorted(unknown)}")
        # Nobody has to install an antivirus to see the suite: documents then says that it did not look.
        absent = set() if binary() else {"clamd"}
        self.names = tuple(name for name in PROCESSES if name in wanted - absent)
        self._say = say
        self._manager = Manager(layout)
        self._lock: TextIO | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start everything and return when all is ready; if that fails, nothing is left running.

        Raises RunsAlready, PortsBusy, MigrationFailed or ProcessFailed, with a message for people.
        """
        self._lock = leftovers.lock(self.layout.root)
        try:
            self._prepare()
            await self._start_together(name for name in self.names if name in INFRASTRUCTURE)
            await self._fill()
            await self._start_together(name for name in self.names if name not in INFRASTRUCTURE)
        except BaseException:
            await self.stop()
            raise

    def _prepare(self) -> None:
        if found := leftovers.stop(self.layout.root):
            self._say(f"Restes d'un démarrage interrompu, arrêtés : {', '.join(found)}.")
        refuse_busy_ports(self.layout, self.names)
        make_keys(self.layout)
        specimens.draw(self.layout.personas, self.layout.specimens, date.today())
        if "postgres" in self.names:
            data = ensure_cluster(self.layout)
            if not data.is_relative_to(self.layout.root):
                self._say(
                    f"Base de données rangée dans {data} (PostgreSQL ne peut pas entrer dans {self.layout.root})."
                )
        if "nats" in self.names:
            write_nats_config(self.layout)
        write_config(self.layout, self.names)
        self._manager.launch()

    async def _fill(self) -> None:
        """What must stand before a service starts: streams, roles, schemas, tables."""
        began = time.monotonic()
        if "nats" in self.names:
            await provision(self.layout)
        if "postgres" in self.names:
            await prepare_database(self.layout)
            await migrate(self.layout, self.names)
        self._say(f"  {'flux et schémas':<18} prêts  ({_seconds(time.monotonic() - began)})")

    async def _start_together(self, names: Iterable[str]) -> None:
        chosen = list(names)
        for name in chosen:
            self._manager.start(name)
        try:
            async with asyncio.TaskGroup() as tasks:
                for name in chosen:
                    tasks.create_task(self._await_first_start(name))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def _await_first_start(self, name: str) -> None:
        took = await self.wait_ready(name, crashing_seconds=_CRASHING_SECONDS)
        self._say(f"  {name:<18} prêt   ({_seconds(took)})  {self._where(name)}")

    def _where(self, name: str) -> str:
        ports = list(self.layout.ports_of(name).values())
        if not ports:
            return str(socket_of(self.layout, name))
        first, *others = ports
        return f"{self.layout.host}:{first}{'…' if others else ''}"

    async def wait_ready(
        self, name: str, timeout: float = _START_SECONDS, crashing_seconds: float = float("inf")
    ) -> float:
        """Wait until a process serves; return the seconds it took.

        Raises ProcessFailed at the timeout, when the manager has given it up, or when it has been crashing at start for
        `crashing_seconds`.
        """
        began = time.monotonic()
        crashing_since: float | None = None
        while True:
            state = self._manager.states().get(name, State("UNKNOWN", None))
            now = time.monotonic()
            crashing_since = (crashing_since or now) if state.name == "BACKOFF" else crashing_since
            crashing = crashing_since is not None and now - crashing_since > crashing_seconds
            if state.name in ("FATAL", "UNKNOWN") or crashing or now - began > timeout:
                raise ProcessFailed(self._failure(name, state))
            if state.name in ("STARTING", "RUNNING") and await is_ready(self.layout, name):
                return time.monotonic() - began
            await asyncio.sleep(_POLL_SECONDS)

    def _failure(self, name: str, state: State) -> str:
        log = self.layout.log_of(name)
        tail = log.read_text(errors="replace").splitlines()[-_TAIL_LINES:] if log.exists() else []
        return "\n".join([f"« {name} » n'est pas prêt (état {state.name}). Journal : {log}", *tail])

    def states(self) -> dict[str, State]:
        """Every process's state; empty when the process manager is gone."""
        return self._manager.states()

    def pid_of(self, name: str) -> int:
        """The pid of a running process; raises ProcessFailed when it does not run now."""
        state = self._manager.state(name)
        if state.pid is None:
            raise ProcessFailed(self._failure(name, state))
        return state.pid

    async def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to a process and return its pid; after SIGKILL, once it is gone. The manager restarts it."""
        pid = self.pid_of(name)
        os.kill(pid, number)
        if number is signal.SIGKILL:
            await self._await_end(name, pid)
        return pid

    async def _await_end(self, name: str, pid: int) -> None:
        # The manager's word, not the system's: a dying process may hold its port after it looks dead.
        while self._manager.state(name).pid == pid:  # noqa: ASYNC110  the end is told to the manager alone
            await asyncio.sleep(_POLL_SECONDS)

    async def stop(self) -> None:
        """Stop everything, callers before what they call; nothing of this root runs afterwards. Harmless twice."""
        if self._lock is None:
            return
        callers = [name for name in self.names if name not in INFRASTRUCTURE]
        self._manager.stop(callers)
        self._manager.stop(name for name in self.names if name in INFRASTRUCTURE)
        self._manager.shut_down()
        leftovers.stop(self.layout.root)
        self._lock.close()
        self._lock = None


def _seconds(duration: float) -> str:
    return f"{duration:.1f} s".replace(".", ",")
