"""Numbers, months and households as they are written in French."""

from datetime import date

from services.simulator.domain.explanation import Unit
from services.simulator.domain.household import Household, Person, months_after
from services.simulator.domain.vocabulary import Role

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_THIN, _HARD = "\u202f", "\u00a0"
# The reference quarter was moved one month back, nationwide, in March 2025.
_MOVED = date(2025, 3, 1)


def number(value: float, decimals: int = 2, *, short: bool = False) -> str:
    """`1 368,55`; `short`: without needless zeros."""
    text = f"{abs(value):,.{decimals}f}".replace(",", _THIN).replace(".", ",")
    if short and "," in text:
        text = text.rstrip("0").rstrip(",")
    return f"-{text}" if value < 0 and text.strip("0,") else text


def euros(value: float) -> str:
    """`1 368,55 €`."""
    return f"{number(value)}{_HARD}€"


def written(value: float, unit: Unit) -> str:
    """A value as it is read."""
    match unit:
        case Unit.EUROS:
            return euros(value)
        case Unit.EUROS_A_YEAR:
            return f"{euros(value)} par an"
        case Unit.EUROS_A_DAY:
            return f"{euros(value)} par jour"
        case Unit.PERCENT:
            return f"{number(value * 100, 3, short=True)}{_HARD}%"
        case Unit.YES_NO:
            return "oui" if value else "non"
    return _counted(value, unit)


def _counted(value: float, unit: Unit) -> str:
    short = number(value, 3, short=True)
    match unit:
        case Unit.AGE:
            return f"{short} ans"
        case Unit.AGE_IN_MONTHS:
            years, months = divmod(int(value), 12)
            return f"{years} ans et {months} mois" if months else f"{years} ans"
        case Unit.MONTHS:
            return f"{short} mois"
        case Unit.TIMES:
            return f"{short} fois"
        case Unit.HOURLY_SMIC:
            return f"{short} fois le Smic horaire"
    return short


def month_name(month: date) -> str:
    """`octobre 2026`."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def day_name(day: date) -> str:
    """`1er mai 2027`."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def quarter(month: date) -> tuple[int, int, int]:
    """The three months of resources that RSA and prime d'activité look at, as months before the month computed."""
    return (4, 3, 2) if month >= _MOVED else (3, 2, 1)


def quarter_name(month: date) -> str:
    """`de juillet à septembre 2026`."""
    ago = quarter(month)
    first, last = months_after(month, -ago[0]), months_after(month, -ago[-1])
    start = _MONTHS[first.month - 1] if first.year == last.year else month_name(first)
    return f"{'d’' if start[0] in 'ao' else 'de '}{start} à {month_name(last)}"


def home_name(household: Household) -> str:
    """`un couple et deux enfants`."""
    adults = "un couple" if household.partner else "une personne seule"
    count = len(household.children)
    if not count:
        return adults
    words = ("un enfant", "deux enfants", "trois enfants", "quatre enfants", "cinq enfants", "six enfants")
    return f"{adults} et {words[count - 1] if count <= len(words) else f'{count} enfants'}"


def person_name(household: Household, person: Person) -> str:
    """`vous`, `votre conjoint`, `votre enfant de 8 ans`."""
    if person.role is Role.APPLICANT:
        return "vous"
    if person.role is Role.PARTNER:
        return "votre conjoint"
    return f"votre enfant de {age(person, household.month)} ans"


def age(person: Person, day: date) -> int:
    """Whole years."""
    born = person.birth_date
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def filled(label: str, household: Household, month: date, person: Person | None = None, *, whole: bool = False) -> str:
    """A label with what it says of the household and of its month; `whole`: of each of the three months of resources."""
    return label.format(
        mois=f"chacun des mois {quarter_name(household.month)}" if whole else month_name(month),
        trimestre=quarter_name(household.month),
        annee=month.year,
        annee_ressources=month.year - 2,
        foyer=home_name(household),
        personne=person_name(household, person) if person else "",
    )
