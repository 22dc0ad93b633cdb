"""The households on which two versions of the law are compared, and reads are recorded: invented, wide, always the same."""

from collections.abc import Iterator
from datetime import date
from itertools import product

from services.simulator.domain.household import (
    Career,
    Disability,
    Home,
    Household,
    Person,
    Received,
    Series,
    months_after,
)
from services.simulator.domain.vocabulary import (
    Activity,
    Basis,
    Nationality,
    Occupancy,
    Resource,
    Role,
    SchoolLevel,
    Union,
)

MONTH = date(2026, 10, 1)
_MONTHS_BACK = 36
_WAGES = (0, 600, 1_200, 1_800, 3_000)
_CHILDREN = ((), ("2024-03-10",), ("2018-02-10", "2022-05-01"), ("2008-09-01", "2012-02-01", "2015-06-01"))
_HOMES = (
    Home(Occupancy.TENANT, 65_000, "63113"),
    Home(Occupancy.SOCIAL_TENANT, 42_000, "75112"),
    Home(Occupancy.OWNER, None, "01004"),
    Home(Occupancy.HOSTED, None, "97411"),
)


def population() -> list[Household]:
    """About two hundred households."""
    return [*_families(), *_alone()]


def _lasting(euros: float) -> Series:
    return Series(months_after(MONTH, -_MONTHS_BACK), (round(euros * 100),) * _MONTHS_BACK, True, Basis.NET)


def _adult(role: Role = Role.APPLICANT, born: str = "1988-06-15", **said: object) -> Person:
    key = "conjoint" if role is Role.PARTNER else "moi"
    return Person(key, role, date.fromisoformat(born), **said)  # type: ignore[arg-type]  # fields of Person, by name


def _children(births: tuple[str, ...], apart: bool) -> tuple[Person, ...]:
    return tuple(
        Person(f"enfant_{rank}", Role.CHILD, date.fromisoformat(born), other_parent_absent=apart)
        for rank, born in enumerate(births)
    )


def _families() -> Iterator[Household]:
    for wage, births, home, couple in product(_WAGES, _CHILDREN, _HOMES, (False, True)):
        partner = (_adult(Role.PARTNER, "1990-01-20"),) if couple else ()
        resources = {("moi", Resource.WAGE): _lasting(wage)} if wage else {}
        if couple and wage:
            resources["conjoint", Resource.WAGE] = _lasting(wage / 2)
        yield Household(
            MONTH,
            (_adult(), *partner, *_children(births, not couple)),
            Union.MARRIAGE if couple else None,
            home=home,
            resources=resources,
            received=(Received("rsa", Series(months_after(MONTH, -3), (30_000,) * 3)),) if not wage else (),
        )


def _alone() -> Iterator[Household]:
    kinds = {
        Resource.RETIREMENT_PENSION: ("1955-01-01", Activity.RETIRED), Resource.UNEMPLOYMENT: ("1980-01-01", Activity.JOB_SEEKER),
        Resource.DISABILITY_PENSION: ("1975-01-01", Activity.DISABLED), Resource.SELF_EMPLOYED_PROFIT: ("1985-01-01", Activity.SELF_EMPLOYED),
        Resource.FARM_PROFIT: ("1970-01-01", Activity.FARMER), Resource.DAILY_ALLOWANCE: ("1990-01-01", Activity.SICK_LEAVE),
    }  # fmt: skip
    for (kind, (born, activity)), euros in product(kinds.items(), (200, 700, 1_400)):
        person = _adult(born=born, activity=activity, career=Career(validated_quarters=80))
        yield Household(MONTH, (person,), home=_HOMES[0], resources={("moi", kind): _lasting(euros)})
    for rate, home in product((60, 85), _HOMES):
        yield Household(MONTH, (_adult(disability=Disability(rate, True)),), home=home)
    student = _adult(born="2005-04-01", activity=Activity.STUDENT, school=SchoolLevel.HIGHER)
    yield Household(MONTH, (student,), home=_HOMES[0])
    yield Household(
        MONTH, (_adult(activity=Activity.JOB_SEEKER, career=Career(validated_quarters=60)),), home=_HOMES[0]
    )
    yield Household(MONTH, (_adult(nationality=Nationality.OTHER, permit_since_date=date(2024, 1, 1)),), home=_HOMES[0])
    yield Household(MONTH, (_adult(expected_birth_date=date(2026, 12, 3)),), home=_HOMES[0])
    disabled = Person("enfant_0", Role.CHILD, date(2016, 1, 1), disability=Disability(80, aeeh_complement=2))
    learner = Person("enfant_1", Role.CHILD, date(2006, 1, 1), school=SchoolLevel.HIGHER)
    yield Household(
        MONTH, (_adult(), disabled, learner), home=_HOMES[0], resources={("moi", Resource.WAGE): _lasting(1_100)}
    )
