"""Changes of who lives in the household. Each gives the household as it is from that day on, and what it assumed."""

from dataclasses import replace
from datetime import date

from services.simulator.domain.changes import Birth, ChildLeaving, Couple, PartnerDeath, Separation
from services.simulator.domain.changes_home import leaving_home
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.changes_series import month_of, paid_from, without_persons
from services.simulator.domain.changes_work import Changed, check_born, person_named
from services.simulator.domain.household import Household, Leave, Person, months_after
from services.simulator.domain.plausibility import too_young
from services.simulator.domain.timeline_ahead import Ahead
from services.simulator.domain.vocabulary import Activity, LeaveKind, Resource, Role, Union
from services.simulator.domain.wording import in_month

_MOST_PERSONS = 20
# The grant is due two months before the month of the birth (CSS D531-2).
_GRANTED_BEFORE = 2
NO_CHILD = "Indiquez combien d'enfants arrivent : un au moins."
NO_LEAVE = (
    "Les ressources des autres personnes ne changent pas ; seul compte un congé de maternité déjà prévu ou indiqué."
)
SAME_HOME = "Vous gardez le logement et son loyer."


def birth(household: Household, what: Birth, day: date) -> Changed:
    """Children born that day, under keys that nobody has."""
    count = what.children
    if count < 1:
        raise Impossible("children", NO_CHILD)
    if len(household.persons) + count > _MOST_PERSONS:
        raise Impossible("children", "Un foyer compte au plus vingt personnes.")
    free = (f"enfant_{rank}" for rank in range(1, 2 * _MOST_PERSONS))
    taken = {person.key for person in household.persons}
    keys = [key for key in free if key not in taken][:count]
    born = tuple(Person(key, Role.CHILD, day, activity=Activity.NONE) for key in keys)
    # Nobody expects any more the child who is there.
    persons = tuple(_delivered(person) for person in household.persons)
    nothing = {(key, None) for key in keys}
    household = household.changed(persons=(*persons, *born), without=household.without | nothing)
    return household, (
        "L'enfant vit toujours avec vous." if count == 1 else "Les enfants vivent toujours avec vous.",
        NO_LEAVE,
        _said_of_grant(household, day),
    )


def _delivered(person: Person) -> Person:
    """Somebody once the child is there: the leave around an expected birth goes on."""
    if person.expected_birth_date is None and not person.expecting:
        return person
    return replace(person, expected_birth_date=None, expecting=None, leave=person.leave or Leave(LeaveKind.MATERNITY))


def grant_of(day: date) -> Ahead:
    """The birth grant of a child born on that day, and the month in which it falls due."""
    return Ahead("prime-naissance", months_after(month_of(day), -_GRANTED_BEFORE))


def _said_of_grant(household: Household, day: date) -> str:
    due = grant_of(day).month
    if due < household.month:
        return (
            f"La prime à la naissance était due {in_month(due)}, au septième mois de grossesse : avant les mois montrés, elle n'est "
            "pas comptée ici. Une adoption a sa propre prime, qui ne l'est pas non plus."
        )
    return (
        f"La prime à la naissance est comptée {in_month(due)}, au septième mois de grossesse, si vos ressources l'ouvrent. Une "
        "adoption a sa propre prime, qui n'est pas comptée."
    )


def separation(household: Household, what: Separation, day: date) -> Changed:
    """The partner leaves with the children who are not named; each keeps their own resources."""
    partner = _partner(household, "Vous n'avez indiqué aucun conjoint : il n'y a pas de couple à séparer.")
    _check_children(household, what)
    leaving = {child.key for child in household.children} - what.children_staying
    paid_nothing = what.alimony_received_cents == 0
    household = _without_partner(household, partner, leaving, day)
    household = household.changed(
        persons=tuple(_of_one_parent(person, what, paid_nothing) for person in household.persons)
    )
    if what.home is not None:
        household = leaving_home(household).changed(home=what.home)
    me = household.applicant.key
    for kind, cents in (
        (Resource.ALIMONY_RECEIVED, what.alimony_received_cents),
        (Resource.ALIMONY_PAID, what.alimony_paid_cents),
    ):
        if cents:
            household = paid_from(household, (me, kind), day, cents)
    return household, _said_of_separation(household, what)


