"""Which months and years the columns cover.

Benefits of a month look at the year before last, and the employment bonus at that of the months that it compares, up to seven before; a person
under 25 must have worked in the last 36 months; a benefit of the year may read every month of that year. So: from 36 months before the first month
computed, or from the January that is needed if that is earlier, to the December of the last month's year.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.simulator.domain.household import months_after
from services.simulator.engine.batch import Input

_MONTHS_BACK = 36
_MONTHS_COMPARED = 7
# Past benefits are read over the twelve months before, by the CSS.
_BENEFIT_MONTHS_BACK = 12
# What a person or a home is, apart from amounts: the furthest that formulas look when benefits of the past are given.
_STATE_MONTHS_BACK = 13


@dataclass(frozen=True, slots=True)
class Window:
    """`month` is the first month computed, `span` how many months are computed from it on; `first` and `size` say what is covered."""

    month: date
    span: int
    first: date
    size: int

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are covered whole, and whose tax may be read."""
        return tuple(range(first_year(self.month), self.first.year + (self.first.month + self.size - 2) // 12 + 1))

    @property
    def present(self) -> int:
        """The rank of the first month computed."""
        return self.index_of(self.month)

    def index_of(self, month: date) -> int:
        """The rank of a month, from 0 on; negative before the first."""
        return (month.year - self.first.year) * 12 + month.month - self.first.month


def first_year(month: date) -> int:
    """The first year whose tax may be read."""
    return months_after(month, -_MONTHS_COMPARED).year - 2


@lru_cache(maxsize=64)
def window(month: date, span: int) -> Window:
    """What is covered when `span` months are computed from `month` on."""
    first = min(months_after(month, -_MONTHS_BACK), date(first_year(month), 1, 1))
    last = date(months_after(month, span - 1).year, 12, 1)
    return Window(month, span, first, (last.year - first.year) * 12 + last.month - first.month + 1)


@lru_cache(maxsize=64)
def months_of(covered: Window) -> tuple[date, ...]:
    """Every month covered."""
    return tuple(months_after(covered.first, rank) for rank in range(covered.size))


@lru_cache(maxsize=20_000)
def month_keys(covered: Window, variable: str) -> tuple[Input, ...]:
    """The variable in every month covered."""
    return tuple((variable, f"{month:%Y-%m}") for month in months_of(covered))


def state_rows(covered: Window) -> slice:
    """The months from 13 before the first computed on."""
    return slice(covered.present - _STATE_MONTHS_BACK, None)


@lru_cache(maxsize=5_000)
def state_keys(covered: Window, variable: str) -> tuple[Input, ...]:
    """The variable in those months."""
    return month_keys(covered, variable)[state_rows(covered)]


def past_rows(covered: Window) -> slice:
    """The twelve months before the first that is computed."""
    return slice(covered.present - _BENEFIT_MONTHS_BACK, covered.present)


@lru_cache(maxsize=5_000)
def past_keys(covered: Window, variable: str) -> tuple[Input, ...]:
    """The variable in those months."""
    return month_keys(covered, variable)[past_rows(covered)]


@lru_cache(maxsize=5_000)
def year_keys(covered: Window, variable: str) -> tuple[Input, ...]:
    """The variable in every year whose tax may be read."""
    return tuple((variable, str(year)) for year in covered.years)


@lru_cache(maxsize=64)
def sliding_rows(covered: Window) -> tuple[int, ...]:
    """The months computed, and those after them that are covered, save Januaries: what comes before a January is a year."""
    months = months_of(covered)
    return tuple(rank for rank in range(covered.present, covered.size) if months[rank].month != 1)


@lru_cache(maxsize=5_000)
def sliding_keys(covered: Window, variable: str) -> tuple[Input, ...]:
    """The variable in the years that end where these months begin."""
    months = months_of(covered)
    return tuple((variable, f"year:{months_after(months[rank], -12):%Y-%m}") for rank in sliding_rows(covered))
