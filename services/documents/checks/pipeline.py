"""The entry to the checks: a deposit in, an examination out. The service never opens a document itself."""

import asyncio
from dataclasses import dataclass, field, replace

from services.documents.checks.malware import Clamd
from services.documents.checks.ruling import Finding, needs_review, verdict_of
from services.documents.checks.sandbox import Sandbox, WorkerDied
from services.documents.domain.verdicts import Deposited, Examination, Outcome


@dataclass(frozen=True, slots=True)
class Examiner:
    """What the checks are made with."""

    sandbox: Sandbox
    clamd: Clamd = field(default_factory=Clamd)


async def examine(deposited: Deposited, examiner: Examiner) -> Examination:
    """Every check of a deposit. A document that kills its worker is refused as unreadable.

    Raises SandboxBroken where we are at fault: to try again, the deposit keeps its date.
    """
    malware, found = await asyncio.gather(
        examiner.clamd.scan(deposited.files), _in_the_sandbox(deposited, examiner.sandbox)
    )
    verdicts = (*found.verdicts, verdict_of(malware, deposited.type))
    return replace(
        found,
        verdicts=verdicts,
        # What carries a virus is kept by nobody.
        content=None if malware.outcome is Outcome.FAILED else found.content,
        needs_review=found.needs_review or needs_review((malware,)),
    )


async def _in_the_sandbox(deposited: Deposited, sandbox: Sandbox) -> Examination:
    try:
        examination, _ = await sandbox.examine(deposited)
    except WorkerDied as died:
        return Examination((verdict_of(Finding("fichier-lisible", Outcome.FAILED, died.how)),))
    return examination
