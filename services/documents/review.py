"""`python -m services.documents.review`: what an agent does with the documents that the checks could not judge, through the contract alone.

    list                                             what waits, the longest first
    read DOCUMENT FILE                               its content, in a new file; the person reads that it was looked at
    accept DOCUMENT --agent AGENT                    it goes on to its organisme
    refuse DOCUMENT --agent AGENT --reason REASON --explanation "…"

It has no right of its own: the service lets in whoever signs as `ops`, and keeps who the agent was (`--agent`, as their organisme knows them). The
environment says where the service is (`MESDROITS_DOCUMENTS_ADDRESS`) and which key signs; nothing of the database is needed.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from mesdroits.documents.v1 import admissibility_pb2, document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.documents.v1.documents_service_pb2_grpc import DocumentsServiceStub

from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import new_id
from chassis.errors import Problem
from chassis.pages import every_page
from chassis.settings import ProcessSettings
from services.documents.domain.admissibility import PARIS
from services.documents.domain.verdicts import RefusalReason

if TYPE_CHECKING:
    from mesdroits.documents.v1.documents_service_pb2_grpc import DocumentsServiceAsyncStub

_SECONDS = 10.0
_PAGE = 200
_NOTHING = "Aucun document n'attend de vérification."


class Settings(ProcessSettings):
    """Who signs, and where the service is."""

    service: str = "ops"
    documents_address: str = "127.0.0.1:8014"


class Desk:
    """An agent's desk: calls in the name of `ops`."""

    def __init__(self, settings: ProcessSettings, address: str) -> None:
        minter = Minter.from_settings(settings)
        self._client: Client[DocumentsServiceAsyncStub] = Client(
            settings, address, DocumentsServiceStub, "documents", minter
        )

    async def waiting(self) -> list[document_pb2.Document]:
        """What waits, the longest first."""

        async def ask(request: pb.ListReviewsRequest) -> pb.ListReviewsResponse:
            return await self._client.call(self._client.stub.ListReviews, request, timeout=_SECONDS)

        pages = [page async for page in every_page(ask, pb.ListReviewsRequest(page_size=_PAGE))]
        return [document for page in pages for document in page.documents]

    async def content(self, document_id: str) -> bytes:
        """What a document in review holds."""
        request = pb.ReadReviewRequest(document_id=document_id)
        answers = self._client.stream(self._client.stub.ReadReview, request)
        return b"".join([answer.content async for answer in answers])

    async def judge(self, verdict: pb.GiveVerdictRequest) -> document_pb2.Document:
        """Gives a verdict; the document after it."""
        verdict.request_id = new_id()
        return (await self._client.call(self._client.stub.GiveVerdict, verdict, timeout=_SECONDS)).document

    async def close(self) -> None:
        """Closes the channel."""
        await self._client.close()


def line_of(document: document_pb2.Document) -> str:
    """A document in one line: what it is, since when it was deposited, and what the checks could not tell. Nothing of the person."""
    deposited = document.deposit_time.ToDatetime(UTC).astimezone(PARIS)
    unsure = [v.rule for v in document.verdicts if v.outcome == document_pb2.OUTCOME_INCONCLUSIVE]
    purpose = document.purpose.organisme or "aucun organisme"
    told = f"déposé le {deposited:%d/%m/%Y à %H:%M}"
    return f"{document.document_id}  {document.document_type.label}  ({purpose}), {told} : {', '.join(unsure) or 'lecture'}"


def verdict_of(said: argparse.Namespace) -> pb.GiveVerdictRequest:
    """The verdict that the command line says."""
    if said.command == "accept":
        return pb.GiveVerdictRequest(
            document_id=said.document, agent=said.agent, outcome=document_pb2.OUTCOME_PASSED
        )  # fmt: skip
    return pb.GiveVerdictRequest(
        document_id=said.document,
        agent=said.agent,
        outcome=document_pb2.OUTCOME_FAILED,
        explanation=said.explanation,
        reason=admissibility_pb2.RefusalReason.Value(f"REFUSAL_REASON_{said.reason}"),
    )


async def run(said: argparse.Namespace, desk: Desk) -> str:
    """Does what the command line says; what it answers. Raises Problem, and FileExistsError rather than write over a file."""
    if said.command == "list":
        return "\n".join(map(line_of, await desk.waiting())) or _NOTHING
    if said.command == "read":
        content = await desk.content(said.document)
        return await asyncio.to_thread(_keep, said.file, content)
    judged = await desk.judge(verdict_of(said))
    return f"{judged.document_id}  {document_pb2.DepositState.Name(judged.state).removeprefix('DEPOSIT_STATE_')}"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line. Exits, with its use, when it means nothing."""
    parser = argparse.ArgumentParser(
        prog="python -m services.documents.review", description="Les documents à vérifier."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="ce qui attend, le plus ancien d'abord")
    read = commands.add_parser("read", help="écrit le contenu dans un fichier neuf ; la personne le saura")
    read.add_argument("document")
    read.add_argument("file", type=Path)
    for name, told in (("accept", "le document est bon"), ("refuse", "le document ne peut pas être pris")):
        judging = commands.add_parser(name, help=told)
        judging.add_argument("document")
        judging.add_argument("--agent", required=True, help="l'agent, comme son organisme le connaît")
        if name == "refuse":
            judging.add_argument("--reason", required=True, choices=[str(reason) for reason in RefusalReason])
            judging.add_argument("--explanation", required=True, help="ce que la personne lira")
    return parser.parse_args(arguments)


def _keep(file: Path, content: bytes) -> str:
    """Writes it where nothing was, for whoever runs this alone."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
    return f"{len(content)} octets dans {file} : effacez ce fichier après la vérification."


async def _main() -> int:
    said, settings = parse(sys.argv[1:]), Settings()
    desk = Desk(settings, settings.documents_address)
    try:
        answer, code = await run(said, desk), 0
    except Problem as refused:
        answer, code = f"{refused.reason} : {refused.message}", 1
    finally:
        await desk.close()
    sys.stdout.write(f"{answer}\n")
    return code


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
