"""The agent's command: it goes through the contract, and shows nothing of the person."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from mesdroits.common.v1 import access_pb2
from mesdroits.documents.v1 import admissibility_pb2, document_pb2

from chassis.db import Database, read_session
from chassis.errors import Problem
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.documents.journal import check
from services.documents.review import Desk, parse, run
from services.documents.store import tables
from services.documents.tests.parts import Portal, World
from services.documents.usecases.examining import Examining

AGENT = ["--agent", "caf-63/4512"]


@pytest_asyncio.fixture
async def desk(stack: Layout, portal: Portal) -> AsyncIterator[Desk]:
    opened = Desk(played_settings(stack, "ops"), portal.address)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def unsure(portal: Portal, examining: Examining, world: World) -> str:
    """A document that the checks could not judge."""
    world.checks.needs_review = True
    document = await portal.deposit(b"%PDF- flou", organisme="cnaf")
    await examining.once()
    return str(document.document_id)


async def say(desk: Desk, *arguments: str) -> str:
    return await run(parse(arguments), desk)


async def test_an_agent_lists_reads_and_accepts(
    desk: Desk, portal: Portal, unsure: str, tmp_path: Path, migrated: Database
) -> None:
    listed = await say(desk, "list")
    assert listed.startswith(f"{unsure}  Relevé d'identité bancaire (RIB)  (cnaf), déposé le 22/11/2026")
    assert portal.person_id not in listed
    copy = tmp_path / "copie.pdf"
    assert "10 octets" in await say(desk, "read", unsure, str(copy))
    assert (await asyncio.to_thread(copy.read_bytes), copy.stat().st_mode & 0o777) == (b"%PDF- flou", 0o600)
    assert await say(desk, "accept", unsure, *AGENT) == f"{unsure}  ACCEPTED"
    assert await say(desk, "list") == "Aucun document n'attend de vérification."
    assert (await check(migrated))[2] is None
    async with read_session(migrated) as session:
        actions = (await session.execute(sa.select(tables.journal.c.action, tables.journal.c.detail))).all()
        outbox = tables.chassis.outbox
        told = (await session.execute(sa.select(outbox.c.data).where(outbox.c.subject.like("%access.recorded")))).all()
    assert ("READ", "ops") in actions
    assert ("ACCEPTED", "verification-humaine") in actions
    (access,) = [access_pb2.AccessRecorded.FromString(row.data) for row in told]
    assert (access.person_id, access.reader, access.purpose) == (portal.person_id, "ops", "review_document")


async def test_the_person_reads_why_an_agent_refused(desk: Desk, portal: Portal, unsure: str) -> None:
    words = ["--reason", "ILLISIBLE", "--explanation", "La photo est coupée en bas."]
    assert await say(desk, "refuse", unsure, *AGENT, *words) == f"{unsure}  REFUSED"
    verdict = (await portal.get(unsure)).verdicts[-1]
    assert (verdict.explanation, verdict.outcome) == ("La photo est coupée en bas.", document_pb2.OUTCOME_FAILED)
    assert verdict.reason == admissibility_pb2.REFUSAL_REASON_ILLISIBLE
    with pytest.raises(Problem) as again:
        await say(desk, "accept", unsure, *AGENT)
    assert again.value.reason == "NOT_IN_REVIEW"


@pytest.mark.parametrize("issuer", ["bff", "requests_tracking", "identity"])
async def test_nobody_judges_but_who_may(stack: Layout, portal: Portal, unsure: str, issuer: str) -> None:
    other = Desk(played_settings(stack, issuer), portal.address)
    for arguments in (["list"], ["read", unsure, "/dev/null"], ["accept", unsure, *AGENT]):
        with pytest.raises(Problem) as refused:
            await say(other, *arguments)
        assert refused.value.reason == "FORBIDDEN"
    await other.close()
    assert (await portal.get(unsure)).state == document_pb2.DEPOSIT_STATE_IN_REVIEW


async def test_a_file_that_is_there_is_not_written_over(desk: Desk, unsure: str, tmp_path: Path) -> None:
    copy = tmp_path / "copie.pdf"
    await asyncio.to_thread(copy.write_bytes, b"autre")
    with pytest.raises(FileExistsError):
        await say(desk, "read", unsure, str(copy))
    assert await asyncio.to_thread(copy.read_bytes) == b"autre"


@pytest.mark.parametrize(
    "arguments",
    [[], ["judge"], ["accept", "D"], ["refuse", "D", *AGENT], ["refuse", "D", *AGENT, "--reason", "LAID", "--explanation", "x"]],
)  # fmt: skip
def test_what_is_not_said_whole_is_not_done(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)
    assert "usage" in capsys.readouterr().err
