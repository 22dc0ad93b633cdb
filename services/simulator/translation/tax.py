"""What the tax sees: yearly sums, tax households, and the reference tax income.

A reference tax income that the household gives is used as it is. Otherwise it is worked out here, always, so that a household's result never depends
on who else is in the batch: wages and pensions after the flat deductions, profits, property, less alimony paid (CGI art. 1417 IV, 83, 158). What our
household does not say (real expenses, savings plans, the special deduction of old people) is left out.
"""

from dataclasses import dataclass

import numpy as np

from services.simulator.domain.household import Household
from services.simulator.translation.amounts import Euros
from services.simulator.translation.rates import TaxRates
from services.simulator.translation.roster import Roster
from services.simulator.translation.window import Window, sliding_rows


@dataclass(frozen=True, slots=True)
class Incomes:
    """Taxable euros, month by month and person by person; None: nobody has any."""

    wages: Euros | None
    pensions: Euros | None
    profits: Euros | None
    property: Euros | None
    alimony: Euros | None


def by_year(monthly: Euros, covered: Window) -> Euros:
    """Sums over each year covered: one row per year."""
    first = covered.years[0]
    start = (first - covered.first.year) * 12 + 1 - covered.first.month
    whole: Euros = monthly[start:].reshape(len(covered.years), 12, -1)
    total: Euros = whole.sum(axis=1)
    return total


def by_sliding_year(monthly: Euros, covered: Window) -> Euros:
    """Sums over the twelve months before each month computed: one row per month. Those of a year that begins in January are left to `by_year`."""
    summed = np.vstack([np.zeros(monthly.shape[1]), np.cumsum(monthly, axis=0)])
    ranks = np.array(sliding_rows(covered))
    found: Euros = summed[ranks] - summed[ranks - 12]
    return found


def of_taxpayers(yearly: Euros, roster: Roster) -> Euros:
    """Sums over the persons of each tax household."""
    found = np.zeros((len(yearly), roster.tax_household.groups))
    np.add.at(found.T, roster.tax_household.group_of, yearly.T)
    return found


def reference_incomes(incomes: Incomes, roster: Roster, covered: Window, rates: TaxRates) -> Euros:
    """One row per year, one column per tax household."""
    counted = ~roster.children
    wages, pensions, profits, rents, alimony = (
        None if table is None else by_year(table, covered) * counted
        for table in (incomes.wages, incomes.pensions, incomes.profits, incomes.property, incomes.alimony)
    )
    found = np.zeros((len(covered.years), roster.tax_household.groups))
    if wages is not None:
        found += of_taxpayers(_after(wages, rates.wage_part, rates.wage_least, rates.wage_most), roster)
    if pensions is not None:
        found += _after(of_taxpayers(pensions, roster), rates.pension_part, rates.pension_least, rates.pension_most)
    for table, sign in ((profits, 1), (rents, 1), (alimony, -1)):
        if table is not None:
            found += sign * of_taxpayers(table, roster)
    found = np.maximum(found, 0)
    _given(found, roster, covered)
    return found


def _after(income: Euros, part: float, least: float, most: float) -> Euros:
    kept: Euros = income - np.minimum(np.clip(income * part, least, most), income)
    return kept


def _given(found: Euros, roster: Roster, covered: Window) -> None:
    years = covered.years
    for rank, household in enumerate(roster.households):
        for (year, person), cents in household.tax_incomes.items():
            if year in years:
                found[year - years[0], _column(roster, rank, household, person)] = cents / 100


def _column(roster: Roster, rank: int, household: Household, person: str) -> int:
    partner = household.partner
    return int(roster.taxpayers[rank]) + int(bool(roster.apart[rank] and partner and partner.key == person))
