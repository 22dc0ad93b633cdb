"""What is to be tried, on the household: each change alone, and each combination change after change. Every fault is named with its field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chassis.errors import Violation
from services.simulator.domain.changes import Change, Combination
from services.simulator.domain.changes_order import check_together, in_order, said_together
from services.simulator.domain.changes_problems import Impossible, ImpossibleChange
from services.simulator.domain.changes_trial import Trial, tried
from services.simulator.domain.changes_work import Estimates
from services.simulator.domain.household import Household


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried under one key: each trial stands on the household that the one before left."""

    key: str
    trials: tuple[Trial, ...]
    assumptions: tuple[str, ...]


def attempts(
    household: Household, changes: Sequence[Change], combinations: Sequence[Combination], estimates: Estimates
) -> list[Attempt]:
    """The changes tried alone, then the combinations. Raises ImpossibleChange, which names every one that cannot be."""
    made: list[Attempt] = []
    violations: list[Violation] = []
    for key, together, places in _asked(changes, combinations):
        found = _attempt(household, (key, together), places, estimates)
        if isinstance(found, Violation):
            violations.append(found)
        else:
            made.append(found)
    if violations:
        raise ImpossibleChange(violations)
    return made


def _asked(
    changes: Sequence[Change], combinations: Sequence[Combination]
) -> Iterator[tuple[str, Sequence[Change], Sequence[str]]]:
    """Key, changes, and where each stands in the request."""
    for rank, change in enumerate(changes):
        yield change.key, (change,), (f"changes[{rank}]",)
    for rank, one in enumerate(combinations):
        yield one.key, one.changes, [f"combinations[{rank}].changes[{each}]" for each in range(len(one.changes))]


def _attempt(
    household: Household, asked: tuple[str, Sequence[Change]], places: Sequence[str], estimates: Estimates
) -> Attempt | Violation:
    """What follows a change that cannot be hangs on it: the first fault is the one to name."""
    key, together = asked
    trials: list[Trial] = []
    for rank in in_order(together):
        change = together[rank]
        try:
            check_together(change, (one.change for one in trials))
            trials.append(tried(trials[-1].after if trials else household, change, estimates))
        except Impossible as fault:
            steps = (places[rank], "" if fault.field == "date" else change.kind, fault.field)
            return Violation(".".join(step for step in steps if step), fault.description)
    said = [text for trial in trials for text in trial.assumptions]
    return Attempt(key, tuple(trials), said_together(together, said))
