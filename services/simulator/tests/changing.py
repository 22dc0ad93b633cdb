"""Households and changes to try on them: some by hand, any by hypothesis; and what makes a household valid."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import Change
from services.simulator.domain.changes_work import Estimates
from services.simulator.domain.household import Disability, Home, Household, Person, Received, Series, months_after
from services.simulator.domain.vocabulary import (
    Activity,
    Basis,
    ContractEnd,
    Occupancy,
    Resource,
    Role,
    SchoolLevel,
    Union,
)
from services.simulator.domain.wages import WageRates

MONTH = date(2026, 10, 1)
LOSSES = {Resource.SELF_EMPLOYED_PROFIT, Resource.FARM_PROFIT, Resource.RENTAL_INCOME}

ME = Person("moi", Role.APPLICANT, date(1990, 2, 28), activity=Activity.EMPLOYEE)
PARTNER = Person("conjoint", Role.PARTNER, date(1991, 12, 31), activity=Activity.EMPLOYEE)
CHILD = Person("enfant_1", Role.CHILD, date(2018, 5, 10))
BABY = Person("enfant_2", Role.CHILD, date(2025, 1, 1))
FLAT = Home(Occupancy.TENANT, 700_00, "35238")

RATES = WageRates(net=7800, taxable=8085)
NOBODY_KNOWS = Estimates(RATES, pension=lambda *_: None, daily_allowances=lambda *_: None, unemployment=lambda *_: None)
KNOWN = Estimates(RATES, pension=lambda *_: 1_100_00, daily_allowances=lambda *_: 750_00, unemployment=lambda *_: None)


def wages(cents: int, basis: Basis = Basis.NET) -> Series:
    """The same wage for three years, and on."""
    return Series(months_after(MONTH, -36), (cents,) * 36, continues=True, basis=basis)


def couple(**changes: object) -> Household:
    """Two wages, two children, a rent."""
    household = Household(
        MONTH,
        (ME, PARTNER, CHILD, BABY),
        union=Union.MARRIAGE,
        home=FLAT,
        resources={("moi", Resource.WAGE): wages(1_400_00), ("conjoint", Resource.WAGE): wages(900_00)},
        without=frozenset({("moi", None), ("conjoint", None)}),
        received=(Received("af", wages(150_00), open=True), Received("aah", wages(10_00), person="conjoint")),
        tax_incomes={(2024, ""): 25_000_00},
    )
    return replace(household, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def alone(**changes: object) -> Household:
    """One wage, one child, a rent."""
    return couple(
        **{
            "persons": (ME, CHILD),
            "union": None,
            "resources": {("moi", Resource.WAGE): wages(1_400_00)},
            "without": frozenset({("moi", None)}),
            "received": (),
        }
        | changes
    )


def faults(household: Household) -> list[str]:
    """Why the contract would refuse it; empty when it would not."""
    keys = [person.key for person in household.persons]
    roles = [person.role for person in household.persons]
    said = {
        "persons": 1 <= len(keys) <= 20 and len(set(keys)) == len(keys),
        "applicant": roles.count(Role.APPLICANT) == 1,
        "partner": roles.count(Role.PARTNER) <= 1,
        "union": (household.union is not None) == (Role.PARTNER in roles),
        "owners": all(key in keys for key, _ in household.resources),
        "without": all(key in keys for key, _ in household.without),
        "receivers": all(line.person in ("", *keys) for line in household.received),
        "taxpayers": all(person in ("", *keys) for _, person in household.tax_incomes),
        "series": all(_is_valid(series, kind) for (_, kind), series in household.resources.items()),
        "received": all(len(line.paid.amounts_cents) <= 60 for line in household.received),
    }
    return [fault for fault, holds in said.items() if not holds]


def _is_valid(series: Series, kind: Resource) -> bool:
    signs = kind in LOSSES or min(series.amounts_cents, default=0) >= 0
    return series.first_month.day == 1 and 1 <= len(series.amounts_cents) <= 60 and signs


cents = st.integers(0, 10_000_00)
days = st.dates(months_after(MONTH, -12), months_after(MONTH, 13) - timedelta(days=1)) | st.sampled_from(
    [date(2027, 2, 28), date(2026, 10, 31), date(2026, 11, 1), date(2025, 10, 1), date(2027, 10, 31)]
)
_keys = st.sampled_from(["moi", "conjoint", "enfant_1", "enfant_2", "enfant_9"])
_births = st.dates(date(1945, 1, 1), date(2026, 9, 30)) | st.sampled_from([date(2000, 2, 29), date(2024, 2, 29)])


@st.composite
def series(draw: st.DrawFn, kind: Resource = Resource.WAGE) -> Series:
    """Up to five years, ended, going on, or beginning later."""
    first = months_after(MONTH, draw(st.integers(-60, 6)))
    amounts = draw(st.lists(st.integers(-5_000_00 if kind in LOSSES else 0, 10_000_00), min_size=1, max_size=60))
    return Series(first, tuple(amounts), draw(st.booleans()), draw(st.sampled_from(Basis)))


@st.composite
def households(draw: st.DrawFn) -> Household:
    """One to four persons, with any activities, and some resources each."""
    activities = st.none() | st.sampled_from(Activity)
    persons = [replace(ME, birth_date=draw(st.dates(date(1945, 1, 1), date(2008, 1, 1))), activity=draw(activities))]
    if together := draw(st.booleans()):
        persons.append(replace(PARTNER, birth_date=draw(_births), activity=draw(activities)))
    persons += [replace(child, birth_date=draw(_births)) for child in (CHILD, BABY) if draw(st.booleans())]
    keys = [person.key for person in persons]
    owned = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(Resource)), max_size=6, unique=True))
    return Household(
        MONTH,
        tuple(persons),
        union=draw(st.sampled_from(Union)) if together else None,
        home=draw(st.none() | st.builds(Home, st.none() | st.sampled_from(Occupancy), st.none() | cents)),
        resources={(key, kind): draw(series(kind)) for key, kind in owned},
        without=frozenset((key, None) for key in keys if draw(st.booleans())),
        received=(Received("rsa", draw(series()), draw(st.sampled_from(["", *keys])), draw(st.booleans())),),
        tax_incomes=draw(st.dictionaries(st.tuples(st.just(2024), st.sampled_from(["", *keys])), cents)),
    )


_homes = st.builds(Home, st.none() | st.sampled_from(Occupancy), st.none() | cents)
_partners = st.builds(Person, _keys, st.sampled_from(Role), _births, st.none() | st.sampled_from(Activity))
_some = st.frozensets(_keys, max_size=3)
_disabilities = st.builds(Disability, st.integers(0, 100), st.booleans(), st.integers(0, 6), st.booleans())
_whats = st.one_of(
    st.builds(kinds.Move, _homes),
    st.builds(kinds.NewJob, _keys, cents, st.sampled_from(Basis)),
    st.builds(kinds.WageChange, _keys, cents, st.sampled_from(Basis)),
    st.builds(kinds.JobLoss, _keys, st.sampled_from(ContractEnd)),
    st.builds(kinds.Retire, _keys, st.none() | cents),
    st.builds(kinds.Birth, st.integers(0, 20)),
    st.builds(kinds.Separation, _some, _some, cents, cents, st.none() | _homes),
    st.builds(
        kinds.Couple, st.sampled_from(Union), _partners, st.dictionaries(st.just(Resource.WAGE), series(), max_size=1)
    ),
    st.builds(kinds.ChildLeaving, _keys),
    st.builds(kinds.DisabilityRecognised, _keys, _disabilities),
    st.builds(kinds.Studies, _keys, st.sampled_from(SchoolLevel), st.booleans()),
    st.builds(kinds.PartnerDeath, st.none() | cents),
    st.builds(kinds.RentChange, cents),
    st.builds(kinds.ParentalLeave, _keys),
    st.builds(kinds.SickLeave, _keys, st.none() | cents),
)
changes = st.builds(Change, st.just("essai"), days, _whats)
