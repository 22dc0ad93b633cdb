"""A household from what the suite already knows, each field with its source, and what is left to ask."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

from chassis.errors import Exhausted, TimedOut, Unavailable
from services.simulator.domain.household import Household
from services.simulator.domain.prefill import Known, Prefilled
from services.simulator.domain.prefill_rules import PrefillRules
from services.simulator.domain.prefilling import prefilled
from services.simulator.domain.results import Question

# What a household lacks, the question that narrows the result most first.
Asking = Callable[[Household], Awaitable[tuple[Question, ...]]]


async def prefill(known: Known, rules: PrefillRules, today: date, asking: Asking) -> Prefilled:
    """What could not be read without doubt is asked first: everything else rests on it."""
    found = prefilled(known, rules, today)
    if found.household is None:
        return found
    asked = {question.question for question in found.questions}
    try:
        more = tuple(question for question in await asking(found.household) if question.question not in asked)
    except (Exhausted, Unavailable, TimedOut):
        # What is known is worth giving while nothing can be computed: the simulation asks again.
        more = ()
    return replace(found, questions=found.questions + more)
