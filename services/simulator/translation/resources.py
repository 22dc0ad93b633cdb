"""Resources, family by family: each family is columns for all its variables as soon as one household has it, zero for all of them otherwise.

A month that a series says nothing of counts as nil: whoever knows better says so in the series (the hypotheses of the use cases do).
"""

import numpy as np
from numpy.typing import NDArray

from services.simulator.domain.vocabulary import Basis, Resource
from services.simulator.translation import conversions, stopped, unearned
from services.simulator.translation.amounts import Amounts, Euros, total
from services.simulator.translation.conversions import Notions
from services.simulator.translation.rates import Rates
from services.simulator.translation.roster import Roster
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.tax import Incomes, by_sliding_year, by_year, of_taxpayers
from services.simulator.translation.window import Window, month_keys, sliding_keys, year_keys

# The whole of the law's notions of an income; the formulas that would work them out from one another read half of the tax code.
_WAGES = ("salaire_de_base", "salaire_imposable", "salaire_net")
_UNEMPLOYMENT = ("chomage_brut", "chomage_imposable", "chomage_net")
_PENSIONS = ("retraite_brute", "retraite_imposable", "retraite_nette")
# Amounts that are read as they are paid.
_PLAIN = {
    "pensions_invalidite": (Resource.DISABILITY_PENSION,),
    "pensions_alimentaires_percues": (Resource.ALIMONY_RECEIVED,),
    "pensions_alimentaires_versees_individu": (Resource.ALIMONY_PAID,),
    "indemnites_stage": (Resource.INTERNSHIP,),
    "bourse_enseignement_sup": (Resource.SCHOLARSHIP,),
    "rente_accident_travail": (Resource.WORK_ACCIDENT_ANNUITY,),
    # Help from relatives counts for some minima like what is received once; of the RSA, see `unearned`. Neither is taxed.
    "gains_exceptionnels": (Resource.FAMILY_HELP, Resource.EXCEPTIONAL),
}
# Read only in the law's own models of self-employment, which start from turnovers that our household does not have.
_YEARLY_NIL = ("rpns_micro_entreprise_benefice", "rpns_autres_revenus")


