"""What organismes make out for the person: statements and attestations, newest first."""

from dataclasses import dataclass
from typing import TypeVar

from services.rights.domain.paging import Key, newest_first, page_after
from services.rights.domain.papers import Attestation, Statement
from services.rights.domain.questions import Question
from services.rights.partners import reading
from services.rights.usecases.collect import Collector, Harvest
from services.rights.usecases.parts import Reader
from services.rights.usecases.payments import Page

Paper = TypeVar("Paper", Statement, Attestation)


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A page of statements; `hidden`: how many, over all pages, this login may not see because they tell about health."""

    statements: list[Statement]
    following: Key | None
    harvest: Harvest
    hidden: int


@dataclass(frozen=True, slots=True)
class AttestationPage:
    """A page of attestations; `hidden` as for statements."""

    attestations: list[Attestation]
    following: Key | None
    harvest: Harvest
    hidden: int


async def list_statements(collector: Collector, reader: Reader, page: Page) -> StatementPage:
    """Statements of everyone with a file."""
    harvest = await collector.collect(reader, (Question.STATEMENTS,), papers=True)
    found = harvest.lines(Question.STATEMENTS, reading.statements)
    seen = _seen(found, reader)
    lines, following = page_after(newest_first(seen, _statement_key), page.after, page.size)
    return StatementPage(lines, following, harvest, len(found) - len(seen))


async def list_attestations(collector: Collector, reader: Reader, page: Page) -> AttestationPage:
    """Attestations of everyone with a file."""
    harvest = await collector.collect(reader, (Question.ATTESTATIONS,), papers=True)
    found = harvest.lines(Question.ATTESTATIONS, reading.attestations)
    seen = _seen(found, reader)
    lines, following = page_after(newest_first(seen, _attestation_key), page.after, page.size)
    return AttestationPage(lines, following, harvest, len(found) - len(seen))


def _seen(papers: list[Paper], reader: Reader) -> list[Paper]:
    return [paper for paper in papers if reader.health_cleared or not paper.is_health]


def _statement_key(statement: Statement) -> Key:
    return statement.dated.isoformat(), statement.organisme, statement.statement_id


def _attestation_key(attestation: Attestation) -> Key:
    return attestation.issued.isoformat(), attestation.organisme, attestation.attestation_id
