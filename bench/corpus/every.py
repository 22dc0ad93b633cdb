"""Every type of the rulebook as a paper: what may be deposited, what the law lets nobody take, and what goes elsewhere."""

from datetime import UTC, datetime, time

from bench.corpus import papers, papers_more, papers_refused
from services.documents.domain.admissibility import Asked, answer
from services.documents.domain.verdicts import RefusalReason
from services.documents.rules.loader import load

TODAY = datetime(2026, 11, 16, tzinfo=UTC).date()
LAWFUL = {name: made for name, made in papers.PAPERS.items() if name not in papers.NEVER} | papers_more.PAPERS
NEVER = {name: papers.PAPERS[name] for name in papers.NEVER} | papers_refused.NEVER
ELSEWHERE = papers_refused.ELSEWHERE
PAPERS = LAWFUL | NEVER | ELSEWHERE
# What a machine finds that somebody announced under a wider name.
FOUND = {"preuve-carriere": "fiche-de-paie"}


def refused_types() -> tuple[tuple[str, RefusalReason], ...]:
    """As the service tells the checks: what nobody may take as a file that day, by the rulebook itself."""
    book, noon = load(), datetime.combine(TODAY, time(12), UTC)
    said = {name: answer(book, Asked(name), noon, ()).reason for name in book.types}
    law = (RefusalReason.ORIGINAL_PAPIER_REQUIS, RefusalReason.TELETRANSMISSION_PRESCRIPTEUR)
    return tuple((name, reason) for name, reason in said.items() if reason in law)
