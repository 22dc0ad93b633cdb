"""What an organisme says otherwise than the last time."""

from collections.abc import Iterable

from services.rights.domain.rights import RightLine


def changed_benefits(before: Iterable[RightLine], after: Iterable[RightLine]) -> tuple[str, ...]:
    """Benefits with a line that appeared, disappeared or changed, in alphabetical order."""
    return tuple(sorted({line.benefit_id for line in set(before) ^ set(after)}))
