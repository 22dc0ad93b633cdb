"""Facts of a household that conditions test, and the question behind each one that is not known."""

from services.simulator.domain import wording
from services.simulator.domain.catalogue import Condition
from services.simulator.domain.facts_of_health import (
    DISABILITY_QUESTION,
    child_incapacity,
    expecting,
    expects,
    incapacity,
    incapacity_at_home,
)
from services.simulator.domain.facts_told import Missing, Subject, Teller, Told
from services.simulator.domain.household import Household, Person, months_after
from services.simulator.domain.past import ADULTS
from services.simulator.domain.unemployment import age_on
from services.simulator.domain.vocabulary import Activity, LeaveKind, Resource, Role, SchoolLevel

_AT_WORK = frozenset({Activity.EMPLOYEE, Activity.SELF_EMPLOYED, Activity.FARMER, Activity.APPRENTICE})
_FAR = 1200
_WORK_QUESTION = "activity"
# A refusal on these says that it rests on what was told.
_AS_TOLD = frozenset({"school", "incapacity", "incapacity_at_home", "child_incapacity", "maternity"})
# Who does one of these and tells of no studies is not asked about them.
_NOT_STUDYING = frozenset({Activity.RETIRED, Activity.FARMER, Activity.PARENTAL_LEAVE})
_OF_SURVIVORS = frozenset({"reversion", "allocation-veuvage", "capital-deces"})


def told(fact: str, household: Household, person: Person) -> Told:
    """The value of a fact. KeyError for one that nobody defined: the catalogue's test keeps it from happening."""
    return FACTS[fact][1](Subject(household, person))


def holds(condition: Condition, value: int | str) -> bool:
    """Whether a known fact passes a condition."""
    if isinstance(value, str):
        return value in condition.among
    above = condition.at_least is None or value >= condition.at_least
    return above and (condition.below is None or value < condition.below)


def label(fact: str) -> str:
    """What a fact is about, in French, after « la condition »."""
    return FACTS[fact][0]


def refusal(fact: str) -> str:
    """Why a condition that does not hold refuses, in French."""
    return (wording.failed_as_told if fact in _AS_TOLD else wording.failed)(label(fact))


def _activity(of: Subject) -> Told:
    if of.person.activity is None and of.person.role is Role.CHILD:
        # As the contract says: at school.
        return Activity.STUDENT.value
    return of.person.activity.value if of.person.activity else Missing(f"{of.person.key}.{_WORK_QUESTION}")


def _school(of: Subject) -> Told:
    person = of.person
    if person.school is None and person.role is not Role.CHILD and person.activity not in _NOT_STUDYING:
        return Missing(f"{person.key}.school")
    return (person.school or SchoolLevel.NONE).value


def _occupancy(of: Subject) -> Told:
    home = of.household.home
    return home.occupancy.value if home and home.occupancy else Missing("home.occupancy")


def _with_children(teller: Teller) -> Teller:
    """What children would change is not known while they are not."""
    return lambda of: Missing("children") if of.household.children_unknown else teller(of)


def _with_partner(teller: Teller) -> Teller:
    """What a partner would change is not known while they are not."""
    return lambda of: Missing("union") if of.household.partner_unknown else teller(of)


def _couple(of: Subject) -> int:
    return int(of.household.partner is not None)


def _overseas(of: Subject) -> Told:
    home = of.household.home
    return int(home.commune_code.startswith("97")) if home and home.commune_code else Missing("home.commune")


def _invalidity(of: Subject) -> Told:
    """A pension may be paid to somebody who told of another activity, and hidden."""
    activity, person = _activity(of), of.person
    if activity == Activity.DISABLED.value:
        return 1
    if of.household.disability_unknown and person.role is Role.APPLICANT and person.disability is None:
        return Missing(f"{person.key}.{DISABILITY_QUESTION}")
    return activity if isinstance(activity, Missing) else 0


def _expected(household: Household) -> int:
    return sum(expects(Subject(household, person)) for person in household.persons)


def _children_under(years: int) -> Teller:
    def count(of: Subject) -> int:
        return sum(0 <= age_on(child.birth_date, of.household.month) < years for child in of.household.children)

    return count


def _children_minded(of: Subject) -> Told:
    """Children whose care is helped: under six, and under twelve for who raises them alone."""
    ages = [age_on(child.birth_date, of.household.month) for child in of.household.children]
    under_six, under_twelve = (sum(0 <= age < years for age in ages) for years in (6, 12))
    if under_six or not under_twelve:
        return under_six
    return Missing("union") if of.household.partner_unknown else under_twelve * (1 - _couple(of))