def couple(household: Household, what: Couple, day: date) -> Changed:
    """The partner comes with their resources. For the months before that a rule reads, they are told as they were."""
    del day  # What the partner earned before counts too: the law takes them as of the household over the whole reference quarter.
    if household.partner is not None:
        raise Impossible("partner", "Vous avez déjà indiqué un conjoint.")
    if what.partner.role is not Role.PARTNER:
        raise Impossible("partner.role", "La personne ajoutée doit être votre conjoint.")
    if household.union is not None:
        raise Impossible("partner", "Vous avez déjà indiqué vivre en couple : ajoutez votre conjoint à votre foyer.")
    if any(person.key == what.partner.key for person in household.persons):
        raise Impossible("partner.person", "Une autre personne du foyer porte déjà ce repère.")
    if young := too_young(what.partner, household.month):
        raise Impossible("partner.birth_date", young)
    if len(household.persons) >= _MOST_PERSONS:
        raise Impossible("partner", "Un foyer compte au plus vingt personnes.")
    resources = {(what.partner.key, kind): series for kind, series in what.resources.items()}
    applicant, others = household.applicant.key, [p for p in household.persons if p.role is Role.CHILD]
    household = household.changed(
        persons=(household.applicant, what.partner, *others),
        union=what.union,
        partner_unknown=False,
        alone_since_date=None,
        resources={**household.resources, **resources},
        tax_incomes=_own_tax_incomes(household, applicant) if what.union is Union.COHABITATION else {},
    )
    said = ["Pour le RSA et la prime d'activité, votre conjoint est compté sur tout le trimestre de référence."]
    if what.union is not Union.COHABITATION:
        said.append("Les revenus fiscaux de référence d'avant le couple ne sont plus utilisés.")
    return household, tuple(said)


def child_leaving(household: Household, what: ChildLeaving, day: date) -> Changed:
    """The child leaves, with their resources."""
    child = person_named(household, what.child, "child")
    if child.role is not Role.CHILD:
        raise Impossible("child", "Cette personne n'est pas un enfant à charge.")
    check_born(child, day)
    household = without_persons(household, [child.key])
    if not household.children:
        household = household.changed(alone_since_date=None)
    return household, (
        "L'enfant n'est plus à votre charge pour aucune aide. Une pension que vous lui verseriez n'est pas comptée.",
    )


def partner_death(household: Household, what: PartnerDeath, day: date) -> Changed:
    """The partner's resources end; a survivor's pension begins if it is told."""
    partner = _partner(household, "Vous n'avez indiqué aucun conjoint.")
    survived = _without_partner(household, partner, set(), day)
    orphans = tuple(replace(p, other_parent_absent=True) if p.role is Role.CHILD else p for p in survived.persons)
    # Only a spouse's death opens the survivor's pension and the allocation veuvage (CSS L353-1 and L356-1).
    widowed = household.union is Union.MARRIAGE
    household = survived.changed(persons=orphans, bereaved=widowed)
    said = ["Le capital décès et les contrats d'assurance ne sont pas comptés."]
    if not widowed:
        said.append("Sans mariage, il n'y a ni pension de réversion ni allocation veuvage.")
    if household.children:
        said.append("La personne décédée est supposée être l'autre parent des enfants.")
    if what.survivor_pension_cents is None:
        if widowed:
            said.append("Aucune pension de réversion n'est comptée : vous y avez peut-être droit.")
        return household, tuple(said)
    key = (household.applicant.key, Resource.SURVIVOR_PENSION)
    household = paid_from(household, key, day, what.survivor_pension_cents)
    return household, (*said, "La pension de réversion est versée dès le jour du décès.")


def _partner(household: Household, otherwise: str) -> Person:
    if household.partner is None:
        raise Impossible("", otherwise)
    return household.partner


def _check_children(household: Household, what: Separation) -> None:
    children = {child.key for child in household.children}
    if what.children_staying - children:
        raise Impossible("children_staying", "Une personne indiquée n'est pas un enfant de ce foyer.")
    if what.children_alternating - what.children_staying:
        raise Impossible(
            "children_alternating", "Un enfant en garde alternée doit aussi être indiqué parmi ceux qui restent."
        )


def _without_partner(household: Household, partner: Person, leaving: set[str], day: date) -> Household:
    was_taxed_alone = household.union is Union.COHABITATION
    left = without_persons(household, {partner.key, *leaving})
    # The notice of a married couple says nothing of one of them alone.
    incomes = left.tax_incomes if was_taxed_alone else {}
    return left.changed(union=None, alone_since_date=day if left.children else None, tax_incomes=incomes)


def _of_one_parent(person: Person, what: Separation, paid_nothing: bool) -> Person:
    if person.role is not Role.CHILD:
        return person
    alternating = person.key in what.children_alternating
    return replace(person, alternating_custody=alternating, other_parent_absent=paid_nothing and not alternating)


def _own_tax_incomes(household: Household, applicant: str) -> dict[tuple[int, str], int]:
    return {(year, person or applicant): cents for (year, person), cents in household.tax_incomes.items()}


def _said_of_separation(household: Household, what: Separation) -> tuple[str, ...]:
    said = ["Les ressources de votre conjoint ne sont plus comptées, même pour les mois passés."]
    if household.children and not what.alimony_received_cents:
        said.append(
            "Aucune pension alimentaire n'est reçue : l'allocation de soutien familial est comptée si vous y avez droit."
        )
    if what.home is None:
        said.append(SAME_HOME)
    if household.assets is not None:
        said.append("Le patrimoine indiqué reste compté en entier, faute de partage connu.")
    return (*said, "Les revenus fiscaux de référence du couple ne sont plus utilisés.")
