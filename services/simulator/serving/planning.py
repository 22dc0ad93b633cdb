"""What to have warm: the months that people ask about, before anybody asks."""

from collections.abc import Sequence
from datetime import date

from services.simulator.domain.household import months_after
from services.simulator.serving.work import Key, Plan

# A simulation, a comparison over a year, and the preview of a change that is about to be told.
_SIMULATION, _YEAR, _PREVIEW = 1, 12, 4


def plan_for(month: date, variables: Sequence[str]) -> Plan:
    """`month` is today's, `variables` all those that the use cases ask for together."""
    wanted = tuple(variables)
    following = months_after(month, 1)
    return Plan(
        # What a person can ask for in the first minute; it makes the start a few seconds longer, and nobody waits for it in front of a page.
        first=tuple(Key(month, months, wanted) for months in (_SIMULATION, _YEAR, _PREVIEW)),
        later=(
            Key(following, _SIMULATION, wanted),
            Key(following, _YEAR, wanted),
            Key(months_after(month, -1), _SIMULATION, wanted),
        ),
    )
