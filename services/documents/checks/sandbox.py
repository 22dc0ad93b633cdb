"""Workers, seen from the service: each document is examined in a process of its own, with a cap on memory and time, that may die alone."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from services.documents.checks import frames
from services.documents.domain.verdicts import Deposited, Examination

_MEGABYTE = 1 << 20
# Given to the worker's own clock before ours.
_GRACE_S = 5.0
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a worker took: memory held at most, in kilobytes; time of a core, OCR included, in milliseconds."""

    rss_kb: int = 0
    cpu_ms: int = 0


class WorkerDied(Exception):
    """The document killed its worker, or cost more than it may. `how` is evidence without personal data."""

    def __init__(self, how: str, cost: Cost = Cost()) -> None:
        super().__init__(how)
        self.how = how
        self.cost = cost


class SandboxBroken(Exception):
    """The process that workers are born from is gone: our fault, not the document's. To try again."""


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """`workers`: documents examined at once. `memory`: address space of one, in bytes; what its libraries take is within it.
    `keys`: the file of 2D-Doc keys, or None: no certificate is known."""

    workers: int = 2
    memory: int = 768 * _MEGABYTE
    seconds: float = 60.0
    keys: Path | None = None


class Sandbox:
    """A few processes that workers are born from, each serving one document at a time."""

    def __init__(self, settings: SandboxSettings) -> None:
        self._settings = settings
        self._idle: asyncio.Queue[asyncio.subprocess.Process | None] = asyncio.Queue()
        self._all: set[asyncio.subprocess.Process] = set()
        for _ in range(settings.workers):
            self._idle.put_nowait(None)

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: SandboxSettings) -> AsyncIterator[Self]:
        """Warm from the first document on; nothing is left behind."""
        sandbox = cls(settings)
        try:
            for _ in range(settings.workers):
                sandbox._idle.get_nowait()
                sandbox._idle.put_nowait(await sandbox._start())
            yield sandbox
        finally:
            await sandbox._close()

    async def examine(self, deposited: Deposited) -> tuple[Examination, Cost]:
        """The examination, and what it took. Raises WorkerDied, SandboxBroken."""
        process = await self._idle.get()
        alive = False
        try:
            if process is None or process.returncode is not None:
                process = await self._start()
            async with asyncio.timeout(self._settings.seconds + _GRACE_S):
                header, answered = await _ask(process, frames.job(deposited))
            alive = True
        except TimeoutError as late:
            raise WorkerDied("délai dépassé") from late
        except (OSError, asyncio.IncompleteReadError) as gone:
            raise SandboxBroken("the process that workers are born from is gone") from gone
        finally:
            # A call that was cancelled in the middle leaves an answer in the pipe: the next document must not read it.
            if process is not None and not alive:
                _kill(process)
            self._idle.put_nowait(process if alive else None)
        return _examination(header, answered)

    async def _start(self) -> asyncio.subprocess.Process:
        settings = self._settings
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.documents.checks.zygote",
            str(settings.memory), str(settings.seconds), str(settings.keys or ""),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=_ROOT,
            # Nothing of ours: no address of the database, no path of a key. One thread, for a fork copies only one.
            env={"PATH": os.defpath, "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1", "LANG": "C.UTF-8"},
        )  # fmt: skip
        # Those that died were waited for as soon as they did; they are forgotten here.
        self._all = {one for one in self._all if one.returncode is None} | {process}
        return process

    async def _close(self) -> None:
        closing = list(self._all)
        for process in closing:
            _kill(process)
        await asyncio.gather(*(process.wait() for process in closing))


def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()


async def _ask(process: asyncio.subprocess.Process, job: bytes) -> tuple[bytes, bytes]:
    assert process.stdin is not None  # noqa: S101
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(job)
    await process.stdin.drain()
    header, body = frames.lengths(await process.stdout.readexactly(frames.HEAD.size))
    return await process.stdout.readexactly(header), await process.stdout.readexactly(body)


def _examination(header: bytes, answered: bytes) -> tuple[Examination, Cost]:
    told: dict[str, int] = json.loads(header)
    cost = Cost(told["rss_kb"], told["cpu_ms"])
    if told["late"]:
        raise WorkerDied("délai dépassé", cost)
    if told["signal"] or told["exit"]:
        raise WorkerDied(f"arrêt {told['signal'] or told['exit']}", cost)
    try:
        return frames.examination_of(answered), cost
    except frames.FrameError as wrong:
        raise WorkerDied("réponse illisible", cost) from wrong
