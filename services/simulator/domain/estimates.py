"""The benefits that are models of ours: unemployment benefit, daily allowances, retirement. Their months are resources of the wired household."""

from datetime import date

from services.simulator.domain import wording
from services.simulator.domain.allowances import allowances_missing, with_daily_allowances
from services.simulator.domain.birth_leave import with_birth_allowances
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.estimates_family import on_birth_leave
from services.simulator.domain.family_wording import ON_BIRTH_LEAVE
from services.simulator.domain.household import Household, Person
from services.simulator.domain.pension_assumptions import (
    ALREADY_RETIRED,
    MINIMUM_BY_FUND,
    MINIMUM_PAID,
    not_estimated,
)
from services.simulator.domain.results import BenefitResult, Eligibility, Periodicity
from services.simulator.domain.retirement import RetirementEstimate, estimate_retirement, legal_age_date
from services.simulator.domain.unemployment import unemployment_missing, with_unemployment_benefit
from services.simulator.domain.unemployment_refusal import untold, why_not
from services.simulator.domain.vocabulary import Activity, Resource
from services.simulator.domain.wages import TEN_THOUSAND

_UNEMPLOYED, _SICK = "are", "ij-maladie"
# Per cent around our estimates of daily amounts: what is told of the reference wage, or only read from wages (bonuses, gaps, contributions).
_BAND_TOLD, _BAND_DERIVED = 2, 8
_COMPLEMENTARY, _MINIMUM = "retraite-complementaire", "minimum-contributif"


def wired(household: Household, catalogue: Catalogue) -> Household:
    """The household with what our models tell that it would be paid, where nothing is given; nothing in Mayotte, which has other rules."""
    if household.in_mayotte:
        return household
    household = with_unemployment_benefit(household, catalogue.unemployment)
    household = with_birth_allowances(household, catalogue.birth_leave)
    return with_daily_allowances(household, catalogue.allowances)


def estimated(
    benefit: Benefit, told: Household, completed: Household, whose: tuple[Person, date], catalogue: Catalogue
) -> BenefitResult:
    """The estimate of a benefit for a person and a month."""
    person, month = whose
    if benefit.resource is Resource.RETIREMENT_PENSION or benefit.id == _MINIMUM:
        return _retirement(benefit, told, (person, month), catalogue)
    if benefit.id == _SICK and on_birth_leave(told.changed(month=month), person, catalogue):
        return _result(benefit, person, Eligibility.NOT_ELIGIBLE, reason=ON_BIRTH_LEAVE)
    missing, only = _missing(benefit, told, person)
    if missing:
        return _result(benefit, person, Eligibility.UNKNOWN, reason=wording.UNKNOWN, missing=missing)
    amount = _ours(benefit, told, completed, (person, month))
    if not amount:
        doubt = untold(told, person, month, catalogue.unemployment) if benefit.id == _UNEMPLOYED and not only else None
        if doubt is not None:
            missing = tuple(f"{person.key}.{field}" for field in doubt[1])
            return _result(benefit, person, Eligibility.UNKNOWN, reason=doubt[0], missing=missing)
        why = only or _why_not(benefit, told, (person, month), catalogue)
        return _result(benefit, person, Eligibility.NOT_ELIGIBLE, reason=why)
    sure = benefit.id == _UNEMPLOYED and person.career is not None and person.career.daily_reference_wage_cents
    spread = amount * (_BAND_TOLD if sure else _BAND_DERIVED) // 100
    return _result(
        benefit, person, Eligibility.ELIGIBLE, amount, wording.ESTIMATED, band=(amount - spread, amount + spread)
    )


def _why_not(benefit: Benefit, told: Household, whose: tuple[Person, date], catalogue: Catalogue) -> str:
    if benefit.id != _UNEMPLOYED:
        return wording.NO_RIGHT
    person, month = whose
    return why_not(told, person, month, catalogue.unemployment)


def _ours(benefit: Benefit, told: Household, completed: Household, whose: tuple[Person, date]) -> int:
    """What our model adds to the household in a month: what was told is not of our making."""
    person, month = whose
    if benefit.resource is None:
        return 0
    given, series = (of.resources.get((person.key, benefit.resource)) for of in (told, completed))
    if series is None or (given is not None and given.at(month)):
        return 0
    return series.at(month) or 0


