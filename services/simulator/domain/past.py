"""The part of the past that nobody told: benefits look two years back, further than most people's answers."""

from collections.abc import Iterator
from datetime import date

from services.simulator.domain.household import Household, Series, months_after
from services.simulator.domain.vocabulary import Basis, Resource, Role

# Resources that last: what was never told of their past was most likely what it is now.
LASTING = frozenset(
    {
        Resource.WAGE, Resource.RETIREMENT_PENSION, Resource.DISABILITY_PENSION, Resource.SELF_EMPLOYED_PROFIT,
        Resource.FARM_PROFIT, Resource.SURVIVOR_PENSION, Resource.ALIMONY_RECEIVED,
    }
)  # fmt: skip
ADULTS = frozenset({Role.APPLICANT, Role.PARTNER})
# What is left of an income, before the flat deduction of ten per cent that makes it a reference income.
_DEDUCTED = 0.9


def tax_year(household: Household) -> int:
    """The year whose income decides most family benefits: the year before last."""
    return household.month.year - 2


def tax_year_start(household: Household) -> date:
    """Its first month."""
    return date(tax_year(household), 1, 1)


def untold(household: Household) -> Iterator[tuple[str, Resource]]:
    """The lasting resources of adults whose series begins after the year that benefits look at, and of which nothing says that they were nil before."""
    adults = {person.key for person in household.persons if person.role in ADULTS}
    for (key, kind), series in household.resources.items():
        starts_late = series.first_month > tax_year_start(household)
        if key in adults and kind in LASTING and starts_late and (key, kind) not in household.without:
            yield key, kind


def as_now(household: Household) -> Household:
    """The same household, what is untold of the past being what it was when the telling begins."""
    longer = {key: _longer(household.resources[key], tax_year_start(household)) for key in untold(household)}
    return household.changed(resources={**household.resources, **longer}) if longer else household


def as_taxed(household: Household) -> Household:
    """The same household, the tax year's income being the one of the notice where a notice is given, and the past as now elsewhere."""
    before = as_now(household)
    target = sum(cents for (year, _), cents in household.tax_incomes.items() if year == tax_year(household))
    keys = list(untold(household))
    if not keys or all(year != tax_year(household) for year, _ in household.tax_incomes):
        return before
    year = [months_after(tax_year_start(household), n) for n in range(12)]
    counted = sum(before.resources[key].at(month) or 0 for key in keys for month in year)
    scale = target / _DEDUCTED / counted if counted else 0.0
    return before.changed(
        resources={**before.resources, **{key: _scaled(before.resources[key], len(year), scale) for key in keys}}
    )


def with_income_that_year(household: Household, monthly_cents: int) -> Household:
    """The same household, the applicant having earned so much a month in the tax year, and the past as now elsewhere."""
    before = as_now(household)
    key = (household.applicant.key, Resource.WAGE)
    series = before.resources.get(key, Series(household.month, (0,), basis=Basis.NET))
    longer = _longer(series, tax_year_start(household))
    amounts = (*(monthly_cents for _ in range(12)), *longer.amounts_cents[12:])
    told = Series(longer.first_month, amounts, longer.continues, longer.basis)
    return before.changed(resources={**before.resources, key: told})


def _longer(series: Series, first: date) -> Series:
    added = (series.first_month.year - first.year) * 12 + series.first_month.month - first.month
    before = series.amounts_cents[:1] * max(0, added)
    start = first if added > 0 else series.first_month
    return Series(start, before + series.amounts_cents, series.continues, series.basis)


def _scaled(series: Series, months: int, scale: float) -> Series:
    year = tuple(round(amount * scale) for amount in series.amounts_cents[:months])
    return Series(series.first_month, year + series.amounts_cents[months:], series.continues, series.basis)
