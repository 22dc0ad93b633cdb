"""« Quelles ressources déclarer ? », for a benefit and the month that is declared."""

from datetime import date

from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.guard import Guard, Guidance, guidance
from services.simulator.usecases.benefits import check_known


async def guide_resources(guard: Guard, catalogue: Catalogue, benefit: str, month: date, today: date) -> Guidance:
    """One line per kind of resource. Raises UnknownBenefit, NothingToDeclare for a benefit without declaration, InvalidInput before it existed."""
    check_known(catalogue, (benefit,))
    return guidance(guard, benefit, month.replace(day=1), today)
