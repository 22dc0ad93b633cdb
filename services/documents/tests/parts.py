"""The parts that a test plays: a clock, identity, the checks, an organisme, and the edge."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.documents.v1 import documents_service_pb2_grpc as documents_grpc

from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import new_id
from chassis.errors import Problem
from services.documents.domain.channels import PersonFile
from services.documents.domain.deposits import Document, Receipt
from services.documents.domain.verdicts import Deposited, Examination, Holder, Outcome, Verdict

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PASSED = Verdict("fichier-lisible", "1", Outcome.PASSED, "Le fichier se lit.")


@dataclass
class Clock:
    """Time as the test says; each reading is one microsecond later."""

    instant: datetime = NOW

    def __call__(self) -> datetime:
        self.instant += timedelta(microseconds=1)
        return self.instant

    def forward(self, **delta: float) -> None:
        self.instant += timedelta(**delta)


@dataclass
class PlayedDirectory:
    """Identity: the files and the names that the test says."""

    attached: tuple[PersonFile, ...] = ()
    names: Holder = field(default_factory=Holder)
    away: Problem | None = None

    async def files(self, person_id: str) -> tuple[PersonFile, ...]:
        return self.attached

    async def holder(self, person_id: str) -> Holder:
        return self.names

    async def pseudonym(self, person_id: str, organisme: str) -> str:
        if self.away:
            raise self.away
        return f"{organisme}-{person_id[-4:]}" if any(f.organisme == organisme for f in self.attached) else ""


@dataclass
class PlayedChecks:
    """The checks: what was examined, and what the test says is found of it."""

    seen: list[Deposited] = field(default_factory=list)
    verdicts: tuple[Verdict, ...] = (PASSED,)
    needs_review: bool = False
    dated: date | None = None
    expiry: date | None = None
    problem: BaseException | None = None

    async def __call__(self, deposited: Deposited) -> Examination:
        self.seen.append(deposited)
        if self.problem:
            raise self.problem
        content = b"".join(deposited.files)
        return Examination(
            self.verdicts, deposited.type, 1, "application/pdf", content, self.needs_review, self.dated, self.expiry
        )  # fmt: skip


@dataclass
class PlayedMark:
    """Writes the sentence after the content."""

    problem: Problem | None = None

    async def __call__(self, content: bytes, media_type: str, sentence: str) -> bytes:
        if self.problem:
            raise self.problem
        return content + sentence.encode()


@dataclass
class PlayedCourier:
    """An organisme's gateway: what it received, or why it does not."""

    received: dict[str, bytes] = field(default_factory=dict)
    pseudonyms: list[str] = field(default_factory=list)
    problem: Problem | None = None

    async def deliver(self, document: Document, pseudonym: str, parts: AsyncIterator[bytes]) -> Receipt:
        if self.problem:
            raise self.problem
        self.received[document.document_id] = b"".join([part async for part in parts])
        self.pseudonyms.append(pseudonym)
        return Receipt(f"{document.purpose.organisme}-1", NOW)


@dataclass
class World:
    """Everything that the test plays around the service."""

    directory: PlayedDirectory = field(
        default_factory=lambda: PlayedDirectory((PersonFile("cnaf", "GENERAL"), PersonFile("cnam", "GENERAL")))
    )
    checks: PlayedChecks = field(default_factory=PlayedChecks)
    mark: PlayedMark = field(default_factory=PlayedMark)
    courier: PlayedCourier = field(default_factory=PlayedCourier)
    clock: Clock = field(default_factory=Clock)


@dataclass
class Portal:
    """The edge's side of the service, for one person or for an agent."""

    client: "Client[documents_grpc.DocumentsServiceAsyncStub]"
    edge: Minter
    agent: Minter
    address: str
    person_id: str = field(default_factory=new_id)

    async def call(self, rpc: str, request: Any, **fields: Any) -> Any:
        """Calls as the person, whose id is put in the request, with an idempotency key of its own where one is needed."""
        if "request_id" in request.DESCRIPTOR.fields_by_name:
            fields.setdefault("request_id", new_id())
        message = request(person_id=self.person_id, **fields)
        token = self.edge.mint("documents", person_id=self.person_id)
        return await self.client.call(getattr(self.client.stub, rpc), message, token=token, timeout=10)

    async def judge(self, rpc: str, message: Any) -> Any:
        """Calls as an agent's tool."""
        return await self.client.call(
            getattr(self.client.stub, rpc), message, token=self.agent.mint("documents"), timeout=10
        )

    async def read(self, document_id: str) -> bytes:
        """The content of a document."""
        request = pb.ReadDocumentRequest(person_id=self.person_id, document_id=document_id)
        token = self.edge.mint("documents", person_id=self.person_id)
        answers = self.client.stream(self.client.stub.ReadDocument, request, token=token)
        return b"".join([answer.content async for answer in answers])

    async def start(self, kind: str = "rib", **purpose: str) -> Any:
        """A deposit opened."""
        started = await self.call("StartDeposit", pb.StartDepositRequest, type=kind, purpose=purpose or None)
        return started.document

    async def add(self, document_id: str, length: int) -> Any:
        """A file to come."""
        added = await self.call("AddUpload", pb.AddUploadRequest, document_id=document_id, length=length)
        return added.upload

    async def append(self, upload_id: str, offset: int, content: bytes, **more: Any) -> Any:
        """A chunk."""
        digest = hashlib.sha256(content).hexdigest()
        fields = {"upload_id": upload_id, "offset": offset, "content": content, "sha256": digest} | more
        return await self.call("AppendChunk", pb.AppendChunkRequest, **fields)

    async def where(self, upload_id: str) -> Any:
        """A file: how much of it is here."""
        return (await self.call("GetUpload", pb.GetUploadRequest, upload_id=upload_id)).upload

    async def deposit(self, content: bytes = b"%PDF-1.7 RIB", kind: str = "rib", **purpose: str) -> Any:
        """A whole deposit, being checked."""
        document = await self.start(kind, **purpose)
        upload = await self.add(document.document_id, len(content))
        await self.append(upload.upload_id, 0, content)
        completed = await self.call("CompleteDeposit", pb.CompleteDepositRequest, document_id=document.document_id)
        return completed.document

    async def get(self, document_id: str) -> Any:
        """A document."""
        return (await self.call("GetDocument", pb.GetDocumentRequest, document_id=document_id)).document


def contents_under(folder: Path) -> list[bytes]:
    """Every file of the object store, as it stands on the disk."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
