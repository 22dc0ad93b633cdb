"""What would make a household eligible: hypotheses on what a person can act upon, or has only to wait for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.simulator.domain.explanation import WayIn
from services.simulator.domain.explanation_words import age, day_name, euros, person_name
from services.simulator.domain.household import Disability, Home, Household, Person, Series, months_after
from services.simulator.domain.influences import latest, with_person
from services.simulator.domain.vocabulary import Activity, Basis, Occupancy, Resource, Role, SchoolLevel

_RESOURCES, _WAGE = "resources", "wage"
_RENT_CENTS = 50_000
_AGES = (16, 18, 20, 21, 25, 55, 60, 62, 64, 65, 67)
_CHILD_AGES = (3, 6, 11, 15)
_YEARS_AHEAD = 10
_FACTORS = (0.8, 0.6, 0.4, 0.2, 0.0)
_WAGES = (40_000, 80_000, 120_000, 160_000)
_MONTHS_WORKED = 6
# A grid of a hundredth of what is asked: nobody plans finer, and rules round.
_STEPS = 20
_MONTHS_BEFORE_BIRTH = 2
_CHILD_UNTIL, _CHILD_RATE = 20, 80
_ROUNDED_CENTS = 1_000
_RENTED = frozenset(
    {Occupancy.TENANT, Occupancy.SOCIAL_TENANT, Occupancy.FURNISHED_TENANT, Occupancy.RESIDENCE, Occupancy.BUYER}
)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A household that might be eligible, and what to say if it is. Of a `group`, only the lowest `rank` that opens the right is told: the nearest
    amount, in cents, or the first date."""

    text: str
    question: str
    household: Household
    group: str
    rank: int = 0


def hypotheses(household: Household, person: str, *, by_work: bool = False) -> tuple[Hypothesis, ...]:
    """All of them, in the order in which they are told; `person`: whose benefit it is, empty for the household's. `by_work`: it is for who works; of
    any other benefit, a wage is no way in, even where it moves somebody from a better one to it."""
    who = household.person(person or household.applicant.key)
    now = monthly_resources(household)
    return (
        *(one for each in household.persons for one in _ages(household, each)),
        *_less(household, (round(now * factor) for factor in _FACTORS)),
        *(_wages(household, who, _WAGES) if by_work else ()),
        *_rent(household),
        *_children(household),
        *_states(household, who),
    )


def refined(
    household: Household, person: str, tried: Sequence[Hypothesis], opens: Sequence[bool]
) -> tuple[Hypothesis, ...]:
    """A finer grid between the nearest amount that opens the right and the next one that does not. Empty: nothing to refine."""
    who = household.person(person or household.applicant.key)
    found: list[Hypothesis] = []
    for group, here in ((_RESOURCES, -monthly_resources(household)), (_WAGE, 0)):
        ranks = {one.rank: is_open for one, is_open in zip(tried, opens, strict=True) if one.group == group}
        opened = [rank for rank, is_open in ranks.items() if is_open]
        if opened:
            best = min(opened)
            shut = max((rank for rank, is_open in ranks.items() if not is_open and rank < best), default=here)
            between = [abs(round(best + (shut - best) * step / _STEPS)) for step in range(1, _STEPS)]
            found += _less(household, between) if group == _RESOURCES else _wages(household, who, between)
    return tuple(found)


def told(tried: Sequence[Hypothesis], opens: Sequence[bool]) -> tuple[WayIn, ...]:
    """Those that open the right, one of each group."""
    found: dict[str, Hypothesis] = {}
    for one, is_open in zip(tried, opens, strict=True):
        held = found.get(one.group)
        if is_open and (held is None or one.rank < held.rank):
            found[one.group] = one
    return tuple(WayIn(one.text, one.question) for one in found.values())


def monthly_resources(household: Household) -> int:
    """What the household has each month lately, in cents: everything it told of, save what it pays."""
    counted = (s for (_, kind), s in household.resources.items() if kind is not Resource.ALIMONY_PAID)
    return sum(max(latest(series, household.month), 0) for series in counted)


def _ages(household: Household, person: Person) -> Iterator[Hypothesis]:
    now = age(person, household.month)
    for wanted in _CHILD_AGES if person.role is Role.CHILD else _AGES:
        if now < wanted <= now + _YEARS_AHEAD:
            older = replace(person, birth_date=months_after(household.month, -12 * wanted))
            name = "vous aurez" if person.role is Role.APPLICANT else f"{person_name(household, person)} aura"
            text = f"À partir du {day_name(_birthday(person.birth_date, wanted))}, quand {name} {wanted} ans, vous pourriez y avoir droit."
            changed = with_person(household, older)
            yield Hypothesis(text, f"{person.key}.birth_date", changed, f"age {person.key}", wanted)


