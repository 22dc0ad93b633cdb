"""Inputs that may matter: the household with each of them a little different, to see what moves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.simulator.domain.explanation import InputThatMattered
from services.simulator.domain.explanation_words import age, euros, person_name
from services.simulator.domain.household import Household, Person, Series, months_after
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role

RESOURCES = {
    Resource.WAGE: "Salaire",
    Resource.UNEMPLOYMENT: "Allocation chômage",
    Resource.RETIREMENT_PENSION: "Pension de retraite",
    Resource.DISABILITY_PENSION: "Pension d'invalidité",
    Resource.DAILY_ALLOWANCE: "Indemnités journalières",
    Resource.ALIMONY_RECEIVED: "Pension alimentaire reçue",
    Resource.ALIMONY_PAID: "Pension alimentaire versée",
    Resource.SELF_EMPLOYED_PROFIT: "Bénéfice de l'activité indépendante",
    Resource.FARM_PROFIT: "Bénéfice agricole",
    Resource.RENTAL_INCOME: "Revenus fonciers",
    Resource.CAPITAL_INCOME: "Revenus de placements",
    Resource.INTERNSHIP: "Gratification de stage",
    Resource.SCHOLARSHIP: "Bourse d'études",
    Resource.SURVIVOR_PENSION: "Pension de réversion",
    Resource.WORK_ACCIDENT_ANNUITY: "Rente d'accident du travail",
    Resource.FAMILY_HELP: "Aide de la famille ou d'amis",
    Resource.EXCEPTIONAL: "Ressource exceptionnelle",
}
_ACTIVITIES = {
    Activity.EMPLOYEE: "salarié", Activity.SELF_EMPLOYED: "à votre compte", Activity.FARMER: "exploitant agricole",
    Activity.JOB_SEEKER: "demandeur d'emploi", Activity.STUDENT: "étudiant", Activity.APPRENTICE: "apprenti",
    Activity.RETIRED: "retraité", Activity.SICK_LEAVE: "en arrêt de travail", Activity.PARENTAL_LEAVE: "en congé parental",
    Activity.DISABLED: "en invalidité", Activity.NONE: "sans activité",
}  # fmt: skip
_OCCUPANCIES = {
    Occupancy.SOCIAL_TENANT: "locataire HLM", Occupancy.TENANT: "locataire", Occupancy.FURNISHED_TENANT: "locataire d'un meublé",
    Occupancy.RESIDENCE: "en foyer ou en résidence", Occupancy.BUYER: "propriétaire qui rembourse un prêt",
    Occupancy.OWNER: "propriétaire", Occupancy.HOSTED: "hébergé", Occupancy.HOMELESS: "sans domicile",
}  # fmt: skip
# A hundred euros a month: enough to pass the rounding of every rule, too little to leave the slope it is on.
MORE_CENTS = 10_000
_YEARS_YOUNGER = 5
# One commune of each zone of the housing benefits.
_ELSEWHERE = ("75115", "03107")


@dataclass(frozen=True, slots=True)
class Influence:
    """An input, and the household with it changed. `euros`: by how much it was raised; 0 for what is not an amount."""

    question: str
    label: str
    value: str
    household: Household
    euros: float = 0.0


def influences(household: Household) -> tuple[Influence, ...]:
    """Every known input that a person can recognise, each changed alone."""
    return (
        *_resources(household),
        *_home(household),
        *_tax_incomes(household),
        *(one for person in household.persons for one in _person(household, person)),
    )


def mattered(base: float, moved: list[tuple[Influence, float]]) -> tuple[InputThatMattered, ...]:
    """Those that move the amount by a cent or more, the most telling first. Amounts are euros."""
    strongest: dict[str, tuple[Influence, float]] = {}
    for influence, amount in moved:
        held = strongest.get(influence.question)
        if held is None or abs(amount - base) > abs(held[1]):
            strongest[influence.question] = influence, amount - base
    ranked = sorted(strongest.values(), key=lambda row: -abs(row[1]))
    return tuple(
        InputThatMattered(one.question, one.label, one.value, round(change * 100 / one.euros) if one.euros else 0)
        for one, change in ranked
        if abs(change) >= 0.005
    )


def raised(series: Series, cents: int) -> Series:
    """Every month higher."""
    return replace(series, amounts_cents=tuple(amount + cents for amount in series.amounts_cents))


def shown(label: str, household: Household, person: Person) -> str:
    """A label, with whose it is when the household has several persons."""
    return f"{label} ({person_name(household, person)})" if len(household.persons) > 1 else label


def latest(series: Series, month: date) -> int:
    """What a resource amounts to lately: in the month itself, or else the last month known before it."""
    if (now := series.at(month)) is not None:
        return now
    last = months_after(series.first_month, len(series.amounts_cents) - 1)
    return series.amounts_cents[-1] if series.amounts_cents and last < month else 0


def _resources(household: Household) -> Iterator[Influence]:
    for (key, kind), series in household.resources.items():
        if any(series.amounts_cents):
            more = {**household.resources, (key, kind): raised(series, MORE_CENTS)}
            yield Influence(
                question=f"{key}.resources.{kind.name}",
                label=shown(RESOURCES[kind], household, household.person(key)),
                value=f"{euros(latest(series, household.month) / 100)} par mois",
                household=household.changed(resources=more),
                euros=MORE_CENTS / 100,
            )


def _home(household: Household) -> Iterator[Influence]:
    home = household.home
    if home is None:
        return
    if home.rent_cents:
        other = replace(home, rent_cents=home.rent_cents + MORE_CENTS)
        value, more = f"{euros(home.rent_cents / 100)} par mois", MORE_CENTS / 100
        yield Influence("home.rent", "Loyer", value, household.changed(home=other), more)
    if home.occupancy:
        other = replace(home, occupancy=Occupancy.OWNER if home.rent_cents else Occupancy.TENANT)
        value = _OCCUPANCIES[home.occupancy]
        yield Influence("home.occupancy", "Logement", value, household.changed(home=other))
    for commune in _ELSEWHERE if home.commune_code else ():
        other = replace(home, commune_code=commune)
        yield Influence("home.commune", "Commune", "celle de votre logement", household.changed(home=other))
    for field, label in (("flat_share", "Colocation"), ("single_room", "Chambre")):
        told = bool(getattr(home, field))
        other = replace(home, **{field: not told})  # type: ignore[arg-type]  # both are yes or no
        yield Influence(f"home.{field}", label, "oui" if told else "non", household.changed(home=other))


def _tax_incomes(household: Household) -> Iterator[Influence]:
    for (year, key), cents in household.tax_incomes.items():
        more = {**household.tax_incomes, (year, key): cents + 12 * MORE_CENTS}
        changed = household.changed(tax_incomes=more)
        label = f"Revenu fiscal de référence de {year}"
        yield Influence("tax_incomes", label, euros(cents / 100), changed, 12 * MORE_CENTS / 100)


def _person(household: Household, person: Person) -> Iterator[Influence]:
    if person.role is Role.CHILD:
        yield from _child(household, person)
        return
    younger = replace(person, birth_date=months_after(person.birth_date, 12 * _YEARS_YOUNGER))
    value = f"{age(person, household.month)} ans"
    if younger.birth_date < household.month:
        yield _with(household, younger, "birth_date", "Âge", value)
    if person.activity:
        other = Activity.EMPLOYEE if person.activity is Activity.NONE else Activity.NONE
        yield _with(household, replace(person, activity=other), "activity", "Activité", _ACTIVITIES[person.activity])
    if person.disability:
        value = f"taux d'incapacité de {person.disability.incapacity_rate} %"
        yield _with(household, replace(person, disability=None), "disability.incapacity_rate", "Handicap", value)
    if person.expected_birth_date:
        yield _with(household, replace(person, expected_birth_date=None), "expected_birth_date", "Grossesse", "oui")


def _child(household: Household, child: Person) -> Iterator[Influence]:
    label = f"Enfant de {age(child, household.month)} ans"
    others = tuple(person for person in household.persons if person.key != child.key)
    without = household.changed(
        persons=others,
        resources={key: series for key, series in household.resources.items() if key[0] != child.key},
        without=frozenset(one for one in household.without if one[0] != child.key),
        received=tuple(one for one in household.received if one.person != child.key),
        tax_incomes={key: cents for key, cents in household.tax_incomes.items() if key[1] != child.key},
    )
    yield Influence(f"{child.key}.birth_date", label, "à charge", without)
    custody = replace(child, alternating_custody=not child.alternating_custody)
    value = "oui" if child.alternating_custody else "non"
    yield _with(household, custody, "custody", "Garde alternée", value)
    if household.partner is None:
        absent, value = not child.other_parent_absent, "oui" if child.other_parent_absent else "non"
        other = replace(child, other_parent_absent=absent)
        yield _with(household, other, "other_parent_absent", "L'autre parent ne paie rien", value)
    if child.disability:
        value = f"taux d'incapacité de {child.disability.incapacity_rate} %"
        yield _with(household, replace(child, disability=None), "disability.incapacity_rate", "Handicap", value)


def with_person(household: Household, changed: Person) -> Household:
    """The household, one person of it being changed."""
    persons = tuple(changed if person.key == changed.key else person for person in household.persons)
    return household.changed(persons=persons)


def _with(household: Household, changed: Person, field: str, label: str, value: str) -> Influence:
    named = shown(label, household, changed)
    return Influence(f"{changed.key}.{field}", named, value, with_person(household, changed))
