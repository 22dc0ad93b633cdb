"""What a person has besides what is earned, as the RSA counts it: unemployment benefit and pensions, alimony, gifts, property, daily allowances.

The law's own formula, to the bit (a test compares both), save for two things that no input could tell it. Unemployment benefit that has stopped for
good, with nothing in its place, is left out for as long as it is, and not in its first month alone (CASF R262-13, read at lexbase.fr on 2026-11-22). And
what relatives give does not count for what is asked for, or looked at again, since July 2025 (CASF R262-11, 14° bis, from the décret n° 2025-185 of 26
February 2025, article 6 for the day; read at forums.actuchomage.org and juriblio.fr on 2026-11-22), while the complémentaire santé still counts it. The
prime d'activité never did: the décret changes nothing of its exclusions (CSS R844-5), and the law counts what is taxed (CSS L842-4).
It is always given, like what is earned: see `stopped`.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from services.simulator.domain.vocabulary import Resource
from services.simulator.translation.amounts import Euros
from services.simulator.translation.rates import MinimumRates
from services.simulator.translation.roster import Roster
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.stopped import (
    Flags,
    Floats,
    as_earned,
    just_ended,
    reference_quarter,
    stopped_for_good,
    total_of,
)
from services.simulator.translation.window import Window, month_keys, months_of

_UNEARNED = "rsa_base_ressources_individu"
_HELP_COUNTED_UNTIL = date(2025, 7, 1)
# What the columns must reach before the first month computed: the quarter of reference, and the month after it.
_BACK = 5


@dataclass(frozen=True, slots=True)
class Gifts:
    """What relatives give, and what is received once, in euros; None: nobody has any."""

    help: Euros | None
    once: Euros | None

    def counted(self, month: date, shape: tuple[int, int]) -> Floats:
        """What the RSA of a month counts of them, in every month."""
        tables = (self.once, self.help if month < _HELP_COUNTED_UNTIL else None)
        found = [one for one in tables if one is not None]
        return sum(found[1:], found[0]).astype(np.float32) if found else np.zeros(shape, dtype=np.float32)


def write(
    sheet: Sheet, roster: Roster, covered: Window, rates: MinimumRates, amounts: tuple[Gifts, Euros | None]
) -> None:
    """Writes it for each month computed, once homes and resources are written; `amounts`: gifts, and unemployment benefit, net."""
    gifts, unemployment = amounts
    keys = month_keys(covered, _UNEARNED)[covered.present :]
    flags = stopped_for_good(roster, covered, unemployment, Resource.UNEMPLOYMENT)
    table = counted(sheet, covered, rates, gifts, flags)
    if table.any():
        sheet.rows(keys, table)
    else:
        sheet.constant(keys, 0)


def counted(sheet: Sheet, covered: Window, rates: MinimumRates, gifts: Gifts, stopped: Flags) -> Floats:
    """What counts in each month computed, in euros a month."""
    read = partial(_table, sheet, covered, stopped.shape)
    unemployment, pensions, allowances = read("chomage_net"), read("retraite_nette"), read("indemnites_journalieres")
    others = (
        read("pensions_alimentaires_percues"),
        read("pensions_invalidite"),
        _property(sheet, covered, rates, stopped.shape),
        allowances - as_earned(sheet, covered, read("salaire_net"), allowances),
    )
    replaced = unemployment + allowances + pensions > 0
    rows = []
    for rank in range(covered.present, covered.size):
        idle, quarter, month = ~replaced[rank], reference_quarter(covered, rank), months_of(covered)[rank]
        found = total_of(unemployment[quarter]) * ~((just_ended(unemployment, rank) | stopped[rank]) & idle)
        found = found + total_of(pensions[quarter]) * ~(just_ended(pensions, rank) & idle)
        left_out, besides = 3 * rates.basic(month), np.zeros(stopped.shape[1])
        for table in (gifts.counted(month, stopped.shape), *others):
            besides = besides + np.maximum(0, total_of(table[quarter]) - left_out * just_ended(table, rank))
        rows.append((found + besides) / 3)
    return np.array(rows, dtype=np.float32)


def _property(sheet: Sheet, covered: Window, rates: MinimumRates, shape: tuple[int, ...]) -> Floats:
    """What is owned, as a monthly income: rents and interest, and what savings and empty homes are deemed to bring."""
    read = partial(_table, sheet, covered, shape)
    saved = read("epargne_revenus_non_imposables") * rates.savings_part / 12
    received = saved + read("revenus_capital") + read("revenus_locatifs")
    together: Floats = received + read("valeur_locative_immo_non_loue") * rates.empty_home_part
    return together


def _table(sheet: Sheet, covered: Window, shape: tuple[int, ...], name: str) -> Floats:
    """An input in every month that is read, nil before."""
    found = np.zeros(shape, dtype=np.float32)
    for rank, (_, period) in enumerate(month_keys(covered, name)):
        if rank >= covered.present - _BACK - 3:
            found[rank] = sheet.value(name, period)
    return found
