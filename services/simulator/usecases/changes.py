"""The changes of situation that can be tried, with their questions."""

from services.simulator.domain.changes_kinds import ChangeKind


async def describe_changes(kinds: tuple[ChangeKind, ...]) -> tuple[ChangeKind, ...]:
    """Every kind, in the order in which it is shown."""
    return kinds
