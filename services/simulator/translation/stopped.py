"""Wages and unemployment benefits that have stopped for good, with nothing in their place: the RSA leaves them out for as long as they are (CASF R262-13,
first paragraph, which names the allowances of the code du travail, L5422-1 and L5423-1, beside what is earned).

The law as code does so in the first month without them alone; in the months after it, the quarter before comes back, and the RSA falls although nothing
came in. So what a person earned is given month by month, always: an input that some batches had and others not would be a plan of its own, to be learnt
while somebody waits. Where nothing has stopped it is what the formula would find, to the bit (a test compares both). What is not earned stands in
`unearned`. R262-13 read at lexbase.fr, and « Les mesures de neutralisation » at ash.tm.fr, on 2026-11-22.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.simulator.domain.vocabulary import Resource
from services.simulator.translation.amounts import Euros
from services.simulator.translation.roster import Roster
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.window import Window, month_keys, months_of

_EARNED = "rsa_revenu_activite_individu"
# Since March 2025 the quarter of reference is that of the fourth, third and second months before (décret n° 2025-185): the switch of `home.py`.
_LATER_QUARTER_FROM = np.datetime64("2025-03", "M")
_NEVER = np.datetime64("0001-01-01", "D")

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Earned:
    """What the law's formula reads, month by month and person by person, in euros; `farm`: year by year; None: nobody has any."""

    wages: Euros | None
    profit: Euros | None
    allowances: Euros | None
    farm: Euros | None
    unemployment: Euros | None
    pensions: Euros | None

    @property
    def known(self) -> bool:
        """Whether anybody earned anything."""
        return any(one is not None for one in (self.wages, self.profit, self.allowances, self.farm))


def write(sheet: Sheet, roster: Roster, covered: Window, earned: Earned) -> None:
    """Writes what persons earned, as the RSA counts it."""
    keys = month_keys(covered, _EARNED)[covered.present :]
    if not earned.known:
        sheet.constant(keys, 0)
        return
    flags = stopped_for_good(roster, covered, earned.wages, Resource.WAGE)
    sheet.rows(keys, averages(sheet, covered, earned, flags))


def averages(sheet: Sheet, covered: Window, earned: Earned, stopped: Flags) -> Floats:
    """What counts as earned in each month computed, from those of its quarter: as the law's formula finds it, less the wages that have stopped."""
    shape = (covered.size, stopped.shape[1])
    wages, profit, allowances = (_table(one, shape) for one in (earned.wages, earned.profit, earned.allowances))
    unemployment, pensions = _table(earned.unemployment, shape), _table(earned.pensions, shape)
    replaced = unemployment + allowances + pensions > 0
    sick = as_earned(sheet, covered, wages, allowances)
    rows = []
    for rank in range(covered.present, covered.size):
        idle, quarter = ~replaced[rank], reference_quarter(covered, rank)
        found = total_of(wages[quarter]) * ~((just_ended(wages, rank) | stopped[rank]) & idle)
        found = found + total_of(profit[quarter]) * ~(just_ended(profit, rank) & idle)
        found = found + total_of(sick[quarter]) * ~(just_ended(sick, rank) & idle)
        rows.append(found / np.float32(3) + _farmed(earned.farm, covered, rank, shape[1]))
    return np.array(rows, dtype=np.float32)


def reference_quarter(covered: Window, rank: int) -> slice:
    """The three months that the RSA of a month looks at."""
    last = rank - 1 if months_of(covered)[rank] < _LATER_QUARTER_FROM.astype(object) else rank - 2
    return slice(last - 2, last + 1)


def stopped_for_good(roster: Roster, covered: Window, paid: Euros | None, kind: Resource) -> Flags:
    """Where a person has none of a kind, had some before, and it is told that there is none: by the amount itself, or for a wage by the end of the
    contract."""
    if paid is None:
        return np.zeros((covered.size, len(roster.persons)), dtype=bool)
    found = np.zeros(paid.shape, dtype=bool)
    months = months_of(covered)[covered.present :]
    for household, rows in zip(roster.households, roster.row_of, strict=True):
        for (person, each), series in household.resources.items():
            if each is not kind:
                continue
            career = household.person(person).career if kind is Resource.WAGE else None
            end = career.contract_end_date if career else None
            told = [series.at(month) == 0 or (end is not None and end < month) for month in months]
            found[covered.present :, rows[person]] = told
    nothing: Flags = found & (paid == 0) & (np.cumsum(paid, axis=0) > 0)
    return nothing


def _table(told: Euros | None, shape: tuple[int, int]) -> Floats:
    return np.zeros(shape, dtype=np.float32) if told is None else told.astype(np.float32)


def total_of(months: Floats) -> Floats:
    """In the order of the months, as the core adds them up."""
    found: Floats = months[0] + months[1] + months[2]
    return found


def just_ended(table: Floats, rank: int) -> Flags:
    ended: Flags = (table[rank] == 0) & (table[rank - 1] > 0)
    return ended


def as_earned(sheet: Sheet, covered: Window, wages: Floats, allowances: Floats) -> Floats:
    """The daily allowances that count as earned: those of the first three months, or beside a wage (CASF R262-12)."""
    began = sheet.columns.get(("date_arret_de_travail", "ETERNITY"))
    if began is None:
        return allowances
    months = np.array(months_of(covered), dtype="datetime64[M]")[:, None]
    recent = began.astype("datetime64[D]")[None, :] > (months - 3).astype("datetime64[D]")
    before = np.vstack([np.zeros((3, allowances.shape[1]), dtype=np.float32), allowances[:-3]])
    unknown = (began == _NEVER)[None, :] & (before == 0)
    earned: Floats = allowances * (recent | (wages > 0) | unknown)
    return earned


def _farmed(farm: Euros | None, covered: Window, rank: int, persons: int) -> Floats:
    """A twelfth of the last yearly profit that is known, of the year or of the two before."""
    if farm is None:
        return np.zeros(persons, dtype=np.float32)
    years, year = covered.years, months_of(covered)[rank].year
    rows = [farm[years.index(one)].astype(np.float32) for one in (year, year - 1, year - 2) if one in years]
    found = np.zeros(persons, dtype=np.float32)
    for row in reversed(rows):
        found = np.where(row > 0, row, found)
    return found / np.float32(12)
