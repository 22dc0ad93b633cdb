"""Fictive households from which the shapes of batches are made: one as most are, then one in which everything that a form can say is said.

None is drawn: a shape that a draw missed would be a plan that nobody has recorded.
"""

from datetime import date

from services.simulator.domain.household import (
    Assets,
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
    ContractEnd,
    Nationality,
    Occupancy,
    Resource,
    Role,
    SchoolLevel,
    Union,
)

_COMMON_BENEFITS = ("af", "apl", "als", "alf", "rsa", "prime-activite", "paje-base", "asf", "cf")
_OTHER_BENEFITS = (
    "prepare", "cmg", "prime-naissance", "aeeh", "aspa", "aah", "complement-aah", "majoration-vie-autonome", "asi", "ass",
)  # fmt: skip
_COMMON_RESOURCES = (Resource.WAGE, Resource.UNEMPLOYMENT, Resource.RETIREMENT_PENSION)


def samples(month: date) -> list[list[Household]]:
    """Groups of households, each group wider than the one before. All begin in `month`."""
    return [[_usual(month)], [_everything(month)]]


def _born(month: date, years: int) -> date:
    return date(month.year - years, 5, 12)


def _paid(month: date, cents: int, basis: Basis = Basis.NET) -> Series:
    return Series(months_after(month, -36), (cents,) * 36, True, basis)


def _usual(month: date) -> Household:
    persons = (
        Person("moi", Role.APPLICANT, _born(month, 34), Activity.EMPLOYEE),
        Person("conjoint", Role.PARTNER, _born(month, 33), Activity.JOB_SEEKER),
        Person("enfant_1", Role.CHILD, _born(month, 8)),
        Person("enfant_2", Role.CHILD, _born(month, 1)),
    )
    resources = {("moi", kind): _paid(month, 40_000) for kind in _COMMON_RESOURCES}
    home = Home(Occupancy.SOCIAL_TENANT, 72_000, "75056")
    received = tuple(Received(benefit, _paid(month, 3_000)) for benefit in _COMMON_BENEFITS)
    incomes = {(month.year - 2, ""): 1_500_000}
    return Household(
        month, persons, Union.MARRIAGE, home=home, resources=resources, received=received, tax_incomes=incomes
    )


def _everything(month: date) -> Household:
    disability = Disability(80, True, 3, True)
    persons = (
        _applicant(month, disability),
        Person("enfant_1", Role.CHILD, _born(month, 16), alternating_custody=True, other_parent_absent=True, school=SchoolLevel.LYCEE,
               scholarship=True, disability=disability),
        Person("enfant_2", Role.CHILD, _born(month, 9), alternating_custody=True, other_parent_absent=True),
        Person("enfant_3", Role.CHILD, _born(month, 1), other_parent_absent=True),
        Person("enfant_4", Role.CHILD, _born(month, 20), activity=Activity.APPRENTICE),
        Person("enfant_5", Role.CHILD, _born(month, 19), activity=Activity.PARENTAL_LEAVE, school=SchoolLevel.HIGHER),
    )  # fmt: skip
    resources = {("moi", kind): _paid(month, 40_000) for kind in Resource}
    # A child who earns enough is no longer at charge, for as long as that lasts; one who has just begun to, from then on.
    resources["enfant_4", Resource.WAGE] = Series(months_after(month, -30), (0,) * 24 + (200_000,) * 6, True)
    benefits = (*_COMMON_BENEFITS, *_OTHER_BENEFITS)
    return Household(
        month, persons,
        alone_since_date=months_after(month, -6),
        home=Home(Occupancy.FURNISHED_TENANT, 72_000, "75056", True, True, True),
        resources=resources,
        received=tuple(Received(benefit, _paid(month, 3_000), open=True) for benefit in benefits),
        assets=Assets(100_000, 100_000, 100_000, 100_000, 100_000),
        tax_incomes={(month.year - 2, ""): 1_500_000},
    )  # fmt: skip


def _applicant(month: date, disability: Disability) -> Person:
    return Person(
        "moi", Role.APPLICANT, _born(month, 22), Activity.JOB_SEEKER,
        school=SchoolLevel.HIGHER, scholarship=True, disability=disability,
        expected_birth_date=months_after(month, 4), nationality=Nationality.OTHER, permit_since_date=months_after(month, -80),
        career=Career(months_after(month, -3), ContractEnd.DISMISSAL, 400, 6_000, 80, 2_000_000, 500, 2, 4),
    )  # fmt: skip
