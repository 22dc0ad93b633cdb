"""When a person could retire, and with how much: an estimate of ours, since the law as code has none.

Base pension of the general and aligned regimes (private and agricultural employees, craftsmen, shopkeepers, and farmers since 2026) and Agirc-Arrco points; constant euros, and the
career goes on as it is. Whatever is not known is assumed aloud and widens the band.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.simulator.domain.household import Household, Person, months_after
from services.simulator.domain.pension_assumptions import Known, assumptions_of, known_of, not_estimated
from services.simulator.domain.pension_rules import Generation, PensionValues, RetirementRules
from services.simulator.domain.vocabulary import Activity
from services.simulator.domain.wages import TEN_THOUSAND

_MONTHS_A_QUARTER = 3
# What somebody whose activity is not known may do, as far as a pension looks at it: work on with or without points, or not work.
_LIKELY = (Activity.EMPLOYEE, Activity.SELF_EMPLOYED, Activity.FARMER, Activity.NONE)


@dataclass(frozen=True, slots=True)
class RetirementEstimate:
    """A pension that would begin on one day: gross, a month, base and complementary, in cents; the rate in ten-thousandths."""

    start_date: date
    label: str
    age_years: int
    age_months: int
    quarters: int
    monthly_cents: int
    low_cents: int
    high_cents: int
    rate: int
    reference: str
    base_cents: int = 0
    complementary_cents: int = 0
    minimum_applies: bool = False


@dataclass(frozen=True, slots=True)
class Retirement:
    """What can be said of a person's retirement; `missing`: the fields of the career that would narrow it."""

    estimates: tuple[RetirementEstimate, ...]
    assumptions: tuple[str, ...]
    missing: tuple[str, ...]


def estimate_retirement(household: Household, person: Person, rules: RetirementRules) -> Retirement:
    """One estimate per remarkable age, earliest first: long career when it may apply, legal age, full rate, 67. None, with the reason as the only
    assumption, for who is retired already or is too old for the model."""
    if why := not_estimated(household, person):
        return Retirement((), (why,), ())
    known = known_of(household, person, rules)
    ages = dict(_ages(household, person, known, rules))
    starts = {age: max(_start(person.birth_date, age), months_after(household.month, 1)) for age in ages}
    estimates = [
        _whatever_they_do(household, person, _at(household, person, known, (label, starts[age]), rules), rules)
        for age, label in ages.items()
    ]
    estimates.sort(key=lambda each: each.start_date)
    # A person who is past several of these ages could only begin once: now.
    firsts = {each.start_date: each for each in reversed(estimates)}
    ordered = tuple(firsts[start] for start in sorted(firsts))
    return Retirement(ordered, assumptions_of(person, known, rules), known.missing)


def retirement_on(household: Household, person: Person, day: date, rules: RetirementRules) -> RetirementEstimate:
    """The pension that would begin on a day, or on the first of the month after it. Whether it may begin so early is not looked at."""
    start = day if day.day == 1 else months_after(day.replace(day=1), 1)
    known = known_of(household, person, rules)
    found = _at(household, person, known, ("la date choisie", max(start, months_after(household.month, 1))), rules)
    return _whatever_they_do(household, person, found, rules)


def _whatever_they_do(
    household: Household, person: Person, found: RetirementEstimate, rules: RetirementRules
) -> RetirementEstimate:
    """The estimate of somebody whose activity is not known: its band holds what each of the likely ones would give."""
    if person.activity is not None:
        return found
    worlds = [replace(person, activity=activity) for activity in _LIKELY]
    others = [
        _at(household, one, known_of(household, one, rules), (found.label, found.start_date), rules) for one in worlds
    ]
    return replace(
        found,
        low_cents=min(found.low_cents, *(one.low_cents for one in others)),
        high_cents=max(found.high_cents, *(one.high_cents for one in others)),
    )


def legal_age_date(person: Person, rules: RetirementRules) -> date:
    """The first day on which a pension may begin, long careers aside."""
    for schedule in reversed(rules.schedules):
        generation, _ = rules.generation(person.birth_date, schedule.start)
        if (start := _start(person.birth_date, generation.legal_age)) >= schedule.start:
            return start
    return _start(person.birth_date, rules.schedules[0].generations[0].legal_age)


def _start(birth: date, age_months: int) -> date:
    """The first of the month at, or right after, an age."""
    day = months_after(birth.replace(day=1), age_months)
    return day if birth.day == 1 else months_after(day, 1)


def _ages(household: Household, person: Person, known: Known, rules: RetirementRules) -> Iterator[tuple[int, str]]:
    """(age in months, label), a later label for the same age replacing an earlier one."""
    generation, _ = rules.generation(person.birth_date, legal_age_date(person, rules))
    yield rules.full_rate_age, "à 67 ans, l'âge du taux plein automatique"
    full = max(generation.legal_age, _age_with(household, person, known, generation))
    if full < rules.full_rate_age:
        yield full, "le taux plein par la durée d'assurance"
    yield generation.legal_age, "l'âge légal" if full > generation.legal_age else "l'âge légal, à taux plein"
    early = max(generation.long_career_age, _age_with(household, person, known, generation))
    if _began_early(person, rules) and early < generation.legal_age:
        yield early, "la retraite anticipée pour carrière longue"


