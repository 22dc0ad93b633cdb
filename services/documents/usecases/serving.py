"""A claim is decided: the copies of identity titles that were given for it have served, and are due to be erased."""

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import after_commit
from services.documents.domain.deposits import State
from services.documents.store import journal, work
from services.documents.usecases.context import Parts


async def titles_served(
    session: AsyncSession, parts: Parts, person_id: str, claim_id: str, states: frozenset[State]
) -> int:  # fmt: skip
    """How many of the person's titles are due from now on; the purge erases them and signs the certificates."""
    now = parts.now()
    titles = [kind.type for kind in parts.rulebook.types.values() if kind.identity_title]
    found = await work.hasten(session, work.Served(person_id, claim_id, tuple(titles), states), now)
    for document_id in found:
        await journal.write(session, document_id, "SERVED", "decision", now)
    if found:
        after_commit(session, parts.to_purge.ring)
    return len(found)
