"""What to have warm: the months that people ask about, before anybody asks."""

from collections.abc import Callable, Sequence
from datetime import date

from services.simulator.domain.household import months_after
from services.simulator.serving.work import Key, Plan

MONTH, YEAR = 1, 12
# The month's turn is then no event: all that can be asked of the new month has been warm for weeks, and what was begun in the old one stays so.
_NEIGHBOURS = (1, -1)


def spanning(months: int) -> int:
    """How many months are computed for whoever asks for so many: one, or whole years. A year's plan gives the same values as a shorter one's, takes
    hardly longer, and spares ten other plans."""
    return MONTH if months == MONTH else -(-months // YEAR) * YEAR


def plan_for(month: date, variables: Sequence[str], explained: Callable[[date], Sequence[str]]) -> Plan:
    """`month` is today's; `variables`: all those that the use cases ask for together; `explained`: those that the explanations of a month ask for."""

    def keys(of: date) -> tuple[Key, ...]:
        wanted, why = tuple(variables), tuple(explained(of))
        return Key(of, MONTH, wanted), Key(of, MONTH, why), Key(of, YEAR, wanted)

    return Plan(
        # What a person can ask for in the first minute; it makes the start a few seconds longer, and nobody waits for it in front of a page.
        first=keys(month),
        later=tuple(key for offset in _NEIGHBOURS for key in keys(months_after(month, offset))),
    )