def _youngest_months(of: Subject) -> int:
    born = [
        child.birth_date for child in of.household.children if child.birth_date <= months_after(of.household.month, 1)
    ]
    latest = max(born, default=None)
    month = of.household.month
    return _FAR if latest is None else (month.year - latest.year) * 12 + month.month - latest.month


def _youngest_or_expected(of: Subject) -> int:
    return 0 if _expected(of.household) else _youngest_months(of)


def _adults_at_work(of: Subject) -> Told:
    adults = [each for each in of.household.persons if each.role in ADULTS]
    for adult in adults:
        if adult.activity is None:
            return Missing(f"{adult.key}.{_WORK_QUESTION}")
    return sum(adult.activity in _AT_WORK for adult in adults)


def _alimony(of: Subject) -> Told:
    if not of.household.knows(of.person.key, Resource.ALIMONY_RECEIVED):
        return Missing(f"{of.person.key}.resources")
    series = of.household.resources.get((of.person.key, Resource.ALIMONY_RECEIVED))
    paid = (series.at(of.household.month) or 0) if series else 0
    alone = of.household.partner is None and of.household.union is None
    # One that was fixed and is not paid is what the intermediation is for (CSS L582-1): that nothing comes in refuses nothing.
    return paid or (Missing("", wording.UNPAID_ALIMONY) if alone and of.household.children else 0)


def _bereaved(of: Subject) -> Told:
    household = of.household
    if of.person.role is not Role.APPLICANT:
        return 0
    if (of.person.key, Resource.SURVIVOR_PENSION) in household.resources:
        return 1
    if any(one.benefit in _OF_SURVIVORS for one in household.received):
        return 1
    if household.bereaved is not None:
        return int(household.bereaved)
    couple = household.partner is not None or household.union is not None
    return 0 if couple else Missing("bereaved")


def _was_self_employed(of: Subject) -> Told:
    kinds = (Resource.SELF_EMPLOYED_PROFIT, Resource.FARM_PROFIT)
    profits = [series for kind in kinds if (series := of.household.resources.get((of.person.key, kind)))]
    if any(any(series.amounts_cents) for series in profits):
        return 1
    unsaid = (kind for kind in kinds if not of.household.knows(of.person.key, kind))
    return next((Missing(f"{of.person.key}.resources.{kind.name}") for kind in unsaid), 0)


def _monthly_resources(of: Subject) -> Told:
    for adult in (each for each in of.household.persons if each.role in ADULTS):
        if not any(key == adult.key for key, _ in (*of.household.resources, *of.household.without)):
            return Missing(f"{adult.key}.resources.{Resource.WAGE.name}")
    return sum(series.at(of.household.month) or 0 for series in of.household.resources.values())


def _maternity(of: Subject) -> Told:
    """A birth that is or was expected, or the leave for it."""
    leave = of.person.leave
    if leave is not None:
        return int(leave.kind is LeaveKind.MATERNITY)
    return 1 if of.person.expected_birth_date is not None else expecting(of)


FACTS: dict[str, tuple[str, Teller]] = {
    "age": ("d'âge", lambda of: of.age),
    "activity": ("d'activité", _activity),
    "school": ("d'études", _school),
    "occupancy": ("de logement", _occupancy),
    "overseas": ("de lieu de vie", _overseas),
    "invalidity": ("d'invalidité", _invalidity),
    "incapacity": ("de taux d'incapacité", incapacity),
    "incapacity_at_home": (
        "d'un proche lourdement handicapé au foyer",
        _with_partner(_with_children(incapacity_at_home)),
    ),
    "child_incapacity": ("d'un enfant handicapé ou gravement malade", _with_children(child_incapacity)),
    "maternity": ("de grossesse", _maternity),
    "couple": ("de vivre seul ou seule", _with_partner(_couple)),
    "children": ("d'enfant à charge", _with_children(lambda of: len(of.household.children))),
    "children_and_expected": (
        "du nombre d'enfants",
        _with_children(lambda of: len(of.household.children) + _expected(of.household)),
    ),
    "children_under_3": ("d'un enfant de moins de trois ans", _with_children(_children_under(3))),
    "children_minded": ("d'un jeune enfant à faire garder", _with_children(_children_minded)),
    "children_under_10": ("d'un enfant de moins de dix ans", _with_children(_children_under(10))),
    "youngest_child_months": ("d'une naissance récente", _with_children(_youngest_months)),
    "youngest_or_expected_months": ("d'une naissance récente ou attendue", _with_children(_youngest_or_expected)),
    "adults_at_work": ("d'activité des parents", _with_partner(_adults_at_work)),
    "alimony_received": ("d'une pension alimentaire", _alimony),
    "bereaved": ("de veuvage", _bereaved),
    "was_self_employed": ("d'une activité indépendante passée", _was_self_employed),
    "monthly_resources": ("de ressources", _with_partner(_monthly_resources)),
}
