"""The processes of notify in this act, started, killed and started again; and how far they are."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import asyncpg

from sandbox.suite import database
from sandbox.suite.environments import environment_of
from sandbox.suite.layout import REPOSITORY, Layout
from sandbox.suite.processes import ROOT_VARIABLE
from sandbox.suite.readiness import is_ready
from tests.faults.alerts_crowd import DAWN

_READY_SECONDS, _POLL_SECONDS = 150.0, 0.1
_ERROR = '"level": "ERROR"'
_STATE = """
SELECT (SELECT count(*) FROM notify.watched WHERE look_time <= $1 AND (lease_until IS NULL OR lease_until <= $1)),
       (SELECT count(*) FROM notify.watched WHERE lease_until > $1),
       (SELECT count(*) FROM notify.announcements),
       (SELECT count(*) FROM notify.deliveries WHERE not_before_time <= $1),
       (SELECT count(*) FROM notify.deliveries WHERE status = 'SENDING'),
       (SELECT count(*) FROM notify.deliveries WHERE not_before_time IS NOT NULL)
"""


class Died(RuntimeError):
    """A process ended that nobody had killed; the message ends with its log."""


@dataclass(frozen=True, slots=True)
class State:
    """Persons `waiting` to be looked at now and `held` by a sweeper, messages not `planned` yet, deliveries `due` now, `sending`, and `left` in all."""

    waiting: int
    held: int
    unplanned: int
    due: int
    sending: int
    left: int

    @property
    def is_calm(self) -> bool:
        """Nothing more is to be done at this hour, save by those who died with it in their hands."""
        return not (self.waiting or self.unplanned or self.due)

    @property
    def is_at_rest(self) -> bool:
        """Nothing is left for any hour."""
        return self.is_calm and not (self.held or self.left)


class Workers:
    """`notify` and any number of sweeps, all by one clock: DAWN when this is made, and as much later as is asked for."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._ahead = DAWN - datetime.now(UTC)
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._server: asyncpg.Connection | None = None
        self._started: set[str] = set()

    async def __aenter__(self) -> Self:
        self._server = await database.connect(self._layout, "postgres")
        return self

    async def __aexit__(self, *_: object) -> None:
        for name in list(self._running):
            await self.kill(name)
        if self._server:
            await self._server.close()

    @property
    def now(self) -> datetime:
        """By their clock."""
        return datetime.now(UTC) + self._ahead

    @property
    def wall(self) -> datetime:
        """As a clock in Paris shows it."""
        return self.now.astimezone(DAWN.tzinfo)

    @property
    def oldest(self) -> str:
        """Of those that run, the one that was started first."""
        return next(name for name in self._running if self.runs(name))

    def wait_in_vain(self, time: timedelta) -> None:
        """Lets time pass while nobody runs: whoever is started from now on finds that it is so much later."""
        if self._running:
            raise ValueError("the clock of a process that runs stays as it is")
        self._ahead += time

    async def start(self, name: str) -> None:
        """`notify`, once it serves; or a sweep, as the CronJob does it."""
        module = "services.notify.main" if name == "notify" else "services.notify.sweep"
        environment = {**os.environ, **environment_of(self._layout, "notify"), ROOT_VARIABLE: str(self._layout.root)}
        # Nobody looks at the traces of this act.
        environment.pop("MESDROITS_OTLP_ENDPOINT")
        self._started.add(name)
        ahead = str(self._ahead.total_seconds())
        with self._log(name).open("ab") as log:
            self._running[name] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.faults.clock", ahead, module,
                cwd=REPOSITORY, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        if name == "notify":
            await self._until_ready()

    async def kill(self, name: str) -> bool:
        """`kill -9`; whether it still ran."""
        process = self._running.pop(name)
        if process.returncode is not None:
            self._check(name, process)
            return False
        process.kill()
        return await process.wait() == -signal.SIGKILL

    async def kill_all(self) -> int:
        """`kill -9` of all that run; how many."""
        return sum([await self.kill(name) for name in list(self._running)])

    def runs(self, name: str) -> bool:
        """Whether it does. Raises Died for one that should."""
        process = self._running.get(name)
        if process is None or process.returncode is None:
            return process is not None
        self._check(name, process)
        return False

    async def state(self) -> State:
        """As it stands by their clock."""
        if self._server is None:
            raise RuntimeError("not entered")
        return State(*await self._server.fetchrow(_STATE, self.now))

    def unforeseen(self) -> list[str]:
        """The errors that the processes wrote: being killed, and finding what the dead left, is none."""
        logs = [log for name in self._started if (log := self._log(name)).exists()]
        return [line for log in logs for line in log.read_text(errors="replace").splitlines() if _ERROR in line]

    async def _until_ready(self) -> None:
        async with asyncio.timeout(_READY_SECONDS):
            while not await is_ready(self._layout, "notify"):
                if not self.runs("notify"):
                    raise Died(self._tail("notify"))
                await asyncio.sleep(_POLL_SECONDS)

    def _check(self, name: str, process: asyncio.subprocess.Process) -> None:
        # A sweep ends by itself, when nobody is left to be looked at; the service never does.
        if process.returncode or name == "notify":
            raise Died(self._tail(name))

    def _tail(self, name: str) -> str:
        return "\n".join([f"« {name} » :", *self._log(name).read_text(errors="replace").splitlines()[-15:]])

    def _log(self, name: str) -> Path:
        return self._layout.log_of(name.replace(" ", "_"))
