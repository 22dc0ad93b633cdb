"""What a change does, said in one or two plain French sentences."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.simulator.domain.results import Eligibility
from services.simulator.domain.timeline import Cliff, Difference

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SAID = 2
_NAMED = 3
_SMALL_CENTS = 100
OPENED = (
    "Vous demandez le RSA ou la prime d'activité dès que le droit s'ouvre : le montant est alors fixé pour trois mois, "
    "puis revu tous les trois mois."
)

Names = Mapping[str, str]


def month_in_words(month: date) -> str:
    """ "mars 2027"."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def of_month(month: date) -> str:
    """ "de mars 2027", "d'avril 2027"."""
    words = month_in_words(month)
    return f"d'{words}" if words[0] in "ao" else f"de {words}"


def euros(cents: int) -> str:
    """Whole euros as they are read, without the sign: "1 204 €"; cents below 10 €."""
    size = abs(cents)
    if size < 10_00:
        return f"{size // 100},{size % 100:02d} €"
    return f"{(size + 50) // 100:,} €".replace(",", " ")


def summary(differences: Sequence[Difference], months: int, gain_cents: int | None, names: Names) -> str:
    """The two rights that move the most, then all counted; `gain_cents` None: what cannot be told would be part of it."""
    told = [_sentence(rows, names) for rows in _most_telling(differences)]
    total = "" if gain_cents is None else _all_counted(months, gain_cents)
    said = " ".join(sentence for sentence in (*told, total if differences else "") if sentence)
    if said:
        return said
    if gain_cents is None:
        return "Nous ne pouvons pas encore dire ce qui changerait dans vos droits."
    return "Aucun des droits que nous savons calculer ne changerait, sur les mois montrés."


def cliff_text(cliff: Cliff, names: Names) -> str:
    """What is lost in that month, and by what."""
    text = (
        f"En {month_in_words(cliff.month)}, vous auriez {euros(cliff.loss_cents)} de moins que le mois d'avant, "
        "alors que vos autres ressources ne baissent pas"
    )
    falling = [name_in_sentence(names.get(benefit, benefit)) for benefit in cliff.benefits[:_SAID]]
    if not falling:
        return f"{text}."
    several = len(falling) > 1 or falling[0].startswith("vos ")
    says = ("ce sont", "baissent") if several else ("c'est", "baisse")
    return f"{text} : {says[0]} surtout {' et '.join(falling)} qui {says[1]}."


def doubt_text(benefits: Sequence[str], names: Names) -> str:
    """What cannot be told of the change; empty when everything can."""
    if not benefits:
        return ""
    told = ", ".join(names.get(benefit, benefit) for benefit in benefits[:_NAMED])
    more = " et d'autres aides" if len(benefits) > _NAMED else ""
    return f"Nous ne pouvons pas encore dire ce qui changerait pour : {told}{more}."


def calendar_text(totals: Sequence[int]) -> str:
    """What the quarter of declaration decides; empty when it decides nothing. `totals`: over the months, one per calendar, in cents."""
    if max(totals) - min(totals) < _SMALL_CENTS:
        return ""
    return (
        "Le RSA et la prime d'activité sont fixés pour trois mois à chaque déclaration : selon le mois de la vôtre, ce que "
        f"vous en recevez sur les mois montrés va de {euros(min(totals))} à {euros(max(totals))}."
    )


def name_in_sentence(name: str) -> str:
    """The name after "votre" or "vos": "Prime d'activité" → "votre prime d'activité"; acronyms keep their capitals."""
    first = name.split(" ", 1)[0]
    lower = name if len(first) > 1 and first[1].isupper() else name[0].lower() + name[1:]
    return f"{'vos' if _is_plural(name) else 'votre'} {lower}"


def _is_plural(name: str) -> bool:
    first = name.split(" ", 1)[0]
    return first.endswith("s") and not first.isupper()


def _most_telling(differences: Sequence[Difference]) -> list[list[Difference]]:
    rows: dict[tuple[str, str], list[Difference]] = {}
    for difference in differences:
        rows.setdefault((difference.benefit, difference.person), []).append(difference)
    # What is in doubt is said apart.
    known = (row for row in rows.values() if Eligibility.UNKNOWN not in (row[-1].before, row[-1].after))
    return sorted(known, key=lambda row: -abs(sum(difference.gain_cents for difference in row)))[:_SAID]


def _sentence(rows: Sequence[Difference], names: Names) -> str:
    """The first month says when, the last one how much: between the two stands the transition."""
    first, last = _settled(rows), rows[-1]
    start = f"À partir {of_month(first.month)}"
    name = names.get(last.benefit, last.benefit)
    yours, plural = name_in_sentence(name), _is_plural(name)
    if last.before is Eligibility.NOT_ELIGIBLE:
        return f"{start}, vous auriez droit à {_named(rows, last.after_cents, name)}."
    if last.after is Eligibility.NOT_ELIGIBLE:
        gone = next(row for row in rows if row.after is Eligibility.NOT_ELIGIBLE)
        return f"À partir {of_month(gone.month)}, vous n'auriez plus {_lost(rows, last.before_cents, yours)}."
    if not last.gain_cents:
        return ""
    verb = ("augmenter" if last.gain_cents > 0 else "baisser") + ("aient" if plural else "ait")
    return f"{start}, {yours} {verb} de {_amount(rows, last.gain_cents)}."


def _settled(rows: Sequence[Difference]) -> Difference:
    """The first month that moves as the last one does: a transition may begin the other way."""
    wrong = [rank for rank, row in enumerate(rows) if row.gain_cents * rows[-1].gain_cents < 0]
    return rows[wrong[-1] + 1 if wrong else 0]


def _named(rows: Sequence[Difference], cents: int, name: str) -> str:
    # A cover has no amount.
    return f"{_amount(rows, cents)} : {name}" if cents else f"cette aide : {name}"


def _lost(rows: Sequence[Difference], cents: int, yours: str) -> str:
    return f"{yours} ({_amount(rows, cents)})" if cents else yours


def _amount(rows: Sequence[Difference], cents: int) -> str:
    """Per month where it lasts; what stands in one month only is no monthly amount."""
    return euros(cents) + (" par mois" if len(rows) > 1 else "")


def _all_counted(months: int, gain_cents: int) -> str:
    span = "sur un an" if months == 12 else f"sur {months} mois" if months > 1 else "ce mois-là"
    if abs(gain_cents) < _SMALL_CENTS:
        return f"Tout compté, {span}, vos ressources resteraient les mêmes."
    return f"Tout compté, {span}, vous auriez {euros(gain_cents)} de {'plus' if gain_cents > 0 else 'moins'}."
