"""The process that workers are born from: `python -m services.documents.checks.zygote MEMORY SECONDS KEYS`, libraries loaded once, one fork
for each document. A fork costs milliseconds where a start costs a second. It reads a job on its input and writes on its output
`{"signal", "exit", "late", "rss_kb", "cpu_ms"}` and what the worker wrote, which it never reads itself.
"""

import contextlib
import json
import os
import resource
import select
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from services.documents.checks import frames
from services.documents.checks.inside import Inspector

_MEGABYTE = 1 << 20
# What a worker may answer: a cleaned document and its verdicts.
_ANSWER_MAX = 256 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Caps:
    """What one document may cost: address space in bytes, seconds on the clock."""

    memory: int
    seconds: float


def main() -> None:
    """Serves jobs, one at a time, until its input closes."""
    memory, seconds, keys = sys.argv[1:4]
    caps = Caps(int(memory), float(seconds))
    inspector = Inspector.of(Path(keys) if keys else None)
    while (told := frames.read(sys.stdin.buffer)) is not None:
        header, answered = _in_a_worker(told, caps, inspector)
        sys.stdout.buffer.write(frames.pack(json.dumps(header).encode(), answered))
        sys.stdout.buffer.flush()


def _in_a_worker(told: tuple[bytes, bytes], caps: Caps, inspector: Inspector) -> tuple[dict[str, int | bool], bytes]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(told, caps, inspector, writing)
    os.close(writing)
    answered, late = _collect(reading, time.monotonic() + caps.seconds)
    os.close(reading)
    if late:
        _kill(child)
    _, status, usage = os.wait4(child, 0)
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    leaving = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
    spent = int((usage.ru_utime + usage.ru_stime) * 1000)
    return {"signal": number, "exit": leaving, "late": late, "rss_kb": usage.ru_maxrss, "cpu_ms": spent}, answered


def _kill(child: int) -> None:
    """The worker, and its group: an OCR that it started dies with it. The group is not there before the worker has made it."""
    os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def _collect(reading: int, until: float) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    total = 0
    while total <= _ANSWER_MAX:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return b"", True
        part = os.read(reading, _MEGABYTE)
        if not part:
            return b"".join(parts), False
        parts.append(part)
        total += len(part)
    return b"", True


def _work(told: tuple[bytes, bytes], caps: Caps, inspector: Inspector, writing: int) -> None:
    """In the child: never returns. Whatever is raised is an exit code; what was raised is not written, for it may quote the document."""
    code = 1
    try:
        os.setsid()
        _confine(caps)
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(frames.answer(inspector.examine(frames.deposited_of(*told))))
        code = 0
    finally:
        os._exit(code)


def _confine(caps: Caps) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (caps.memory, caps.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    seconds = int(caps.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    main()
