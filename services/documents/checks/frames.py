"""What crosses the pipe between the service and a worker: a JSON header, then the bytes it counts. Never pickle: a worker that was
taken over by a document must not be able to hand back anything but data."""

import struct
from dataclasses import replace
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from services.documents.domain.verdicts import Deposited, Examination

# Length of the header, then of what follows it.
HEAD = struct.Struct(">II")
# No header is longer: verdicts are a few kilobytes.
_HEADER_MAX = 1 << 20
_DEPOSITED: TypeAdapter[tuple[Deposited, list[int]]] = TypeAdapter(tuple[Deposited, list[int]])
_EXAMINATION: TypeAdapter[tuple[Examination, bool]] = TypeAdapter(tuple[Examination, bool])


class FrameError(Exception):
    """What was read is not a frame, or not of the shape expected."""


def pack(header: bytes, body: bytes = b"") -> bytes:
    """A frame."""
    return HEAD.pack(len(header), len(body)) + header + body


def lengths(head: bytes) -> tuple[int, int]:
    """The two lengths. Raises FrameError."""
    if len(head) != HEAD.size:
        raise FrameError("half a frame")
    header, body = HEAD.unpack(head)
    if header > _HEADER_MAX:
        raise FrameError("a header too long")
    return header, body


def read(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next frame, or None at the end of the stream. Raises FrameError for half a frame."""
    head = stream.read(HEAD.size)
    if not head:
        return None
    header, body = (stream.read(length) for length in lengths(head))
    return header, body


def split(frame: bytes) -> tuple[bytes, bytes]:
    """The header and the body of exactly one frame. Raises FrameError."""
    header, body = lengths(frame[: HEAD.size])
    if len(frame) != HEAD.size + header + body:
        raise FrameError("half a frame, or more than one")
    return frame[HEAD.size : HEAD.size + header], frame[HEAD.size + header :]


def job(deposited: Deposited) -> bytes:
    """What a worker is given."""
    header = _DEPOSITED.dump_json((replace(deposited, files=()), [len(file) for file in deposited.files]))
    return pack(header, b"".join(deposited.files))


def deposited_of(header: bytes, body: bytes) -> Deposited:
    """What a worker was given."""
    deposited, sizes = _DEPOSITED.validate_json(header)
    files, at = [], 0
    for size in sizes:
        files.append(body[at : at + size])
        at += size
    return replace(deposited, files=tuple(files))


def answer(examination: Examination) -> bytes:
    """What a worker answers."""
    content = examination.content
    return pack(_EXAMINATION.dump_json((replace(examination, content=None), content is not None)), content or b"")


def examination_of(frame: bytes) -> Examination:
    """What a worker answered. Raises FrameError: a worker is not trusted."""
    header, body = split(frame)
    try:
        examination, has_content = _EXAMINATION.validate_json(header)
    except ValidationError as wrong:
        # Without its cause, which would quote what was answered.
        raise FrameError("an answer that is not an examination") from wrong
    return replace(examination, content=body if has_content else None)
