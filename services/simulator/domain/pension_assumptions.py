"""What a retirement estimate starts from, and what had to be assumed, said in plain French."""

from dataclasses import dataclass
from datetime import date

from services.simulator.domain.household import Career, Household, Person, months_after
from services.simulator.domain.pension_rules import RetirementRules
from services.simulator.domain.vocabulary import Activity, Resource

_WORKING = frozenset(
    {
        Activity.EMPLOYEE,
        Activity.SELF_EMPLOYED,
        Activity.FARMER,
        Activity.JOB_SEEKER,
        Activity.APPRENTICE,
        Activity.SICK_LEAVE,
    }
)
_START_OF_WORK = 22 * 12
# Hundredths of per cent that each thing not known adds to the band: our own judgement, wide on purpose.
_BAND_KNOWN, _BAND_WAGE, _BAND_QUARTERS, _BAND_POINTS, _BAND_REGIME = 300, 800, 800, 400, 1000

_ALWAYS = (
    "Les montants sont bruts, en euros d'aujourd'hui : ni inflation, ni hausse de salaire n'est ajoutée.",
    "Les règles d'aujourd'hui restent les mêmes, y compris le calendrier de la suspension de la réforme des retraites.",
    "Seuls la retraite de base du régime général et des régimes alignés et les points Agirc-Arrco sont comptés.",
    "Cette estimation n'engage aucune caisse : votre relevé de carrière sur info-retraite.fr fait foi.",
)
_GOES_ON = (
    "Votre activité continue comme aujourd'hui jusqu'au départ : quatre trimestres validés chaque année travaillée."
)
_WAGE = "Votre salaire annuel moyen n'est pas connu : il est estimé d'après votre salaire actuel."
_NO_WAGE = "Ni votre salaire annuel moyen ni votre salaire actuel ne sont connus : un salaire au Smic est supposé."
_QUARTERS = "Vos trimestres validés ne sont pas connus : une carrière sans interruption depuis 22 ans est supposée."
_POINTS = "Vos points Agirc-Arrco ne sont pas connus : ils sont estimés d'après votre carrière."
_NO_POINTS = "Aucun point Agirc-Arrco n'est compté : si vous avez été salarié ou salariée, ils s'ajoutent."
_PROFIT = "Votre revenu annuel moyen n'est pas connu : il est estimé d'après votre bénéfice de la dernière année."
_FARMER = (
    "Depuis 2026, la retraite de base des exploitants agricoles se calcule sur les 25 meilleures années, comme celle des "
    "salariés ; avant 2028, la MSA paie d'abord un montant provisoire. Votre complémentaire (RCO) n'est pas comptée : seul "
    "le haut de la fourchette en tient compte. Demandez votre estimation à la MSA."
)
_SELF_EMPLOYED = (
    "Votre retraite complémentaire d'indépendant (RCI) n'est pas comptée : seule la retraite de base, alignée sur celle des "
    "salariés, est estimée, et seul le haut de la fourchette tient compte de la complémentaire. Les professions libérales "
    "réglementées ont d'autres caisses, que cette estimation ne couvre pas."
)
_SMALL_PROFIT = "Une année de très petit bénéfice peut valider moins de quatre trimestres."
_CIVIL_SERVANT = (
    "Si vous êtes fonctionnaire titulaire, d'autres règles s'appliquent : cette estimation ne vous concerne pas."
)
_IDLE = "Sans activité aujourd'hui, aucun trimestre nouveau n'est compté."
_NO_ACTIVITY = (
    "Votre activité n'est pas connue. Le montant ne compte aucun trimestre nouveau ; la fourchette va de qui ne travaille plus, ou n'a pas de points "
    "Agirc-Arrco, à qui travaille jusqu'au départ, salarié ou indépendant. Dites-nous votre activité pour la resserrer."
)
_NO_ACTIVITY_POINTS = (
    "Vos points Agirc-Arrco ne sont pas connus, ni votre activité : le montant en compte comme si vous aviez toujours été salarié ou salariée, le bas "
    "de la fourchette n'en compte pas."
)
MINIMUM_PAID = (
    "Vous êtes déjà à la retraite : votre caisse de retraite l'ajoute d'elle-même à la pension, s'il vous est dû. Il n'y a rien à demander, il est déjà dans ce "
    "que vous recevez. Votre notification de retraite, ou votre caisse (Assurance retraite, MSA), vous dira s'il y est."
)
MINIMUM_BY_FUND = (
    "Votre caisse de retraite (Assurance retraite, MSA ; CSSM à Mayotte) le calcule d'elle-même quand elle liquide votre pension : il n'y a rien à "
    "demander, et nous ne pouvons pas le dire à sa place."
)
ALREADY_RETIRED = "Vous êtes déjà à la retraite : il n'y a pas de départ à estimer. Votre caisse connaît votre pension."
IN_MAYOTTE = (
    "À Mayotte, la retraite suit d'autres règles, que cette estimation ne couvre pas : la caisse de sécurité sociale de Mayotte "
    "(CSSM) connaît vos droits."
)
TOO_LATE = (
    "À partir de 71 ans, nous n'estimons plus de départ : votre relevé de carrière sur info-retraite.fr et votre caisse "
    "vous diront vos droits."
)
_LAST_AGE = 71
_PENSIONS = frozenset({"retraite-base", "retraite-complementaire", "minimum-contributif"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the estimate stands on, assumed or not; wages gross, `average_wage_cents` a year, `gross_wage_cents` a month; `band` in hundredths of per
    cent; `missing`: the fields that were assumed; `uncounted`: what a complementary pension that the model has not may add to the base one, at
    most, in ten-thousandths."""

    quarters: int
    average_wage_cents: int
    gross_wage_cents: int
    points: int
    children: int
    works: bool
    earns_points: bool
    band: int
    missing: tuple[str, ...]
    wage_seen: bool
    uncounted: int = 0

    @property
    def quarters_assumed(self) -> bool:
        """Whether the quarters are ours, and not those of a career statement."""
        return "career.validated_quarters" in self.missing


def not_estimated(household: Household, person: Person) -> str:
    """Why no pension to come can be estimated; empty when one can be."""
    if person.activity is Activity.RETIRED or _pensioned(household, person):
        return ALREADY_RETIRED
    if household.in_mayotte:
        return IN_MAYOTTE
    return TOO_LATE if months_after(person.birth_date, 12 * _LAST_AGE) <= household.month else ""


def _pensioned(household: Household, person: Person) -> bool:
    paid = household.resources.get((person.key, Resource.RETIREMENT_PENSION))
    told = paid is not None and bool(paid.at(household.month))
    rights = (one for one in household.received if one.open and one.benefit in _PENSIONS)
    return told or any(one.person == person.key or (not one.person and not household.partner) for one in rights)


def known_of(household: Household, person: Person, rules: RetirementRules) -> Known:
    """What is known of a career, completed with plain assumptions."""
    career = person.career or Career()
    wage = _profit(household, person) or _gross_wage(household, person, rules)
    minimum = rules.minimum_wage_cents
    quarters = career.validated_quarters
    if quarters is None:
        quarters = _assumed_quarters(person.birth_date, household.month)
    average = career.average_annual_wage_cents
    if average is None:
        average = (wage or minimum) * 12
    points = career.complementary_points
    if points is None:
        points = _assumed_points(quarters, average, rules) if person.activity not in _WITHOUT_POINTS else 0
    missing = _missing(person, career)
    return Known(
        quarters, average, wage, points,
        children=career.children_raised if career.children_raised is not None else len(household.children),
        works=person.activity in _WORKING,
        earns_points=person.activity is Activity.EMPLOYEE,
        band=_BAND_KNOWN + sum(_BANDS[field] for field in missing) + _BAND_REGIME * (person.activity in _OTHER_REGIMES),
        missing=missing,
        wage_seen=wage > 0,
        uncounted=rules.uncounted.get(person.activity, 0) if person.activity else 0,
    )  # fmt: skip


def assumptions_of(person: Person, known: Known, rules: RetirementRules) -> tuple[str, ...]:
    """Everything that was assumed, in plain French."""
    own = person.activity in _WITHOUT_POINTS
    said = {
        "career.average_annual_wage_cents": (_PROFIT if own else _WAGE) if known.wage_seen else _NO_WAGE,
        "career.validated_quarters": _QUARTERS,
        "career.complementary_points": _NO_POINTS if own else _POINTS if person.activity else _NO_ACTIVITY_POINTS,
    }
    by_activity = {Activity.FARMER: _FARMER, Activity.SELF_EMPLOYED: _SELF_EMPLOYED, Activity.EMPLOYEE: _CIVIL_SERVANT}
    assumed = [text for field, text in said.items() if field in known.missing]
    if person.activity in by_activity:
        assumed.append(by_activity[person.activity])
    if own:
        assumed.append(_SMALL_PROFIT)
    if person.activity is None:
        assumed.append(_NO_ACTIVITY)
    else:
        assumed.append(_GOES_ON if known.works else _IDLE)
    return (*assumed, *_ALWAYS, *rules.notes)


_PROFITS = {Activity.SELF_EMPLOYED: Resource.SELF_EMPLOYED_PROFIT, Activity.FARMER: Resource.FARM_PROFIT}
_WITHOUT_POINTS = frozenset(_PROFITS)
_OTHER_REGIMES = _WITHOUT_POINTS
_BANDS = {
    "activity": _BAND_QUARTERS,
    "career.validated_quarters": _BAND_QUARTERS,
    "career.average_annual_wage_cents": _BAND_WAGE,
    "career.complementary_points": _BAND_POINTS,
}


def _missing(person: Person, career: Career) -> tuple[str, ...]:
    known = {
        "activity": person.activity,
        "career.validated_quarters": career.validated_quarters,
        "career.average_annual_wage_cents": career.average_annual_wage_cents,
        "career.complementary_points": career.complementary_points,
    }
    return tuple(field for field, value in known.items() if value is None)


def _profit(household: Household, person: Person) -> int:
    """The mean monthly profit of the last year, for who lives on one; 0 when there is none."""
    kind = _PROFITS.get(person.activity) if person.activity else None
    series = household.resources.get((person.key, kind)) if kind else None
    if series is None:
        return 0
    told = [cents for n in range(12) if (cents := series.at(months_after(household.month, -n))) is not None]
    return max(0, sum(told) // len(told)) if told else 0


def _gross_wage(household: Household, person: Person, rules: RetirementRules) -> int:
    """The gross wage of the last month that says one, within a year; 0 when none does."""
    series = household.resources.get((person.key, Resource.WAGE))
    if series is None:
        return 0
    amounts = (series.at(months_after(household.month, -n)) for n in range(13))
    return next((rules.wages.gross(amount, series.basis) for amount in amounts if amount), 0)


def _assumed_quarters(birth: date, month: date) -> int:
    age = (month.year - birth.year) * 12 + month.month - birth.month
    return max(0, age - _START_OF_WORK) // 3


def _assumed_points(quarters: int, average_cents: int, rules: RetirementRules) -> int:
    values = rules.values[-1]
    below = min(average_cents, values.wage_ceiling_cents)
    yearly = below * rules.points_rate_below / 10_000 / (values.point_price / 100)
    return round(yearly * quarters / 4)
