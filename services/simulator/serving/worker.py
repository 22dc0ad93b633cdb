"""A worker: forked from the forge with the law warm in its memory, it computes batch after batch and dies of what it did not foresee.

It never repairs itself: another one is forked in milliseconds, with clean memory. The operating system keeps it within its memory and its time.
"""

import os
import resource
import signal
import socket
from itertools import islice
from pathlib import Path

from chassis.errors import Problem
from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.serving.frames import packed, receive, send, unpacked
from services.simulator.serving.work import Broken, Declined, Done, Orders, Reply, Task, Work

_STATM = Path("/proc/self/statm")
_MIB = 1 << 20
# The front kills a batch that lasts too long; a worker whose front is gone must not last for ever either.
_ORPHAN_SECONDS = 2.0


def serve(work: Work, channel: socket.socket, orders: Orders) -> None:
    """Computes until the front goes, or until this process has grown too much."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    limits = orders.limits
    virtual, born = _memory()
    resource.setrlimit(resource.RLIMIT_AS, (virtual + limits.worker_mib * _MIB,) * 2)
    for key in orders.plan.first:
        # What is warm in the forge is written to here for the first time, and copied: not at the expense of the first caller.
        work.warm(key)
    send(channel, os.getpid())
    while _memory()[1] - born < limits.worker_mib * _MIB // 2:
        try:
            task: Task = receive(channel)
        except EOFError:
            return
        # Nobody handles this signal: it ends the process, even inside numpy.
        signal.setitimer(signal.ITIMER_REAL, task.seconds + _ORPHAN_SECONDS)
        answer(work, channel, task)
        signal.setitimer(signal.ITIMER_REAL, 0)


def answer(work: Work, channel: socket.socket, task: Task) -> None:
    """Sends the reply to one batch."""
    try:
        reply = _compute(work, task)
    except Problem as problem:
        reply = Declined(problem)
    except Exception as failure:
        # Imported by a process that is about to end: the front alone needs it in its life.
        from chassis.logs import describe

        send(channel, Broken(describe(failure)))
        raise
    send(channel, reply)


def _compute(work: Work, task: Task) -> Reply:
    calls: list[list[Household]] = [unpacked(blob) for blob in task.calls]
    values = iter(work.calculate(task.key, [household for call in calls for household in call]))
    answers: list[list[list[Values]]] = [list(islice(values, len(call))) for call in calls]
    return Done(tuple(map(packed, answers)))


def _memory() -> tuple[int, int]:
    """Bytes of address space, and resident ones that are this process's own."""
    virtual, resident, shared, *_ = map(int, _STATM.read_text().split())
    page = resource.getpagesize()
    return virtual * page, (resident - shared) * page
