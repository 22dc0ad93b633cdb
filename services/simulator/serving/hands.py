"""The forge and the workers, as the front holds them: handles on other processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

from services.simulator.serving.forge import FORK, LEARN, LEARNT, READY, WARMER
from services.simulator.serving.frames import framed, next_frame, send
from services.simulator.serving.work import Broken, Key, Orders, Reply, Task

_MODULE = "services.simulator.serving.forge"
# One thread per process: a forge with threads cannot fork, and workers share the cores among themselves.
_ALONE = ("OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "NUMEXPR_NUM_THREADS=1", "NUMEXPR_MAX_THREADS=1")
# The forge may be at a key that it learns, on a machine that has much else to do.
_BIRTH_SECONDS = 30.0

__all__ = ["LEARNT", "READY", "WARMER", "Forge", "Lost", "Worker"]


class Lost(Exception):
    """A worker has gone before it answered."""


class Worker:
    """A process that computes one batch at a time. `warm`: the keys that it was born with; `learnt`: those that it has met since; `stale`: it leaves
    once it is free. `_handle` names it for as long as it is held, whoever else takes its number."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pid, self._reader, self._writer = pid, reader, writer
        self.stale, self.served = False, False
        self.warm: frozenset[Key] = frozenset()
        self.learnt: set[Key] = set()
        self.gone = asyncio.Event()
        self._handle = os.pidfd_open(pid)
        self._reply: asyncio.Future[Reply] | None = None
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def meet(cls, channel: socket.socket) -> "Worker":
        """The worker at the other end. Raises Lost when none comes."""
        reader, writer = await asyncio.open_unix_connection(sock=channel)
        worker = None
        try:
            async with asyncio.timeout(_BIRTH_SECONDS):
                pid = await next_frame(reader)
            worker = cls(pid, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, ProcessLookupError, TimeoutError):
            raise Lost from None
        finally:
            if worker is None:
                writer.close()
        return worker

    def knows(self, key: Key) -> bool:
        """Whether it has the plans of a key, or is recording them."""
        return key in self.warm or key in self.learnt

    async def ask(self, task: Task) -> Reply:
        """The reply to a batch. Raises Lost; a reply that nobody waits for any more leaves the worker useless: kill it."""
        self._reply = asyncio.get_running_loop().create_future()
        if self.gone.is_set():
            raise Lost
        self._writer.write(framed(task))
        return await self._reply

    async def _listen(self) -> None:
        try:
            while True:
                self._heard(await next_frame(self._reader))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()

    def _heard(self, reply: Reply) -> None:
        if isinstance(reply, Broken):
            # It leaves by itself; nothing more is to be asked of it.
            self.gone.set()
        if self._reply and not self._reply.done():
            self.served = True
            self._reply.set_result(reply)

    def close(self) -> None:
        """Ends it, whatever it does."""
        self.gone.set()
        self._listening.cancel()
        self._writer.close()
        if self._reply and not self._reply.done():
            self._reply.set_exception(Lost())
        if self._handle < 0:
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        # It may have become our child, when its forge died.
        with suppress(ChildProcessError):
            os.waitid(os.P_PIDFD, self._handle, os.WEXITED | os.WNOHANG)
        os.close(self._handle)
        self._handle = -1


class Forge:
    """The process that has the law warm."""

    def __init__(self, orders: Orders) -> None:
        self._control, theirs = socket.socketpair()
        command = ("env", *_ALONE, sys.executable, "-m", _MODULE, str(theirs.fileno()))
        # Its own session: Ctrl-C in a terminal is for the front, which then drains.
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], start_new_session=True, stdin=subprocess.DEVNULL
        )
        theirs.close()
        send(self._control, orders)
        self._control.setblocking(False)

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    async def words(self) -> AsyncIterator[bytes]:
        """What it says, until it is no more."""
        loop = asyncio.get_running_loop()
        with suppress(ConnectionError):
            while word := await loop.sock_recv(self._control, 1):
                yield word

    def fork(self) -> socket.socket:
        """The channel of a worker that is being forked. Raises Lost."""
        channel = self._order(FORK)
        channel.setblocking(False)
        return channel

    def learn(self, key: Key) -> None:
        """Has it record the plans of a key, in a calm moment. Raises Lost."""
        with self._order(LEARN) as channel, suppress(OSError):
            send(channel, key)

    def _order(self, word: bytes) -> socket.socket:
        """Gives it one end of a channel, with a word; the other end."""
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [word], [theirs.fileno()])
        except OSError:
            ours.close()
            raise Lost from None
        finally:
            theirs.close()
        return ours

    def end(self) -> None:
        """Ends it; its workers go on."""
        self._process.kill()

    def close(self) -> None:
        """Ends it, and forgets it."""
        self.end()
        self._process.wait()
        self._control.close()
