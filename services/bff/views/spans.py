"""Months of a comparison as a person reads them: those that differ first, and months that are alike on one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from services.bff.views.comparison import ComparisonView, DifferenceView, MonthView, OutcomeOfChangeView

_Row = MonthView | DifferenceView
_NO_DIFFERENCE = "pas de différence"


@dataclass(frozen=True)
class Span:
    """Months that follow each other and are alike: `months` of them."""

    period_text: str
    months: int
    before_text: str
    after_text: str
    difference_text: str


@dataclass(frozen=True)
class RightRows:
    """A right that changes, and its months that differ."""

    name: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Rows:
    """What a page shows of a comparison: the months that differ, the others, and each right, the one that moves the most first."""

    changed: tuple[Span, ...]
    alike: tuple[Span, ...]
    rights: tuple[RightRows, ...]

    @property
    def months_alike(self) -> int:
        """How many months do not change."""
        return sum(one.months for one in self.alike)


def rows_of(view: ComparisonView) -> Rows:
    """Of the one outcome of a page."""
    (outcome,) = view.outcomes
    spans = _spans(outcome.months)
    return Rows(
        tuple(one for one in spans if one.difference_text != _NO_DIFFERENCE),
        tuple(one for one in spans if one.difference_text == _NO_DIFFERENCE),
        _rights(outcome),
    )


def _rights(outcome: OutcomeOfChangeView) -> tuple[RightRows, ...]:
    found: dict[str, list[DifferenceView]] = {}
    for one in outcome.differences:
        found.setdefault(one.name if one.person_text is None else f"{one.name} ({one.person_text})", []).append(one)
    moved = {name: abs(sum(one.after_cents - one.before_cents for one in lines)) for name, lines in found.items()}
    return tuple(RightRows(name, _spans(found[name])) for name in sorted(found, key=lambda name: -moved[name]))


def _spans(rows: Iterable[_Row]) -> tuple[Span, ...]:
    ranked = enumerate(rows)
    runs = groupby(ranked, key=lambda pair: (_rank(pair[1]) - pair[0], *_texts(pair[1])))
    return tuple(_span([row for _, row in run]) for _, run in runs)


def _span(rows: Sequence[_Row]) -> Span:
    return Span(period_text(rows[0].month_text, rows[-1].month_text), len(rows), *_texts(rows[0]))


def _texts(row: _Row) -> tuple[str, str, str]:
    return row.before_text, row.after_text, row.difference_text


def _rank(row: _Row) -> int:
    year, month, _ = row.month.split("-")
    return int(year) * 12 + int(month)


def period_text(first: str, last: str) -> str:
    """`mars 2027`; `de mars à mai 2027`; `de décembre 2026 à février 2027`; `d'avril à juin 2027`."""
    if first == last:
        return first
    of = "d'" if first[0] in "ao" else "de "
    month, _, year = first.partition(" ")
    return f"{of}{month if last.endswith(year) else first} à {last}"
