"""The amounts that a change asks of our own models: the pension of who retires, the daily allowances of who falls ill, what is left of unemployment
benefit beside a job."""

from dataclasses import replace
from datetime import date

from services.simulator.domain.allowances import AllowanceRules, with_daily_allowances
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.changes_series import month_of, switched, with_person
from services.simulator.domain.changes_work import Estimates
from services.simulator.domain.household import Household, Series, months_after
from services.simulator.domain.pension_rules import RetirementRules
from services.simulator.domain.retirement import estimate_retirement, retirement_on
from services.simulator.domain.unemployment import beside_wage, with_unemployment_benefit
from services.simulator.domain.unemployment_rules import UnemploymentRules
from services.simulator.domain.vocabulary import Activity, Resource
from services.simulator.domain.wages import TEN_THOUSAND

# What CSG, CRDS and CASA leave of a gross pension at the ordinary rate (CSS L136-8: 8.3 %, 0.5 %, 0.3 %), in thousandths. Small pensions pay
# less: their net is then a little higher than what is said.
_NET_OF_PENSION = 909


def estimates_of(retirement: RetirementRules, allowances: AllowanceRules, unemployment: UnemploymentRules) -> Estimates:
    """The models of ours, with their dated rules."""
    return Estimates(
        wages=allowances.wages,
        pension=lambda household, person, day: _pension(household, person, day, retirement),
        daily_allowances=lambda household, person, day: _allowances(household, person, day, allowances),
        unemployment=lambda before, working, person, day: _unemployment((before, working), person, day, unemployment),
    )


def _pension(household: Household, key: str, day: date, rules: RetirementRules) -> int:
    """The pension that begins on that day. Raises Impossible before the first remarkable age."""
    said = estimate_retirement(household, household.person(key), rules)
    found = said.estimates
    if not found:
        raise Impossible("date", f"{said.assumptions[0]} Pour essayer une pension, indiquez son montant.")
    # The model lets nobody begin before the month after the one simulated.
    reached = [one for one in found if one.start_date <= max(day, months_after(household.month, 1))]
    if not reached:
        raise Impossible(
            "date",
            "À cette date, la retraite n'est pas encore possible. Si vous y avez droit plus tôt, indiquez la pension.",
        )
    pension = retirement_on(household, household.person(key), day, rules).monthly_cents
    return pension * _NET_OF_PENSION // 1000


def _allowances(household: Household, key: str, day: date, rules: AllowanceRules) -> int | None:
    """A full month's allowances, worked out on the whole months before the one in which the wage ends."""
    month = month_of(day)
    wages = household.resources.get((key, Resource.WAGE))
    if wages is None:
        return None
    resources = {
        other: series for other, series in household.resources.items() if other != (key, Resource.DAILY_ALLOWANCE)
    }
    sick = with_person(household, replace(household.person(key), activity=Activity.SICK_LEAVE)).changed(
        resources={**resources, (key, Resource.WAGE): switched(wages, month, 0)}
    )
    added = with_daily_allowances(sick, rules).resources.get((key, Resource.DAILY_ALLOWANCE))
    return added.at(months_after(month, 1)) if added else None


def _unemployment(
    households: tuple[Household, Household], key: str, day: date, rules: UnemploymentRules
) -> Series | None:
    """The benefit that is paid, with what is left of it; else the one that our model opens, which looks at the wages of each month itself."""
    before, working = households
    paid = before.resources.get((key, Resource.UNEMPLOYMENT))
    cents = paid.at(month_of(day)) if paid else None
    if paid is None or not cents:
        return with_unemployment_benefit(working, rules).resources.get((key, Resource.UNEMPLOYMENT))
    # What is paid beside an earlier small job is already less than the whole.
    whole = cents + _gross(before, key, month_of(day), rules) * rules.kept_wage_rate // TEN_THOUSAND
    career = before.person(key).career
    wage = career.daily_reference_wage_cents if career else None
    gross = _gross(working, key, months_after(month_of(day), 1), rules)
    return switched(paid, day, beside_wage(whole, gross, wage, day, rules))


def _gross(household: Household, key: str, month: date, rules: UnemploymentRules) -> int:
    wages = household.resources.get((key, Resource.WAGE))
    return rules.wages.gross(wages.at(month) or 0, wages.basis) if wages else 0
