"""What cannot be in a household, and what is rare enough to be looked at again.

What is impossible is refused. What happens in real families (a mother of fourteen, a partner younger than the other's child, an adopted child nearly as
old as the parent, a widower who lives with somebody again) is computed as it is told, and said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.simulator.domain.household import Household, Person, months_after
from services.simulator.domain.unemployment import age_on
from services.simulator.domain.vocabulary import Activity, Role, Union

# Nobody asks for a benefit of their own, nor lives as a couple, before that age.
_ADULT_FROM = 12
# Below, what is told is true of some, and more often a slip of the keyboard.
_SELDOM_ADULT, _OF_AGE, _SELDOM_PARENT, _SELDOM_RETIRED = 16, 18, 13, 40
_SELDOM_CHILD, _SELDOM_EXPECTING = 25, 55
_EXPECTING_FROM = 9
# A pregnancy, and the days by which a date may be wrong.
PREGNANCY_MONTHS = 10
_NO_CHILD_DOES = frozenset(
    {Activity.FARMER, Activity.JOB_SEEKER, Activity.APPRENTICE, Activity.RETIRED, Activity.PARENTAL_LEAVE}
)
_BIRTH = "birth_date"


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is wrong, or surprising: the person's key (empty: the household), the field, and what to say."""

    person: str
    field: str
    text: str

    @property
    def question(self) -> str:
        """The id of the question that asks for it ("enfant_1.birth_date")."""
        return f"{self.person}.{self.field}" if self.person else self.field


def impossible(household: Household, today: date) -> Iterator[Oddity]:
    """What no household can be; `household` has an applicant and at most one partner."""
    for person in household.persons:
        yield from _of_person(person, household.month)
        yield from _of_dates(person)
    for child in household.children:
        yield from _of_child(child, household, today)
    yield from _of_couple(household)


def surprising(household: Household) -> Iterator[Oddity]:
    """What is rare, in a household that is possible."""
    for adult in _adults(household):
        yield from _of_seldom_adult(adult, household)
    for child in household.children:
        yield from _of_seldom_child(child, household)
    if household.bereaved and household.partner is not None:
        text = (
            "Vous indiquez avoir perdu un conjoint et vivre en couple : nous comptons les deux. Si vous vivez seul, retirez "
            "votre conjoint du foyer."
        )
        yield Oddity(household.partner.key, _BIRTH, text)


def too_young(person: Person, month: date) -> str:
    """Why somebody is too young to be the applicant or the partner; empty when they are not."""
    if age_on(person.birth_date, month) >= _ADULT_FROM:
        return ""
    if person.role is Role.PARTNER:
        return "D'après cette date, votre conjoint a moins de douze ans. Un enfant du foyer s'ajoute comme enfant."
    return "D'après cette date, vous avez moins de douze ans : ce n'est pas possible ici. Vérifiez l'année."


def _adults(household: Household) -> tuple[Person, ...]:
    return tuple(person for person in household.persons if person.role is not Role.CHILD)


def _of_person(person: Person, month: date) -> Iterator[Oddity]:
    age = age_on(person.birth_date, month)
    if person.role is not Role.CHILD and (text := too_young(person, month)):
        yield Oddity(person.key, _BIRTH, text)
    if person.role is Role.CHILD and age < _ADULT_FROM and person.activity in _NO_CHILD_DOES:
        yield Oddity(
            person.key, "activity", "À cet âge, cette activité n'est pas possible. Vérifiez la date de naissance."
        )
    if person.role is Role.CHILD and age < _EXPECTING_FROM and person.expected_birth_date is not None:
        text = "À cet âge, une grossesse n'est pas possible. Vérifiez la date de naissance."
        yield Oddity(person.key, "expected_birth_date", text)


def _of_dates(person: Person) -> Iterator[Oddity]:
    """Dates of a life, none of which is before it."""
    told = {
        "permit_since_date": person.permit_since_date,
        "career.contract_end_date": person.career.contract_end_date if person.career else None,
    }
    for field, day in told.items():
        if day is not None and day < person.birth_date:
            yield Oddity(person.key, field, "Cette date est avant la naissance de cette personne.")


def _of_child(child: Person, household: Household, today: date) -> Iterator[Oddity]:
    elder = min(_adults(household), key=lambda adult: adult.birth_date)
    if child.birth_date <= elder.birth_date and not household.partner_unknown:
        who = "vous et votre conjoint" if household.partner else "vous"
        text = f"D'après ces dates, cet enfant est plus âgé que {who}. Vérifiez les dates de naissance."
        yield Oddity(child.key, _BIRTH, text)
    if child.birth_date >= months_after(today.replace(day=1), PREGNANCY_MONTHS):
        text = (
            "Cette naissance est trop lointaine pour être une grossesse en cours. Pour l'essayer, choisissez « Et si un enfant "
            "arrive »."
        )
        yield Oddity(child.key, _BIRTH, text)


def _of_couple(household: Household) -> Iterator[Oddity]:
    alone = household.alone_since_date
    if alone is None:
        return
    if household.partner is not None:
        text = "Vous vivez en couple : effacez la date depuis laquelle vous vivez seul, ou retirez votre conjoint."
        yield Oddity("", "alone_since_date", text)
    if alone < household.applicant.birth_date:
        yield Oddity("", "alone_since_date", "Cette date est avant votre naissance.")


def _of_seldom_adult(adult: Person, household: Household) -> Iterator[Oddity]:
    age = age_on(adult.birth_date, household.month)
    if age < _SELDOM_ADULT:
        yield Oddity(adult.key, _BIRTH, "Moins de seize ans : c'est rare à cette place du foyer. Vérifiez l'année.")
    if age < _OF_AGE and household.union is Union.PACS:
        yield Oddity(adult.key, _BIRTH, "Un Pacs demande d'avoir dix-huit ans. Vérifiez l'année.")
    if age < _SELDOM_RETIRED and adult.activity is Activity.RETIRED:
        yield Oddity(adult.key, "activity", "Une retraite avant quarante ans est rare. Vérifiez l'activité.")
    if age >= _SELDOM_EXPECTING and adult.expected_birth_date is not None:
        yield Oddity(adult.key, "expected_birth_date", "Une grossesse à cet âge est rare. Vérifiez la date.")


def _of_seldom_child(child: Person, household: Household) -> Iterator[Oddity]:
    elder = min(_adults(household), key=lambda adult: adult.birth_date)
    if age_on(child.birth_date, household.month) >= _SELDOM_CHILD:
        text = "À vingt-cinq ans et plus, un enfant n'est plus à charge pour la plupart des aides. Vérifiez la date."
        yield Oddity(child.key, _BIRTH, text)
    if age_on(elder.birth_date, child.birth_date) < _SELDOM_PARENT:
        text = (
            "Cet enfant est presque aussi âgé que le plus âgé des adultes du foyer. S'il est adopté ou recueilli, c'est bien "
            "ainsi ; sinon, vérifiez les dates de naissance."
        )
        yield Oddity(child.key, _BIRTH, text)
    if child.birth_date >= months_after(household.month, 1):
        yield Oddity(child.key, _BIRTH, "Cet enfant n'est pas encore né : il est compté comme une naissance attendue.")