class Resources:
    """Writes the resources of a batch; `incomes` is what the tax sees of them."""

    def __init__(self, sheet: Sheet, roster: Roster, covered: Window, rates: Rates) -> None:
        self._sheet, self._roster, self._covered, self._rates = sheet, roster, covered, rates
        self._amounts = Amounts(roster, covered)
        self.wages: Notions | None = None
        self.unemployment: Notions | None = None
        self.earned: stopped.Earned | None = None

    @property
    def gifts(self) -> unearned.Gifts:
        """What relatives give, and what is received once."""
        return unearned.Gifts(self._amounts.of(Resource.FAMILY_HELP), self._amounts.of(Resource.EXCEPTIONAL))

    def write(self) -> Incomes:
        """Every family, in a fixed order."""
        amounts, rates = self._amounts, self._rates
        self.wages = conversions.wages(amounts.by_basis(Resource.WAGE), rates.wages)
        self.unemployment = conversions.unemployment(amounts.by_basis(Resource.UNEMPLOYMENT), rates)
        pensions = self._pensions()
        allowances = conversions.allowances(amounts.by_basis(Resource.DAILY_ALLOWANCE), rates)
        for names, notions in ((_WAGES, self.wages), (_UNEMPLOYMENT, self.unemployment), (_PENSIONS, pensions)):
            self._notions(names, notions)
        # What the law calls the ARE is its gross amount; the benefit is paid in `chomage_net`.
        self._monthly("allocation_retour_emploi", self.unemployment.gross if self.unemployment else None)
        self._allowances(allowances)
        for variable, kinds in _PLAIN.items():
            self._monthly(variable, amounts.of(*kinds))
        profit, farm = self._self_employment()
        self._stopped(profit, farm, allowances, pensions)
        rent, capital = self._property()
        return Incomes(
            wages=total([_taxable(self.wages), _taxable(self.unemployment), _taxable(allowances)]),
            pensions=total([_taxable(pensions), amounts.of(Resource.DISABILITY_PENSION, Resource.ALIMONY_RECEIVED)]),
            profits=total([profit, farm]),
            property=total([rent, capital]),
            alimony=self._alimony(),
        )

    def _stopped(
        self, profit: Euros | None, farm: Euros | None, allowances: Notions | None, pensions: Notions | None
    ) -> None:
        yearly = None if farm is None else np.maximum(by_year(farm, self._covered), 0)
        self.earned = stopped.Earned(
            _net(self.wages), None if profit is None else np.maximum(profit, 0), _net(allowances), yearly,
            _net(self.unemployment), _net(pensions),
        )  # fmt: skip
        stopped.write(self._sheet, self._roster, self._covered, self.earned)

    def _pensions(self) -> Notions | None:
        # A survivor's pension is a pension like another for every formula that reads one.
        kinds = (Resource.RETIREMENT_PENSION, Resource.SURVIVOR_PENSION)
        together: dict[Basis, Euros] = {}
        for given in map(self._amounts.by_basis, kinds):
            for basis, table in given.items():
                together[basis] = together[basis] + table if basis in together else table
        return conversions.pensions(together, self._rates)

    def _notions(self, names: tuple[str, str, str], notions: Notions | None) -> None:
        tables = (notions.gross, notions.taxable, notions.net) if notions else (None, None, None)
        for name, table in zip(names, tables, strict=True):
            self._monthly(name, table)

    def _monthly(self, variable: str, table: Euros | None) -> None:
        self._sheet.amounts(month_keys(self._covered, variable), table)

    def _allowances(self, notions: Notions | None) -> None:
        self._monthly("indemnites_journalieres_maladie", notions.net if notions else None)
        self._monthly("indemnites_journalieres", notions.net if notions else None)
        self._monthly("indemnites_journalieres_imposables", notions.taxable if notions else None)
        if notions:
            # For three months, what is paid to somebody ill counts as earned: from the first month in which it is paid (CASF R262-12).
            began = _first_month(notions.net, self._covered)
            self._sheet.columns["date_arret_de_travail", "ETERNITY"] = began

    def _self_employment(self) -> tuple[Euros | None, Euros | None]:
        profit = self._amounts.of(Resource.SELF_EMPLOYED_PROFIT)
        farm = self._amounts.of(Resource.FARM_PROFIT)
        keys, sheet, covered = year_keys, self._sheet, self._covered
        self._monthly("rpns_auto_entrepreneur_benefice", None if profit is None else np.maximum(profit, 0))
        yearly = None if farm is None else np.maximum(by_year(farm, covered), 0)
        sheet.amounts(keys(covered, "rpns_benefice_exploitant_agricole"), yearly)
        for variable in _YEARLY_NIL:
            sheet.constant(keys(covered, variable), 0)
        both = total([profit, farm])
        sheet.amounts(keys(covered, "rpns_imposables"), None if both is None else by_year(both, covered))
        # The AAH reads the twelve months before, as a year that begins in any month.
        sheet.amounts(
            sliding_keys(covered, "rpns_imposables"), None if both is None else by_sliding_year(both, covered)
        )
        return profit, farm

    def _property(self) -> tuple[Euros | None, Euros | None]:
        rent, capital = self._amounts.of(Resource.RENTAL_INCOME), self._amounts.of(Resource.CAPITAL_INCOME)
        self._monthly("revenus_locatifs", None if rent is None else np.maximum(rent, 0))
        self._monthly("revenus_capital", capital)
        if rent is not None:
            declared = of_taxpayers(by_year(rent, self._covered), self._roster)
            self._declared("f4ba", np.maximum(declared, 0))
            # A loss on rents is deducted from the other incomes up to 10 700 € (CGI art. 156 I 3°).
            self._declared("f4bc", np.clip(-declared, 0, 10_700))
        if capital is not None:
            self._declared("f2tr", of_taxpayers(by_year(capital, self._covered), self._roster))
        return rent, capital

    def _alimony(self) -> Euros | None:
        paid = self._amounts.of(Resource.ALIMONY_PAID)
        if paid is not None:
            self._declared("f6gu", of_taxpayers(by_year(paid, self._covered), self._roster))
        return paid

    def _declared(self, box: str, yearly: Euros) -> None:
        # The boxes of the tax return are whole euros.
        self._sheet.rows(year_keys(self._covered, box), np.rint(yearly).clip(max=2_000_000_000).astype(np.int32))


def _net(notions: Notions | None) -> Euros | None:
    return notions.net if notions else None


def _taxable(notions: Notions | None) -> Euros | None:
    return notions.taxable if notions else None


def _first_month(paid: Euros, covered: Window) -> NDArray[np.datetime64]:
    # The beginning of the last spell: the month after the last one without pay before the last one with.
    rows = paid[: covered.present + 1] > 0
    ranks = np.arange(len(rows))[:, None]
    last = np.where(rows, ranks, -1).max(axis=0)
    before = np.where(~rows & (ranks < last), ranks, -1).max(axis=0)
    began = (np.datetime64(covered.first, "M") + before + 1).astype("datetime64[D]")
    return np.where(last >= 0, began, np.datetime64("0001-01-01"))
