"""Deposits: their states, how they move, and the files that come in chunks. Pure: the moment is given."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.documents.domain.admissibility import Purpose
from services.documents.domain.errors import ChunkOverflows, OffsetMismatch
from services.documents.domain.verdicts import Verdict

MOST_CHUNK = 1 << 20
# A document of many photos stays within what one worker may hold in memory.
MOST_FILES, MOST_TOTAL = 20, 64 << 20


class State(StrEnum):
    """Where a deposit stands; the names are the contract's."""

    UPLOADING = "UPLOADING"
    CHECKING = "CHECKING"
    IN_REVIEW = "IN_REVIEW"
    ACCEPTED = "ACCEPTED"
    DELIVERED = "DELIVERED"
    REFUSED = "REFUSED"
    ABANDONED = "ABANDONED"
    UNDELIVERED = "UNDELIVERED"
    PURGED = "PURGED"


# What may still be sent to another organisme: it was accepted, and its content is here.
HELD = frozenset({State.ACCEPTED, State.DELIVERED, State.UNDELIVERED})


@dataclass(frozen=True, slots=True)
class Upload:
    """One file. `received` and `sha256` say what is here: bytes from its beginning, and their digest."""

    upload_id: str
    document_id: str
    rank: int
    length: int
    received: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a file; its content stands in the object store."""

    upload_id: str
    start: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the way to the organisme: a receipt, or a failure."""

    hop: str
    hop_time: datetime
    receipt: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an organisme gives for a document."""

    receipt: str
    receive_time: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept of an accepted document: its parts in the object store, under `content_id`."""

    content_id: str
    sha256: str
    length: int
    media_type: str
    pages: int


@dataclass(frozen=True, slots=True)
class Document:
    """A deposit as it is kept. `expiry_date`: the last day of a title, as its machine-readable lines prove it."""

    document_id: str
    person_id: str = field(repr=False)
    type: str
    purpose: Purpose
    state: State
    state_time: datetime
    document_date: date | None = None
    expiry_date: date | None = None
    deposit_time: datetime | None = None
    content: Content | None = None
    verdicts: tuple[Verdict, ...] = field(default=(), repr=False)
    produced: bool = False
    verification_code: str = ""
    purge_time: datetime | None = None
    purge_certificate: str = field(default="", repr=False)
    attempts: int = 0
    traceparent: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A document with its files and its way."""

    document: Document
    uploads: tuple[Upload, ...] = ()
    hops: tuple[Hop, ...] = ()


def next_chunk(upload: Upload, start: int, length: int) -> None:
    """Whether a chunk that is not here yet may be added. Raises OffsetMismatch, with where to resume; ChunkOverflows."""
    if start != upload.received:
        raise OffsetMismatch(expected_offset=str(upload.received))
    if start + length > upload.length:
        raise ChunkOverflows(expected_offset=str(upload.received))
