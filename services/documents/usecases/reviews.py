"""The verdict of a person, where the checks could not tell."""

from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.domain.deposits import Document, State
from services.documents.domain.errors import NotInReview, VerdictIncomplete
from services.documents.domain.verdicts import Outcome, RefusalReason, Verdict
from services.documents.store import documents
from services.documents.usecases.accepting import accept
from services.documents.usecases.context import Parts
from services.documents.usecases.moving import locked, move

_RULE, _VERSION = "verification-humaine", "1"
_ACCEPTED = "Une personne a vérifié votre document : il est accepté."


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an agent decides. `agent`: as their organisme knows them."""

    document_id: str
    outcome: Outcome
    explanation: str
    reason: RefusalReason | None
    agent: str = field(repr=False)


async def give_verdict(session: AsyncSession, parts: Parts, given: Judgement) -> Document:
    """The document, accepted or refused. Raises DocumentNotFound, NotInReview, VerdictIncomplete."""
    refused = given.outcome is Outcome.FAILED
    complete = bool(given.explanation and given.reason) if refused else given.outcome is Outcome.PASSED
    if not complete:
        raise VerdictIncomplete
    document = await locked(session, parts, given.document_id)
    if document.state is not State.IN_REVIEW or (not refused and document.content is None):
        raise NotInReview
    verdict = Verdict(_RULE, _VERSION, given.outcome, given.explanation or _ACCEPTED, reason=given.reason)
    judged = replace(document, verdicts=(*document.verdicts, verdict))
    # Who decided is kept, and shown to nobody but whoever holds the keys.
    context = f"documents/{document.document_id}/reviewer".encode()
    reviewer = {"sealed_reviewer": parts.vault.seal(given.agent.encode(), context)}
    if refused:
        return await move(session, parts, judged, State.REFUSED, detail=_RULE, **reviewer)
    await documents.save(session, parts.vault, judged, **reviewer)
    return await accept(session, parts, judged, detail=_RULE)
