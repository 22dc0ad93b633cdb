"""`python -m bench.uploads`: uploads cut at random bytes and by kill -9 of the service, all resumed; and how soon the two first answers come.

The documents service, identity, PostgreSQL and NATS are the real processes of the suite. Each upload is cut at places drawn at random; between
two chunks the service is killed now and then, while a chunk may be on its way. A figure counts the uploads whose digest and whose first date
are the ones that they should be.
"""

import asyncio
import hashlib
import io
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import uvloop
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.documents.v1 import documents_service_pb2_grpc as documents_grpc

from bench.figures import Figure, report
from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import new_id
from chassis.errors import StaleState, TimedOut, Unavailable
from sandbox.suite.layout import Layout
from sandbox.suite.passing import passing, played_settings
from sandbox.suite.suite import Suite

_PROCESSES = ("postgres", "nats", "identity", "documents")
_UPLOADS, _IN_FLIGHT, _DEATHS = 200, 8, 10
_ASKED, _EXAMINED = 500, 20
_SECONDS_BETWEEN_DEATHS = 4.0
_UNSAID = (document_pb2.DEPOSIT_STATE_CHECKING,)


@dataclass
class Phone:
    """A person's telephone, whose network comes and goes."""

    client: "Client[documents_grpc.DocumentsServiceAsyncStub]"
    edge: Minter
    person_id: str = field(default_factory=new_id)

    async def call(self, rpc: str, request: Any, **fields: Any) -> Any:
        """Calls as the person until it answers. The same call keeps its key: twice is once."""
        if "request_id" in request.DESCRIPTOR.fields_by_name:
            fields["request_id"] = new_id()
        message = request(person_id=self.person_id, **fields)
        while True:
            token = self.edge.mint("documents", person_id=self.person_id)
            try:
                return await self.client.call(getattr(self.client.stub, rpc), message, token=token, timeout=5)
            except (Unavailable, TimedOut):
                await asyncio.sleep(0.1)

    async def begin(self, length: int) -> tuple[str, Any]:
        """A deposit, and its file to come."""
        document = (await self.call("StartDeposit", pb.StartDepositRequest, type="rib")).document
        added = await self.call("AddUpload", pb.AddUploadRequest, document_id=document.document_id, length=length)
        return document.document_id, added.upload

    async def append(self, upload_id: str, offset: int, chunk: bytes) -> Any:
        """A chunk."""
        fields = {"offset": offset, "content": chunk, "sha256": hashlib.sha256(chunk).hexdigest()}
        return await self.call("AppendChunk", pb.AppendChunkRequest, upload_id=upload_id, **fields)

    async def complete(self, document_id: str) -> Any:
        """The whole deposit."""
        done = await self.call("CompleteDeposit", pb.CompleteDepositRequest, document_id=document_id)
        return done.document


async def upload_cut(phone: Phone, draw: random.Random) -> bool:
    """One upload cut at random: whether all of it came, with the date of its first chunk."""
    content = draw.randbytes(draw.randrange(20_000, 400_000))
    document_id, upload = await phone.begin(len(content))
    dates = []
    while upload.offset < len(content):
        chunk = content[upload.offset : upload.offset + draw.randrange(1, 120_000)]
        if draw.random() < 0.3:
            await _cut_short(phone, upload, chunk, draw)
        else:
            # The chunk whose line was cut may have come since: it goes on from there.
            with suppress(StaleState):
                dates.append((await phone.append(upload.upload_id, upload.offset, chunk)).deposit_time)
        upload = (await phone.call("GetUpload", pb.GetUploadRequest, upload_id=upload.upload_id)).upload
    done = await phone.complete(document_id)
    return upload.sha256 == hashlib.sha256(content).hexdigest() and all(date == done.deposit_time for date in dates)


async def _cut_short(phone: Phone, upload: Any, chunk: bytes, draw: random.Random) -> None:
    """The line drops while a chunk is on its way: nobody knows whether it came."""
    sending = asyncio.create_task(phone.append(upload.upload_id, upload.offset, chunk))
    await asyncio.sleep(draw.random() * 0.02)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def resumed(suite: Suite, phone: Phone) -> tuple[int, int]:
    """How many uploads came whole, and how often the service was killed meanwhile."""
    waiting = iter(range(_UPLOADS))
    whole: list[bool] = []

    async def worker() -> None:
        for seed in waiting:
            whole.append(await upload_cut(phone, random.Random(seed)))  # noqa: S311  to be played again

    workers = asyncio.gather(*(worker() for _ in range(_IN_FLIGHT)))
    deaths = 0
    while not workers.done() and deaths < _DEATHS:
        await asyncio.sleep(_SECONDS_BETWEEN_DEATHS)
        await suite.kill("documents")
        deaths += 1
        await suite.wait_ready("documents")
    await workers
    return sum(whole), deaths


async def timed(call: Callable[[], Awaitable[Any]], count: int) -> list[float]:
    """Milliseconds of each call, one after the other."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        await call()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def first_verdicts(phone: Phone) -> list[float]:
    """Milliseconds from the end of the deposit to its verdicts, as the person sees them."""

    async def one() -> float:
        content = one_page()
        document_id, upload = await phone.begin(len(content))
        await phone.append(upload.upload_id, 0, content)
        began = time.perf_counter()
        state = (await phone.complete(document_id)).state
        while state in _UNSAID:
            await asyncio.sleep(0.01)
            found = await phone.call("GetDocument", pb.GetDocumentRequest, document_id=document_id)
            state = found.document.state
        return (time.perf_counter() - began) * 1000

    await one()
    return [await one() for _ in range(_EXAMINED)]


def one_page() -> bytes:
    """A page of text: nothing to be read by OCR."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        text = b"BT /F1 14 Tf 60 760 Td (RELEVE D'IDENTITE BANCAIRE) Tj 0 -20 Td (IBAN FR14 2004 1010 0505 0001 3M02 606) Tj ET"
        page.Contents = pdf.make_stream(text)
        written = io.BytesIO()
        pdf.save(written)
    return written.getvalue()


@asynccontextmanager
async def running() -> AsyncIterator[tuple[Suite, Phone]]:
    """The processes, and a telephone."""
    with passing(Layout) as layout:
        async with Suite(layout, _PROCESSES) as suite:
            settings = played_settings(layout, "bff")
            edge = Minter.from_settings(settings)
            stub = documents_grpc.DocumentsServiceStub
            client = Client(settings, layout.address("documents"), stub, "documents", edge)
            yield suite, Phone(client, edge)
            await client.close()


async def main() -> int:
    """The three figures; 0 where every target is met."""
    async with running() as (suite, phone):
        verdicts = await first_verdicts(phone)
        asked = pb.CheckAdmissibilityRequest
        answers = await timed(lambda: phone.call("CheckAdmissibility", asked, type="avis-arret-travail"), _ASKED)
        whole, deaths = await resumed(suite, phone)
    p99 = statistics.quantiles(answers, n=100)[98]
    how = (
        f"cut at random bytes, and by kill -9 of the service {deaths} times meanwhile; digests and first dates compared"
    )
    return report(
        [
            Figure(
                "documents.admissibility_p99_ms", p99, "ms", f"of {_ASKED} calls, identity asked each time", "<= 30"
            ),
            Figure("documents.first_verdict_p50_ms", statistics.median(verdicts), "ms", "one page, no OCR", "<= 300"),
            Figure("documents.uploads_resumed", whole, "uploads", f"of {_UPLOADS}: {how}", f">= {_UPLOADS}"),
        ]
    )


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
