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
    "Votre activité continue comme aujourd'hui jusqu'au départ : quatre trimestres validés chaque année travaillée.",
    "Les règles d'aujourd'hui restent les mêmes, y compris le calendrier de la suspension de la réforme des retraites.",
    "Seuls la retraite de base du régime général et des régimes alignés et les points Agirc-Arrco sont comptés.",
    "Cette estimation n'engage aucune caisse : votre relevé de carrière sur info-retraite.fr fait foi.",
)
_WAGE = "Votre salaire annuel moyen n'est pas connu : il est estimé d'après votre salaire actuel."
_NO_WAGE = "Ni votre salaire annuel moyen ni votre salaire actuel ne sont connus : un salaire au Smic est supposé."
_QUARTERS = "Vos trimestres validés ne sont pas connus : une carrière sans interruption depuis 22 ans est supposée."
_POINTS = "Vos points Agirc-Arrco ne sont pas connus : ils sont estimés d'après votre carrière."
_FARMER = (
    "La retraite des exploitants agricoles suit d'autres règles, que cette estimation ne couvre pas : le résultat n'est "
    "qu'un ordre de grandeur. Demandez votre estimation à la MSA."
)
_SELF_EMPLOYED = (
    "Votre retraite complémentaire d'indépendant n'est pas comptée : seule la retraite de base, alignée sur celle des "
    "salariés, est estimée."
)
_CIVIL_SERVANT = (
    "Si vous êtes fonctionnaire titulaire, d'autres règles s'appliquent : cette estimation ne vous concerne pas."
)
_IDLE = "Sans activité déclarée, aucun trimestre nouveau n'est compté."


@dataclass(frozen=True, slots=True)
class Known:
    """What the estimate stands on, assumed or not; wages gross, `average_wage_cents` a year, `gross_wage_cents` a month; `band` in hundredths of per
    cent; `missing`: the fields that were assumed."""

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


def known_of(household: Household, person: Person, rules: RetirementRules) -> Known:
    """What is known of a career, completed with plain assumptions."""
    career = person.career or Career()
    wage = _gross_wage(household, person, rules)
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
    missing = _missing(career)
    return Known(
        quarters, average, wage, points,
        children=career.children_raised if career.children_raised is not None else len(household.children),
        works=person.activity in _WORKING,
        earns_points=person.activity is Activity.EMPLOYEE,
        band=_BAND_KNOWN + sum(_BANDS[field] for field in missing) + _BAND_REGIME * (person.activity in _OTHER_REGIMES),
        missing=missing,
        wage_seen=wage > 0,
    )  # fmt: skip


def assumptions_of(person: Person, known: Known, rules: RetirementRules) -> tuple[str, ...]:
    """Everything that was assumed, in plain French."""
    said = {
        "career.average_annual_wage_cents": _WAGE if known.wage_seen else _NO_WAGE,
        "career.validated_quarters": _QUARTERS,
        "career.complementary_points": _POINTS,
    }
    by_activity = {Activity.FARMER: _FARMER, Activity.SELF_EMPLOYED: _SELF_EMPLOYED, Activity.EMPLOYEE: _CIVIL_SERVANT}
    assumed = [text for field, text in said.items() if field in known.missing]
    if person.activity in by_activity:
        assumed.append(by_activity[person.activity])
    if not known.works:
        assumed.append(_IDLE)
    return (*assumed, *_ALWAYS, *rules.notes)


_WITHOUT_POINTS = frozenset({Activity.SELF_EMPLOYED, Activity.FARMER})
_OTHER_REGIMES = _WITHOUT_POINTS
_BANDS = {
    "career.validated_quarters": _BAND_QUARTERS,
    "career.average_annual_wage_cents": _BAND_WAGE,
    "career.complementary_points": _BAND_POINTS,
}


def _missing(career: Career) -> tuple[str, ...]:
    known = {
        "career.validated_quarters": career.validated_quarters,
        "career.average_annual_wage_cents": career.average_annual_wage_cents,
        "career.complementary_points": career.complementary_points,
    }
    return tuple(field for field, value in known.items() if value is None)


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
