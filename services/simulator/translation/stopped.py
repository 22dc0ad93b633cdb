"""Wages that have stopped for good, with nothing in their place: the RSA leaves them out for as long as they are (CASF R262-13).

The law as code does so in the first month without a wage alone; in the months after it, the quarter before comes back, and the RSA falls although
nothing came in. So where a wage has certainly stopped, what a person earned is given month by month. For everybody else it is what the formula would
find, to the bit: a household's result never depends on who else is in the batch (a test compares both). R262-13 read at lexbase.fr, and « Les mesures de
neutralisation » at ash.tm.fr, on 2026-11-22. What is paid of unemployment benefit that ends is still left out in its first month alone.
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


def write(sheet: Sheet, roster: Roster, covered: Window, earned: Earned) -> None:
    """Writes what persons earned, where somebody's wage has certainly stopped; nothing where the formula is right for everybody."""
    if earned.wages is None:
        return
    stopped = _stopped(roster, covered, earned.wages)
    if stopped.any():
        keys = month_keys(covered, _EARNED)[covered.present :]
        sheet.rows(keys, averages(sheet, covered, earned, stopped))


def averages(sheet: Sheet, covered: Window, earned: Earned, stopped: Flags) -> Floats:
    """What counts as earned in each month computed, from those of its quarter: as the law's formula finds it, less the wages that have stopped."""
    shape = (covered.size, stopped.shape[1])
    wages, profit, allowances = (_table(one, shape) for one in (earned.wages, earned.profit, earned.allowances))
    unemployment, pensions = _table(earned.unemployment, shape), _table(earned.pensions, shape)
    replaced = unemployment + allowances + pensions > 0
    sick = _as_earned(sheet, covered, wages, allowances)
    rows = []
    for rank in range(covered.present, covered.size):
        idle = ~replaced[rank]
        last = rank - 1 if months_of(covered)[rank] < _LATER_QUARTER_FROM.astype(object) else rank - 2
        quarter = slice(last - 2, last + 1)
        found = _sum(wages[quarter]) * ~((_just_ended(wages, rank) | stopped[rank]) & idle)
        found = found + _sum(profit[quarter]) * ~(_just_ended(profit, rank) & idle)
        found = found + _sum(sick[quarter]) * ~(_just_ended(sick, rank) & idle)
        rows.append(found / np.float32(3) + _farmed(earned.farm, covered, rank, shape[1]))
    return np.array(rows, dtype=np.float32)


def _stopped(roster: Roster, covered: Window, wages: Euros) -> Flags:
    """Where a person has no wage, had one before, and it is told that there is none: by the amount itself, or by the end of the contract."""
    found = np.zeros(wages.shape, dtype=bool)
    months = months_of(covered)[covered.present :]
    for household, rows in zip(roster.households, roster.row_of, strict=True):
        for (person, kind), series in household.resources.items():
            if kind is not Resource.WAGE:
                continue
            career = household.person(person).career
            end = career.contract_end_date if career else None
            told = [series.at(month) == 0 or (end is not None and end < month) for month in months]
            found[covered.present :, rows[person]] = told
    nothing: Flags = found & (wages == 0) & (np.cumsum(wages, axis=0) > 0)
    return nothing


def _table(told: Euros | None, shape: tuple[int, int]) -> Floats:
    return np.zeros(shape, dtype=np.float32) if told is None else told.astype(np.float32)


def _sum(months: Floats) -> Floats:
    """In the order of the months, as the core adds them up."""
    found: Floats = months[0] + months[1] + months[2]
    return found


def _just_ended(table: Floats, rank: int) -> Flags:
    ended: Flags = (table[rank] == 0) & (table[rank - 1] > 0)
    return ended


def _as_earned(sheet: Sheet, covered: Window, wages: Floats, allowances: Floats) -> Floats:
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
