"""Pages over lists merged from several organismes: every line gets a key of its own, so that none is lost or shown twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Line = TypeVar("Line")
Key = tuple[str, ...]


def newest_first(lines: Iterable[Line], key: Callable[[Line], Key]) -> list[tuple[Key, Line]]:
    """The lines in descending order of their keys. Two lines with one key (two equal payments of a day) are numbered."""
    seen: Counter[Key] = Counter()
    keyed = []
    for line in lines:
        own = key(line)
        seen[own] += 1
        keyed.append(((*own, f"{seen[own]:06d}"), line))
    return sorted(keyed, key=lambda pair: pair[0], reverse=True)


def page_after(keyed: Sequence[tuple[Key, Line]], after: Key | None, size: int) -> tuple[list[Line], Key | None]:
    """At most `size` lines below the key `after`, and the key that the next page starts below; None on the last page."""
    rest = [pair for pair in keyed if after is None or pair[0] < after]
    shown = rest[:size]
    return [line for _, line in shown], shown[-1][0] if len(rest) > size else None
