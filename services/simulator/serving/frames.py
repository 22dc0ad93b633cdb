"""What travels between the front, the forge and the workers: length-prefixed pickles over socket pairs.

A pickle is safe here: both ends are processes that this one started, over sockets that have no name, and what comes from outside was read and
checked before it became one of these plain values. It is also what numpy arrays and dataclasses cost the least in.
"""

import asyncio
import pickle
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!I")


def packed(thing: object) -> bytes:
    """A plain value as bytes."""
    return pickle.dumps(thing, protocol=5)


def unpacked(blob: bytes) -> Any:
    """The plain value that another process of ours packed."""
    return pickle.loads(blob)  # noqa: S301  see above


def framed(thing: object) -> bytes:
    """A plain value as one frame."""
    blob = packed(thing)
    return _LENGTH.pack(len(blob)) + blob


def send(channel: socket.socket, thing: object) -> None:
    """Sends a frame, in a process that may wait."""
    channel.sendall(framed(thing))


def receive(channel: socket.socket) -> Any:
    """The next frame, in a process that may wait. Raises EOFError when the other side has gone."""
    return unpacked(_exactly(channel, _LENGTH.unpack(_exactly(channel, _LENGTH.size))[0]))


def _exactly(channel: socket.socket, size: int) -> bytes:
    got = bytearray()
    while len(got) < size:
        more = channel.recv(min(size - len(got), 1 << 20))
        if not more:
            raise EOFError
        got += more
    return bytes(got)


async def next_frame(reader: asyncio.StreamReader) -> Any:
    """The next frame, on the loop. Raises IncompleteReadError when the other side has gone."""
    return unpacked(await reader.readexactly(_LENGTH.unpack(await reader.readexactly(_LENGTH.size))[0]))
