"""The process itself, with the real checks, killed as nothing kills politely: kill -9."""

import asyncio
import hashlib
import io
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest_asyncio
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.documents.v1 import documents_service_pb2_grpc as documents_grpc

from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import Database
from chassis.errors import TimedOut, Unavailable
from sandbox.suite.environments import environment_of
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from sandbox.suite.ports import free_base_port
from services.documents.tests.parts import Portal

_TEXT = b"BT /F1 14 Tf 60 760 Td 20 TL (RELEVE D'IDENTITE BANCAIRE) Tj T* (Titulaire : CLAIRE EXEMPLE) Tj T* "
_IBAN = b"(IBAN FR14 2004 1010 0505 0001 3M02 606) Tj T* (BIC PSSTFRPPXXX) Tj ET"
CHUNK = 3000
END = (
    document_pb2.DEPOSIT_STATE_ACCEPTED,
    document_pb2.DEPOSIT_STATE_IN_REVIEW,
    document_pb2.DEPOSIT_STATE_REFUSED,
)


def bank_details(padding: int) -> bytes:
    """A PDF of one page with its text, as long as wanted."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(_TEXT + _IBAN + b"\n%" + b"x" * padding)
        written = io.BytesIO()
        pdf.save(written, compress_streams=False)
        return written.getvalue()


class Process:
    """The service in a process of its own, started again after each death."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._running: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.documents.main", env=os.environ | self._environment, start_new_session=True
        )

    async def kill(self) -> None:
        """Nothing is closed, nothing is written; its workers go with it."""
        if self._running is not None:
            os.killpg(self._running.pid, signal.SIGKILL)
            await self._running.wait()

    async def restart(self) -> None:
        await self.kill()
        await self.start()


@pytest_asyncio.fixture
async def process(
    stack: Layout, schema_url: str, migrated: Database, tmp_path: Path
) -> AsyncIterator[tuple[Process, str]]:
    address = f"127.0.0.1:{free_base_port()}"
    environment = environment_of(stack, "documents") | {
        "MESDROITS_DATABASE_URL": schema_url,
        "MESDROITS_LISTEN": address,
        "MESDROITS_DOCUMENTS_STORE": (tmp_path / "objects").as_uri(),
        "MESDROITS_LOG_LEVEL": "ERROR",
    }
    environment.pop("MESDROITS_OTLP_ENDPOINT", None)
    process = Process(environment)
    await process.start()
    yield process, address
    await process.kill()


@pytest_asyncio.fixture
async def outside(stack: Layout, process: tuple[Process, str]) -> AsyncIterator[Portal]:
    settings = played_settings(stack, "bff")
    edge = Minter.from_settings(settings)
    client = Client(settings, process[1], documents_grpc.DocumentsServiceStub, "documents", edge)
    yield Portal(client, edge, edge, process[1])
    await client.close()


async def persist(call: Callable[..., Awaitable[Any]], *said: Any) -> Any:
    """Calls until it answers, as a telephone does that finds its network again."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await call(*said)
            except (Unavailable, TimedOut):
                await asyncio.sleep(0.1)


async def test_killed_again_and_again_it_loses_no_byte_and_no_date(
    outside: Portal, process: tuple[Process, str]
) -> None:
    draw, content = random.Random(7), bank_details(30_000)  # noqa: S311  a test that can be played again
    document = await persist(outside.start)
    upload = await persist(outside.add, document.document_id, len(content))
    dates, deaths = [], 0
    while upload.offset < len(content):
        if draw.random() < 0.4 and deaths < 3:
            sending = asyncio.create_task(
                outside.append(upload.upload_id, upload.offset, content[upload.offset : upload.offset + CHUNK])
            )
            await asyncio.sleep(draw.random() * 0.01)
            await process[0].restart()
            await asyncio.gather(sending, return_exceptions=True)
            deaths += 1
        else:
            chunk = content[upload.offset : upload.offset + CHUNK]
            appended = await persist(outside.append, upload.upload_id, upload.offset, chunk)
            dates.append(appended.deposit_time)
        upload = await persist(outside.where, upload.upload_id)
    assert deaths == 3
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    complete = pb.CompleteDepositRequest
    await persist(lambda: outside.call("CompleteDeposit", complete, document_id=document.document_id))
    checked = await examined(outside, document.document_id)
    assert checked.state in END
    assert all(date == checked.deposit_time for date in dates)
    assert {verdict.rule for verdict in checked.verdicts}


async def examined(outside: Portal, document_id: str) -> Any:
    """The document once its checks have ended."""
    async with asyncio.timeout(60):
        while True:
            found = await persist(outside.get, document_id)
            if found.state in END:
                return found
            await asyncio.sleep(0.05)
