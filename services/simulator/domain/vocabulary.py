"""The closed lists of `household.proto`, as plain values."""

from enum import StrEnum, auto


class Role(StrEnum):
    """What a person is to the household."""

    APPLICANT = auto()
    PARTNER = auto()
    CHILD = auto()


class Union(StrEnum):
    """How applicant and partner are bound."""

    MARRIAGE = auto()
    PACS = auto()
    COHABITATION = auto()


class Activity(StrEnum):
    """What a person does."""

    EMPLOYEE = auto()
    SELF_EMPLOYED = auto()
    FARMER = auto()
    JOB_SEEKER = auto()
    STUDENT = auto()
    APPRENTICE = auto()
    RETIRED = auto()
    SICK_LEAVE = auto()
    PARENTAL_LEAVE = auto()
    DISABLED = auto()
    NONE = auto()


class SchoolLevel(StrEnum):
    """School or university."""

    NONE = auto()
    PRIMARY = auto()
    COLLEGE = auto()
    LYCEE = auto()
    HIGHER = auto()


class Nationality(StrEnum):
    """Nationality, as far as benefits look at it."""

    FRENCH = auto()
    EEA = auto()
    OTHER = auto()


class ContractEnd(StrEnum):
    """How a contract ended."""

    DISMISSAL = auto()
    FIXED_TERM = auto()
    MUTUAL_AGREEMENT = auto()
    RESIGNATION = auto()


class ChildcareKind(StrEnum):
    """Who minds a child."""

    NONE = auto()
    CHILDMINDER = auto()
    HOME_EMPLOYEE = auto()
    STRUCTURE = auto()
    NURSERY = auto()


class LeaveKind(StrEnum):
    """What a leave is for."""

    MATERNITY = auto()
    PATERNITY = auto()
    PARENTAL = auto()
    NONE = auto()


class Occupancy(StrEnum):
    """By what title the household lives there."""

    SOCIAL_TENANT = auto()
    TENANT = auto()
    FURNISHED_TENANT = auto()
    RESIDENCE = auto()
    BUYER = auto()
    OWNER = auto()
    HOSTED = auto()
    HOMELESS = auto()


class Resource(StrEnum):
    """A kind of resource."""

    WAGE = auto()
    UNEMPLOYMENT = auto()
    RETIREMENT_PENSION = auto()
    DISABILITY_PENSION = auto()
    DAILY_ALLOWANCE = auto()
    ALIMONY_RECEIVED = auto()
    ALIMONY_PAID = auto()
    SELF_EMPLOYED_PROFIT = auto()
    FARM_PROFIT = auto()
    RENTAL_INCOME = auto()
    CAPITAL_INCOME = auto()
    INTERNSHIP = auto()
    SCHOLARSHIP = auto()
    SURVIVOR_PENSION = auto()
    WORK_ACCIDENT_ANNUITY = auto()
    FAMILY_HELP = auto()
    EXCEPTIONAL = auto()


class Basis(StrEnum):
    """Which amount of a wage or an allowance is given."""

    NET = auto()
    NET_SOCIAL = auto()
    TAXABLE = auto()
    GROSS = auto()
