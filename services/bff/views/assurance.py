"""What a simple login may not see: how many, and the way to see it; or where it can be seen, if a stronger login is not offered here."""

from dataclasses import dataclass

from services.bff.views.base import Link
from services.bff.views.french import counted

STEP_UP = Link(text="Se connecter avec un compte plus sûr", href="/connexion?niveau=renforce")
_STRONGER = "connectez-vous avec un compte plus sûr pour voir le détail."
_ELSEWHERE = (
    "ces informations ne peuvent pas encore être vues ici. "
    "Vous les trouverez sur le site de l'organisme qui gère votre assurance maladie."
)


@dataclass(frozen=True)
class Withheld:
    """What is said of what is hidden; nothing where nothing is."""

    text: str | None
    step_up: Link | None


def withheld(count: int, one: str, many: str, *, step_up: bool) -> Withheld:
    """`one` and `many` say what is not shown. `step_up`: whether a stronger login is offered."""
    if not count:
        return Withheld(None, None)
    return concealed(counted(count, one, many), step_up=step_up)


def concealed(what: str, *, step_up: bool) -> Withheld:
    """`what` is not shown, in words that begin a sentence. `step_up`: whether a stronger login is offered."""
    return Withheld(f"{what} : {_STRONGER if step_up else _ELSEWHERE}", STEP_UP if step_up else None)