def _result(
    benefit: Benefit, person: Person, eligibility: Eligibility, amount: int = 0, reason: str = "", *,
    missing: tuple[str, ...] = (), band: tuple[int, int] | None = None,
) -> BenefitResult:  # fmt: skip
    low, high = band or (None, None)
    return BenefitResult(
        benefit.id, eligibility, amount, benefit.periodicity, benefit.method,
        person=person.key, missing=missing, reason=reason, low_cents=low, high_cents=high,
    )  # fmt: skip


def _missing(benefit: Benefit, told: Household, person: Person) -> tuple[tuple[str, ...], str]:
    """(questions that must be answered first, why not when the person is no case for it)."""
    case, only, fields = {
        _UNEMPLOYED: (Activity.JOB_SEEKER, wording.SEEKERS_ONLY, unemployment_missing(told, person)),
        _SICK: (Activity.SICK_LEAVE, wording.SICK_ONLY, allowances_missing(told, person)),
    }[benefit.id]
    if person.activity is None:
        return (f"{person.key}.activity",), only
    if person.activity is not case:
        return (), only
    return tuple(f"{person.key}.{field}" for field in fields), ""


def _retirement(benefit: Benefit, told: Household, whose: tuple[Person, date], catalogue: Catalogue) -> BenefitResult:
    person, month = whose
    told = told.changed(month=month)
    if why := not_estimated(told, person):
        if benefit.id == _MINIMUM:
            why = MINIMUM_PAID if why == ALREADY_RETIRED else MINIMUM_BY_FUND
        return _result(benefit, person, Eligibility.UNKNOWN, reason=why)
    start = legal_age_date(person, catalogue.retirement)
    if start > month:
        return _result(benefit, person, Eligibility.NOT_ELIGIBLE, reason=wording.not_before(start))
    if person.activity is None:
        missing = (f"{person.key}.activity",)
        return _result(benefit, person, Eligibility.UNKNOWN, reason=wording.UNKNOWN, missing=missing)
    found = estimate_retirement(told, person, catalogue.retirement)
    first = found.estimates[0]
    if benefit.periodicity is Periodicity.COVER:
        return _minimum(benefit, person, first, found.missing)
    uncounted = catalogue.retirement.uncounted.get(person.activity, 0)
    if benefit.id == _COMPLEMENTARY and uncounted:
        return _result(benefit, person, Eligibility.UNKNOWN, reason=wording.OWN_COMPLEMENT)
    return _pension(benefit, person, first, uncounted)


def _minimum(benefit: Benefit, person: Person, first: RetirementEstimate, assumed: tuple[str, ...]) -> BenefitResult:
    """Whether the minimum lifts the pension: on a career that is known alone, never on one that we assume."""
    missing = tuple(f"{person.key}.{field}" for field in assumed if field.startswith("career."))
    if missing:
        return _result(benefit, person, Eligibility.UNKNOWN, reason=wording.UNKNOWN, missing=missing)
    state = Eligibility.ELIGIBLE if first.minimum_applies else Eligibility.NOT_ELIGIBLE
    return _result(benefit, person, state, reason=wording.ESTIMATED if first.minimum_applies else wording.NOT_OPEN)


def _pension(benefit: Benefit, person: Person, first: RetirementEstimate, uncounted: int) -> BenefitResult:
    """A part of the pension, with its share of the band: what a complementary pension may add is no part of the base one."""
    amount = first.complementary_cents if benefit.id == _COMPLEMENTARY else first.base_cents
    if not amount:
        return _result(benefit, person, Eligibility.NOT_ELIGIBLE, reason=wording.NO_RIGHT)
    high = first.high_cents - first.base_cents * uncounted / TEN_THOUSAND
    band = round(amount * first.low_cents / first.monthly_cents), round(amount * high / first.monthly_cents)
    return _result(benefit, person, Eligibility.ELIGIBLE, amount, wording.ESTIMATED, band=band)