def _birthday(born: date, years: int) -> date:
    """Who is born on 29 February is a year older on 1 March, where there is no such day."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _less(household: Household, amounts: Iterable[int]) -> Iterator[Hypothesis]:
    """All resources lower in the same proportion, reference tax incomes too."""
    now = monthly_resources(household)
    for cents in amounts if now else ():
        factor = cents / now
        resources = {
            key: _scaled(series, factor) if key[1] is not Resource.ALIMONY_PAID else series
            for key, series in household.resources.items()
        }
        incomes = {key: round(amount * factor) for key, amount in household.tax_incomes.items()}
        below = euros(cents // _ROUNDED_CENTS * _ROUNDED_CENTS / 100)
        text = (
            f"Si les ressources de votre foyer passaient de {euros(now / 100)} à environ {below} par mois, vous pourriez y avoir droit."
            if cents >= _ROUNDED_CENTS
            else "Si votre foyer n'avait plus de ressources, vous pourriez y avoir droit."
        )
        changed = household.changed(resources=resources, tax_incomes=incomes)
        yield Hypothesis(text, f"{household.applicant.key}.resources", changed, _RESOURCES, -cents)


def _scaled(series: Series, factor: float) -> Series:
    return replace(series, amounts_cents=tuple(round(amount * factor) for amount in series.amounts_cents))


def _wages(household: Household, who: Person, amounts: Iterable[int]) -> Iterator[Hypothesis]:
    """A job, for who has none."""
    held = household.resources.get((who.key, Resource.WAGE))
    if who.role is Role.CHILD or (held is not None and latest(held, household.month)):
        return
    for cents in amounts:
        up = -(-cents // _ROUNDED_CENTS) * _ROUNDED_CENTS / 100
        wage = Series(months_after(household.month, -_MONTHS_WORKED), (cents,), continues=True, basis=Basis.NET)
        changed = with_person(household, replace(who, activity=Activity.EMPLOYEE)).changed(
            resources={**household.resources, (who.key, Resource.WAGE): wage},
            # Nothing before: who starts to work has not worked for years.
            without=household.without | {(who.key, Resource.WAGE)},
        )
        text = f"Avec un salaire net d'environ {euros(up)} par mois ou plus depuis quelques mois, vous pourriez y avoir droit."
        yield Hypothesis(text, f"{who.key}.resources.WAGE", changed, _WAGE, cents)


def _rent(household: Household) -> Iterator[Hypothesis]:
    home = household.home or Home()
    if home.occupancy in _RENTED and home.rent_cents:
        return
    rented = replace(home, occupancy=Occupancy.TENANT, rent_cents=_RENT_CENTS)
    text = f"Si vous étiez locataire, par exemple avec un loyer de {euros(_RENT_CENTS / 100)} par mois, vous pourriez y avoir droit."
    yield Hypothesis(text, "home.occupancy", household.changed(home=rented), "rent")


def _children(household: Household) -> Iterator[Hypothesis]:
    more = (
        (1, 0, "Avec la naissance d'un enfant"),
        (1, 8, "Avec un enfant de plus à votre charge, de 8 ans par exemple"),
    )
    for count, years, said in (*more, (2, 0, "Avec deux enfants de plus à votre charge")):
        born = months_after(household.month, -12 * years - 1)
        new = tuple(Person(f"de_plus_{n}", Role.CHILD, born) for n in range(1, count + 1))
        changed = household.changed(persons=(*household.persons, *new))
        text = f"{said}, vous pourriez y avoir droit."
        yield Hypothesis(text, "children", changed, "children", 10 * count + years)
    if household.applicant.expected_birth_date is None:
        expecting = replace(
            household.applicant, expected_birth_date=months_after(household.month, _MONTHS_BEFORE_BIRTH)
        )
        text = "Pendant une grossesse, dans les deux mois avant la naissance, vous pourriez y avoir droit."
        field = f"{expecting.key}.expected_birth_date"
        yield Hypothesis(text, field, with_person(household, expecting), "expecting")
    yield from _of_children(household)


def _of_children(household: Household) -> Iterator[Hypothesis]:
    """What may be said of the children who are there."""
    children = household.children
    if children and household.partner is None and not any(child.other_parent_absent for child in children):
        alone = tuple(replace(person, other_parent_absent=person.role is Role.CHILD) for person in household.persons)
        text = "Si l'autre parent ne paie rien pour vos enfants, vous pourriez y avoir droit."
        question = f"{children[0].key}.other_parent_absent"
        yield Hypothesis(text, question, household.changed(persons=alone), "other parent")
    young = [child for child in children if age(child, household.month) < _CHILD_UNTIL and child.disability is None]
    for child in young[:1]:
        recognised = with_person(household, replace(child, disability=Disability(incapacity_rate=_CHILD_RATE)))
        text = f"Si la MDPH reconnaissait à {person_name(household, child)} un taux d'incapacité d'au moins {_CHILD_RATE} %, vous pourriez y avoir droit."
        yield Hypothesis(text, f"{child.key}.disability.incapacity_rate", recognised, "child's disability")


def _states(household: Household, who: Person) -> Iterator[Hypothesis]:
    rate = who.disability.incapacity_rate if who.disability else 0
    field = f"{who.key}.disability.incapacity_rate"
    for wanted, restricted in ((50, True), (80, False)):
        if rate < wanted:
            disability = replace(who.disability or Disability(), incapacity_rate=wanted, work_restriction=restricted)
            reduced = ", avec un accès à l'emploi durablement réduit" if restricted else ""
            text = f"Si la MDPH vous reconnaissait un taux d'incapacité d'au moins {wanted} %{reduced}, vous pourriez y avoir droit."
            yield Hypothesis(
                text, field, with_person(household, replace(who, disability=disability)), f"disability {wanted}"
            )
    if who.role is Role.CHILD:
        return
    if who.activity is not Activity.JOB_SEEKER:
        seeking = with_person(household, replace(who, activity=Activity.JOB_SEEKER))
        text = "Si vous étiez inscrit comme demandeur d'emploi, vous pourriez y avoir droit."
        yield Hypothesis(text, f"{who.key}.activity", seeking, "seeking")
    if who.activity is Activity.STUDENT:
        changed = with_person(household, replace(who, activity=Activity.NONE, school=SchoolLevel.NONE))
        text = "À la fin de vos études, vous pourriez y avoir droit."
        yield Hypothesis(text, f"{who.key}.activity", changed, "after studies")
