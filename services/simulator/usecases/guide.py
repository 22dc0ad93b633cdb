"""« Quelles ressources déclarer ? », for a benefit and the month that is declared."""

from datetime import date

from services.simulator.domain.guard import Guard, Guidance, guidance


async def guide_resources(guard: Guard, benefit: str, month: date) -> Guidance:
    """One line per kind of resource. Raises NothingToDeclare for a benefit without declaration, InvalidInput before it existed."""
    return guidance(guard, benefit, month.replace(day=1))
