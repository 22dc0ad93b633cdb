"""The person's own day: in Réunion it begins before that of Paris, and in Martinique after."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.territories import territory_of, today_of
from services.notify.store import reach
from services.notify.usecases.context import Notify


async def day_of(session: AsyncSession, notify: Notify, person_id: str) -> date:
    """Today, where the person lives; in France where that is not known."""
    home = (await reach.departments(session, notify.vault, [person_id]))[person_id]
    return today_of(notify.now(), territory_of(home))
