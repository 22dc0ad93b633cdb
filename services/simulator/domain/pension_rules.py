"""The dated figures of the retirement estimate, as `catalogue/retirement.yaml` says them. Ages are in months, rates in ten-thousandths."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.simulator.domain.vocabulary import Activity
from services.simulator.domain.wages import WageRates


@dataclass(frozen=True, slots=True)
class Generation:
    """What applies to those born from a day on; `long_career_age`: for at least five quarters before the end of the year of the twentieth birthday."""

    born_from: date
    legal_age: int
    quarters: int
    long_career_age: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The generations, oldest first, for pensions that begin on `start` or later."""

    start: date
    reference: str
    generations: tuple[Generation, ...]


@dataclass(frozen=True, slots=True)
class PensionValues:
    """Amounts from a day on, in cents: a month for the minimum, a year for the ceiling of wages, a point in hundredths of cent."""

    start: date
    minimum_cents: int
    raised_minimum_cents: int
    all_pensions_ceiling_cents: int
    wage_ceiling_cents: int
    point_value: int
    point_price: int


@dataclass(frozen=True, slots=True)
class RetirementRules:
    """The model. Schedules and values oldest first; `minimum_wage_cents`: a gross month at the minimum wage; `notes`: what is left out, in French. `uncounted`: by activity,
    what a complementary pension that is not modelled may add to the base one, at most."""

    schedules: tuple[Schedule, ...]
    values: tuple[PensionValues, ...]
    wages: WageRates
    full_rate_age: int
    full_rate: int
    decrease_per_quarter_hundredths: int
    most_missing_quarters: int
    increase_per_quarter: int
    children_increase: int
    children_needed: int
    raised_minimum_quarters: int
    long_career_quarters: int
    points_rate_below: int
    points_rate_above: int
    points_decrease: int
    points_decrease_quarters: int
    points_decrease_beyond: int
    minimum_wage_cents: int
    notes: tuple[str, ...]
    uncounted: Mapping[Activity, int]

    def generation(self, birth: date, start: date) -> tuple[Generation, str]:
        """What applies to a person whose pension begins on `start`, and its reference."""
        schedule = max(
            (s for s in self.schedules if s.start <= start), key=lambda s: s.start, default=self.schedules[0]
        )
        born = (g for g in schedule.generations if g.born_from <= birth)
        return max(born, key=lambda g: g.born_from, default=schedule.generations[0]), schedule.reference

    def at(self, day: date) -> PensionValues:
        """The values of a day; the oldest ones before them all."""
        return max((v for v in self.values if v.start <= day), key=lambda v: v.start, default=self.values[0])
