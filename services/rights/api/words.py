"""The sentences that a person reads in this service's answers."""

from datetime import date

from services.rights.domain.catalogue import Benefit, Catalogue
from services.rights.domain.continuity import Gap
from services.rights.domain.rights import Appeal
from services.rights.domain.view import PotentialRight
from services.rights.domain.vocabulary import Answer

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def day(on: date) -> str:
    """1er mai 2026, 12 mai 2026."""
    return f"{'1er' if on.day == 1 else on.day} {_MONTHS[on.month - 1]} {on.year}"


def appeal(found: Appeal, on: date) -> str:
    """How to contest a decision, and until when."""
    if found.deadline is None:
        return found.body
    if found.deadline < on:
        past = f"Pour la décision que nous connaissons, le délai a pris fin le {day(found.deadline)}."
        return f"{found.body} {past} Chaque nouvelle décision, un refus ou un changement de montant par exemple, ouvre un nouveau délai."
    return f"{found.body} Vous avez jusqu'au {day(found.deadline)}."


def potential(benefit: Benefit, found: PotentialRight) -> str:
    """What a benefit is, and whether the person may hold it already."""
    if found.held is Answer.UNKNOWN:
        return f"{benefit.description} Nous ne pouvons pas dire ici si vous l'avez déjà."
    return benefit.description


def because(found: PotentialRight, catalogue: Catalogue, on: date) -> str:
    """Why a benefit may concern the person; empty where nothing points at it."""
    if not found.because:
        return ""
    names = ", ".join(catalogue.benefits[b].name_on(on) for b in found.because)
    return f"Ce droit va souvent avec un droit que vous avez : {names}."


def remedy(gap: Gap, catalogue: Catalogue, on: date) -> str:
    """What to do about days without cover."""
    name = catalogue.benefits[gap.remedy].name_on(on)
    if gap.is_requested:
        return "Une demande est en cours. Suivez-la auprès de l'organisme."
    advice = f"Vous pouvez demander ce droit : {name}."
    if gap.is_certain:
        return advice
    return f"Il se peut que vous soyez couvert autrement, ou qu'une réponse nous manque. Sinon : {advice[0].lower()}{advice[1:]}"


def hidden(count: int) -> str:
    """Something about health is there, and not shown to this login."""
    if not count:
        return ""
    what = "Une information de santé est masquée" if count == 1 else f"{count} informations de santé sont masquées"
    return f"{what}. Pour voir tout, reconnectez-vous avec un compte plus sûr (FranceConnect+)."
