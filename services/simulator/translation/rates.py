"""What turns one notion of an income into another, read from the law as code when it is loaded.

Wages: a table from gross to net and taxable, worked out by the law as code itself for an employee of the private sector who is not a manager (the
engine's own default), because contributions change with the ceiling of the social security. The *montant net social* is taken for the net wage: they
differ by what an employer pays for a complementary cover (arrêté du 31 janvier 2023).
Replacement incomes: rates of CSG and CRDS (CSS L136-8, ordonnance 96-50). Which of its rates a pension bears depends on the tax income of two years
before; it is taken from the pension itself, after the deduction of 10 %, for one part: an assumption.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.simulator.engine import ordinary
from services.simulator.engine.batch import Batch, Membership
from services.simulator.engine.columns import Keys
from services.simulator.engine.law import Law

# Euros a month, gross: close together where wages are and where contributions change, far apart beyond.
_GROSS = np.concatenate([np.arange(0, 20_000, 50), np.geomspace(20_000, 20_000_000, 60)])


@dataclass(frozen=True, slots=True)
class WageTable:
    """Gross → net and taxable, in euros a month; linear between its points."""

    gross: NDArray[np.float64]
    net: NDArray[np.float64]
    taxable: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LevyRates:
    """Social levies on one kind of income, as parts of the gross amount: all of them, and those that the tax does not count."""

    levied: float
    deductible: float


@dataclass(frozen=True, slots=True)
class TaxRates:
    """The flat deduction on wages, then on pensions: part, least and most, in euros a year (CGI art. 83 3° and 158 5 a)."""

    wage_part: float
    wage_least: float
    wage_most: float
    pension_part: float
    pension_least: float
    pension_most: float


@dataclass(frozen=True, slots=True)
class MinimumRates:
    """What the RSA deems property to bring, as parts of its value (CASF R132-1), and its basic amount, in euros a month, from each day on."""

    savings_part: float
    empty_home_part: float
    basic_amounts: tuple[tuple[date, float], ...]

    def basic(self, month: date) -> float:
        """The basic amount of a month."""
        return next((cents for since, cents in reversed(self.basic_amounts) if since <= month), 0.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """All of them, as they stand on the day they were read. `pensions`: from a tax income on (euros a year), the levies of a pension."""

    wages: WageTable
    pensions: tuple[tuple[float, LevyRates], ...]
    unemployment: LevyRates
    # Below this, in euros a month, unemployment benefit bears no levy.
    unemployment_exempt: float
    allowances: LevyRates
    tax: TaxRates
    # Net wage from which a child is no longer at charge, in euros a month, from the first month on (CSS R512-2).
    self_supporting: tuple[tuple[date, float], ...]
    minimum: MinimumRates


def read(law: Law, month: date) -> Rates:
    """The rates of a month."""
    parameters = law.system.get_parameters_at_instant(month.isoformat())
    contributions = parameters.prelevements_sociaux.contributions_sociales
    smic = parameters.marche_travail.salaire_minimum.smic
    csg = contributions.csg.remplacement
    return Rates(
        wages=_wages(law, month),
        pensions=_pensions(contributions),
        unemployment=_levies(csg.allocations_chomage, contributions, 1 - csg.allocations_chomage.abattement.rates[0]),
        unemployment_exempt=float(smic.smic_b_horaire * smic.nb_heures_travail_mensuel),
        allowances=LevyRates(csg.indemnites_journalieres.taux_global + contributions.crds, csg.indemnites_journalieres.deductible.taux),
        tax=_tax(parameters.impot_revenu.calcul_revenus_imposables.deductions),
        self_supporting=_self_supporting(law),
        minimum=_minimum(law, parameters.prestations_sociales.solidarite_insertion.minima_sociaux.rsa.rsa_cond.patrimoine),
    )  # fmt: skip


def _wages(law: Law, month: date) -> WageTable:
    written, count = f"{month:%Y-%m}", len(_GROSS)
    alone = Membership(count, np.arange(count, dtype=np.int32), np.zeros(count, dtype=np.int8))
    columns = {("salaire_de_base", written): _GROSS.astype(np.float32)}
    keys = Keys(law)
    # The core's own simulation: a plan would cost more than it saves, for one use.
    made = ordinary.simulation(law, keys, Batch(month, count, alone, alone, alone, columns, {}))
    names = ("salaire_net", "salaire_imposable")
    net, taxable = (np.asarray(made.calculate(*keys[name, written]), dtype=np.float64) for name in names)
    return WageTable(_GROSS, net, taxable)


def _levies(node: Any, contributions: Any, base: float) -> LevyRates:
    return LevyRates(base * (node.taux_global + contributions.crds), base * node.deductible.taux_plein)


def _pensions(contributions: Any) -> tuple[tuple[float, LevyRates], ...]:
    pensions, thresholds = (
        contributions.csg.remplacement.pensions_retraite_invalidite,
        contributions.csg.remplacement.seuils,
    )
    casa = 0.003  # CASF art. L14-10-4, 1° bis: due with the median and the full rate.
    return (
        (0.0, LevyRates(0.0, 0.0)),
        (float(thresholds.seuil_rfr1.seuil_rfr1), LevyRates(pensions.taux_reduit + contributions.crds, pensions.deductible.taux_reduit)),
        (float(thresholds.seuil_rfr2.seuil_rfr2), LevyRates(pensions.taux_median + contributions.crds + casa, pensions.deductible.taux_median)),
        (float(thresholds.seuil_rfr3.seuil_rfr3), LevyRates(pensions.taux_plein + contributions.crds + casa, pensions.deductible.taux_plein)),
    )  # fmt: skip


def _tax(deductions: Any) -> TaxRates:
    wages, pensions = deductions.abatpro, deductions.abatpen
    return TaxRates(wages.taux, wages.min, wages.max, pensions.taux, pensions.min, pensions.max)


def _self_supporting(law: Law) -> tuple[tuple[date, float], ...]:
    # The formula that the law as code has for it (autonomie_financiere), with the hourly minimum wage of each of its dates.
    hours = 169
    hourly = law.system.parameters.marche_travail.salaire_minimum.smic.smic_b_horaire
    part = law.system.parameters.prestations_sociales.prestations_familiales.def_pac.revenu_plafond_pac_non_scolaire
    dated = sorted((date.fromisoformat(value.instant_str), value.value) for value in hourly.values_list)
    return tuple((day, value * hours * part(day.isoformat())) for day, value in dated if day.year >= 2010)


def _minimum(law: Law, owned: Any) -> MinimumRates:
    basic = (
        law.system.parameters.prestations_sociales.solidarite_insertion.minima_sociaux.rsa.rsa_m.montant_de_base_du_rsa
    )
    return MinimumRates(
        savings_part=owned.taux_interet_forfaitaire_epargne_non_imposable,
        empty_home_part=owned.abattement_valeur_locative_immo_non_loue,
        basic_amounts=_dated(basic),
    )


def _dated(parameter: Any) -> tuple[tuple[date, float], ...]:
    known = (one for one in parameter.values_list if one.value is not None)
    return tuple(sorted((date.fromisoformat(one.instant_str), one.value) for one in known))
