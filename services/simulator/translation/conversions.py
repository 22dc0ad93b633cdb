"""From the amount that a person gives to the three notions that the law as code reads: gross, taxable, net."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from services.simulator.domain.vocabulary import Basis
from services.simulator.translation.amounts import Euros
from services.simulator.translation.rates import LevyRates, Rates, WageTable


@dataclass(frozen=True, slots=True)
class Notions:
    """The same income, three times, in euros."""

    gross: Euros
    taxable: Euros
    net: Euros


def wages(given: Mapping[Basis, Euros], table: WageTable) -> Notions | None:
    """Wages; None when nobody has any."""
    known = {Basis.GROSS: table.gross, Basis.TAXABLE: table.taxable}
    return _together(_wages(values, known.get(basis, table.net), table) for basis, values in given.items())


def _wages(values: Euros, notion: Euros, table: WageTable) -> Notions:
    # Only what is paid is worth looking up: most months of most persons are nil.
    paid = values.nonzero()
    given = values[paid]
    return Notions(
        *(
            _put(values, paid, given if to is notion else np.interp(given, notion, to))
            for to in (table.gross, table.taxable, table.net)
        )
    )


def unemployment(given: Mapping[Basis, Euros], rates: Rates) -> Notions | None:
    """Unemployment benefit."""
    return _together(
        _levied(values, basis, (values > rates.unemployment_exempt).astype(np.float64), rates.unemployment)
        for basis, values in given.items()
    )


def pensions(given: Mapping[Basis, Euros], rates: Rates) -> Notions | None:
    """Retirement and survivors' pensions."""
    return _together(_pension(values, basis, rates) for basis, values in given.items())


def _pension(values: Euros, basis: Basis, rates: Rates) -> Notions:
    thresholds = np.array([since for since, _ in rates.pensions])
    bracket = np.searchsorted(thresholds, values * 12 * (1 - rates.tax.pension_part), side="right") - 1
    levied = np.array([levies.levied for _, levies in rates.pensions])[bracket]
    deductible = np.array([levies.deductible for _, levies in rates.pensions])[bracket]
    return _notions(values, basis, levied, deductible)


def allowances(given: Mapping[Basis, Euros], rates: Rates) -> Notions | None:
    """Daily allowances."""
    return _together(_levied(values, basis, np.ones(()), rates.allowances) for basis, values in given.items())


def _levied(values: Euros, basis: Basis, subject: Euros, rates: LevyRates) -> Notions:
    return _notions(values, basis, subject * rates.levied, subject * rates.deductible)


def _notions(values: Euros, basis: Basis, levied: Euros, deductible: Euros) -> Notions:
    kept: dict[Basis, Euros] = {Basis.GROSS: np.ones(()), Basis.TAXABLE: 1 - deductible}
    gross: Euros = values / kept.get(basis, 1 - levied)
    return Notions(gross, gross * (1 - deductible), gross * (1 - levied))


def _put(like: Euros, where: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...], values: Euros) -> Euros:
    found = np.zeros_like(like)
    found[where] = values
    return found


def _together(parts: Iterable[Notions]) -> Notions | None:
    found = list(parts)
    if not found:
        return None
    return Notions(
        *(
            sum(tables[1:], tables[0])
            for tables in zip(*((one.gross, one.taxable, one.net) for one in found), strict=True)
        )
    )
