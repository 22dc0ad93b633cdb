"""Something was heard of a person: they are looked at again, soon."""

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import after_commit
from services.notify.store import watched
from services.notify.usecases.context import Notify


async def heard(session: AsyncSession, notify: Notify, person_id: str) -> None:
    """In the transaction of whoever heard it."""
    await watched.mark_dirty(session, person_id, notify.now())
    after_commit(session, notify.wake)
