"""The face of the translation: households in, columns out; arrays in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.engine.batch import Batch, Input
from services.simulator.engine.law import Law
from services.simulator.translation import outputs, rates, students, unearned
from services.simulator.translation.benefits import PastBenefits
from services.simulator.translation.home import Homes
from services.simulator.translation.outputs import Arrays, Shape
from services.simulator.translation.rates import Rates
from services.simulator.translation.resources import Resources
from services.simulator.translation.roster import Roster
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.states import States
from services.simulator.translation.tax import reference_incomes
from services.simulator.translation.window import window, year_keys


@dataclass(frozen=True, slots=True, eq=False)
class Translation:
    """Translates under one law. `shapes`: variable → entity and period; `zones`: commune → zone of the housing benefits; `assumed`: variables that the
    law as code has no formula for."""

    rates: Rates
    shapes: Mapping[str, Shape]
    zones: Mapping[str, int]
    assumed: frozenset[str]

    @classmethod
    def of(cls, law: Law, month: date) -> Self:
        """Reads what it needs from the law, as it stands in `month` (about half a second)."""
        return cls(rates.read(law, month), outputs.shapes_of(law), _zones(), _without_formula(law))

    def translate(self, households: Sequence[Household], months: int = 1) -> Batch:
        """Households of one month → columns, for `months` months from it on. A household's values never depend on who else is there.

        Raises ValueError when they are not of one month, or when there is none.
        """
        month = _one_month(households)
        covered, sheet, roster = window(month, months), Sheet(self.assumed), Roster.of(households)
        resources = Resources(sheet, roster, covered, self.rates)
        incomes = resources.write()
        States(sheet, roster, covered).write(resources.wages, resources.unemployment, self.rates)
        Homes(sheet, roster, covered).write(self.zones)
        unemployment = resources.unemployment.net if resources.unemployment else None
        unearned.write(sheet, roster, covered, self.rates.minimum, (resources.gifts, unemployment))
        PastBenefits(sheet, roster, covered).write()
        taxed = reference_incomes(incomes, roster, covered, self.rates.tax)
        sheet.amounts(year_keys(covered, "rfr"), taxed)
        students.write(sheet, roster, covered, taxed)
        return Batch(
            month=month,
            persons=len(roster.persons),
            famille=roster.household,
            foyer_fiscal=roster.tax_household,
            menage=roster.household,
            columns=sheet.columns,
            constants=sheet.constants,
        )

    def wanted(self, variables: Sequence[str], month: date, months: int = 1) -> list[Input]:
        """What to ask of the engine. Raises KeyError for a variable that the law has not."""
        return outputs.wanted(self.shapes, variables, month, months)

    def read_outputs(
        self, households: Sequence[Household], variables: Sequence[str], months: int, arrays: Arrays
    ) -> list[list[Values]]:
        """Per household, per month, variable → value. Amounts are euros, rounded half up to the cent here and nowhere else.

        Raises NotComputed for a value that is no number.
        """
        return outputs.read(self.shapes, Roster.of(households), variables, months, arrays)


def _one_month(households: Sequence[Household]) -> date:
    months = {household.month for household in households}
    if len(months) != 1:
        raise ValueError("households of one batch are of one month")
    return months.pop()


def _without_formula(law: Law) -> frozenset[str]:
    return frozenset(name for name, variable in law.system.variables.items() if not variable.formulas)


def _zones() -> Mapping[str, int]:
    from openfisca_france.model.prestations import aides_logement

    aides_logement.preload_zone_apl()
    found: dict[str, Any] = aides_logement.zone_apl_by_depcom
    return {commune: int(zone) for commune, zone in found.items()}