def _began_early(person: Person, rules: RetirementRules) -> bool:
    """One quarter fewer is asked of those born in the last three months of the year."""
    before = person.career.quarters_before_20 if person.career else None
    return before is not None and before >= rules.long_career_quarters - (person.birth_date.month >= 10)


def _age_with(household: Household, person: Person, known: Known, generation: Generation) -> int:
    """The age, in months, at which the quarters needed are there if the career goes on."""
    now = _age_months(person.birth_date, household.month)
    lacking = max(0, generation.quarters - known.quarters)
    if not lacking:
        return 0
    return now + lacking * _MONTHS_A_QUARTER if known.works else 12 * 120


def _age_months(birth: date, day: date) -> int:
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)


def _at(
    household: Household, person: Person, known: Known, remarkable: tuple[str, date], rules: RetirementRules
) -> RetirementEstimate:
    label, start = remarkable
    generation, reference = rules.generation(person.birth_date, start)
    ahead = max(0, (start.year - household.month.year) * 12 + start.month - household.month.month)
    quarters = known.quarters + (ahead // _MONTHS_A_QUARTER if known.works else 0)
    rate = _rate((person, start), known, quarters, generation, rules)
    values = rules.at(start)
    base, minimum = _base(known, quarters, (rate, generation), (values, rules))
    complement = round(_complement(known, ahead, values, rules) * _points_left(rate, rules) / TEN_THOUSAND)
    increase = rules.children_increase if known.children >= rules.children_needed else 0
    base, complement = (round(part * (TEN_THOUSAND + increase) / TEN_THOUSAND) for part in (base, complement))
    reached = _age_months(person.birth_date, start)
    spread = min(known.band + 100 * (ahead // 12), 3000)
    total = base + complement
    return RetirementEstimate(
        start, label, reached // 12, reached % 12, quarters, total,
        low_cents=round(total * (TEN_THOUSAND - spread) / TEN_THOUSAND),
        high_cents=round((total * (TEN_THOUSAND + spread) + base * known.uncounted) / TEN_THOUSAND),
        rate=rate, reference=reference, base_cents=base, complementary_cents=complement, minimum_applies=minimum,
    )  # fmt: skip


def _rate(
    whose: tuple[Person, date], known: Known, quarters: int, generation: Generation, rules: RetirementRules
) -> int:
    """The full rate less what is missing, or plus what was worked beyond both the legal age and the quarters needed: never on quarters that we only
    assume."""
    person, start = whose
    age = _age_months(person.birth_date, start)
    missing = max(0, generation.quarters - quarters)
    to_full_age = max(0, -(-(rules.full_rate_age - age) // _MONTHS_A_QUARTER))
    missing = min(missing, to_full_age, rules.most_missing_quarters)
    if missing:
        return rules.full_rate - round(missing * rules.decrease_per_quarter_hundredths / 100)
    if known.quarters_assumed:
        return rules.full_rate
    beyond = min(max(0, quarters - generation.quarters), max(0, age - generation.legal_age) // _MONTHS_A_QUARTER)
    return rules.full_rate + round(rules.full_rate * beyond * rules.increase_per_quarter / TEN_THOUSAND)


def _base(
    known: Known, quarters: int, right: tuple[int, Generation], law: tuple[PensionValues, RetirementRules]
) -> tuple[int, bool]:
    """(cents a month, whether the minimum lifted it)."""
    (rate, generation), (values, rules) = right, law
    share = min(quarters, generation.quarters) / generation.quarters
    wage = min(known.average_wage_cents, values.wage_ceiling_cents)
    pension = round(wage * rate / TEN_THOUSAND * share / 12)
    raised = quarters >= rules.raised_minimum_quarters
    least = round((values.raised_minimum_cents if raised else values.minimum_cents) * share)
    if rate < rules.full_rate or pension >= least or not quarters:
        return pension, False
    complement = _complement(known, 0, values, rules)
    return max(pension, min(least, max(0, values.all_pensions_ceiling_cents - complement))), True


def _points_left(rate: int, rules: RetirementRules) -> int:
    """What is left of a point's value without the full rate, in ten-thousandths."""
    missing = round(max(0, rules.full_rate - rate) * 100 / rules.decrease_per_quarter_hundredths)
    first = min(missing, rules.points_decrease_quarters)
    return TEN_THOUSAND - first * rules.points_decrease - (missing - first) * rules.points_decrease_beyond


def _complement(known: Known, ahead: int, values: PensionValues, rules: RetirementRules) -> int:
    """Agirc-Arrco: the points there are, and those of the months to come, in cents a month."""
    below = min(known.gross_wage_cents, values.wage_ceiling_cents // 12)
    above = max(0, min(known.gross_wage_cents, values.wage_ceiling_cents // 12 * 8) - below)
    monthly = (below * rules.points_rate_below + above * rules.points_rate_above) / TEN_THOUSAND
    coming = monthly * ahead / (values.point_price / 100) if known.earns_points else 0.0
    return round((known.points + coming) * values.point_value / 100 / 12)
