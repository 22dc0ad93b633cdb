"""The forge: a process of its own that loads the law, warms up, and forks a worker whenever it is asked.

It is started afresh, not forked from the process that serves gRPC, whose threads a fork would cut in two. It stays alone in itself for the same
reason: it refuses to fork once it has a second thread. Told nothing more, it ends when the front does. In calm moments it learns what is not warm yet,
one key at a time: what the plan leaves for later, then what somebody asked for.
"""

import gc
import logging
import os
import select
import signal
import socket
import sys
from pathlib import Path

from services.simulator.serving import worker
from services.simulator.serving.frames import receive
from services.simulator.serving.work import Key, Orders, Work, make

READY, LEARNT, WARMER = b"r", b"l", b"w"
FORK, LEARN = b"f", b"k"
_TASKS = Path("/proc/self/task")


class SeveralThreads(Exception):
    """A fork now could inherit a lock that nobody will ever release."""


def work_for(control: socket.socket) -> None:
    """The forge's life."""
    orders: Orders = receive(control)
    work = make(orders.law)
    for key in orders.plan.first:
        work.warm(key)
    # Children are never waited for: the front sees their sockets close.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _settle(control, READY)
    later = list(orders.plan.later)
    while True:
        if later and not select.select([control], [], [], orders.plan.calm_seconds)[0]:
            _learn_one(work, control, later)
            continue
        message, channels, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        channel = socket.socket(fileno=channels[0])
        if message == LEARN:
            with channel:
                later.append(receive(channel))
        else:
            _fork(work, control, channel, orders)


def _learn_one(work: Work, control: socket.socket, later: list[Key]) -> None:
    work.warm(later.pop(0))
    control.sendall(LEARNT)
    if not later:
        _settle(control, WARMER)


def _settle(control: socket.socket, word: bytes) -> None:
    # What is here now stays: a collection in a worker must not touch, and thereby copy, the pages that it shares.
    gc.collect()
    gc.freeze()
    control.sendall(word)


def _fork(work: Work, control: socket.socket, channel: socket.socket, orders: Orders) -> None:
    if len(list(_TASKS.iterdir())) > 1:
        raise SeveralThreads
    if os.fork():
        channel.close()
        return
    try:
        control.close()
        worker.serve(work, channel, orders)
    finally:
        # Nothing of the forge's own end may run twice; and what a failure quotes is printed nowhere.
        os._exit(0)


def main() -> None:
    # The law as code remarks on tax returns that do not hold together, be they of a sample; nobody reads that in the logs of a service. Its modules
    # are loaded under names of their own, so only the root catches them; this process has nothing else to log.
    logging.getLogger().addHandler(logging.NullHandler())
    work_for(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
