"""What the pages say that no view says: how long to wait, what a refusal means, what to do after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

_PROBLEMS = Path(__file__).parent / "problems.yaml"
_ADVICES = {
    401: ("Connectez-vous de nouveau : vos informations sont gardées chez vos organismes, rien n'est perdu.",),
    403: (
        "Revenez à la page précédente, rechargez-la, puis recommencez.",
        "Si cela continue, déconnectez-vous puis connectez-vous de nouveau.",
    ),
    404: ("Vérifiez l'adresse de la page.", "Repartez de l'accueil : tous vos droits y sont."),
    409: ("Revenez à la page précédente et rechargez-la pour voir la dernière version.",),
    413: ("Raccourcissez votre texte, ou choisissez des fichiers plus légers, puis recommencez.",),
    421: ("Ouvrez le site à son adresse, par le bouton ci-dessous.",),
    422: ("Revenez à la page précédente et corrigez les informations signalées.",),
    429: (
        "Attendez un peu, puis rechargez la page.",
        "Vous n'avez rien fait de mal : cette limite protège vos données.",
    ),
}
# The address that FranceConnect leads back to serves once: loading it again fails once more.
_LOGIN_FAILED = (
    "Recommencez la connexion avec le bouton ci-dessous.",
    "Si cela ne marche pas, choisissez un autre compte FranceConnect : tous mènent aux mêmes droits.",
)
# Nothing typed is kept outside a session, nor longer than it: the next person at a shared computer would find it.
_LOST = "Rien n'a été envoyé. Connectez-vous de nouveau : vous devrez récrire ce que vous veniez d'écrire."
_FAILURE = (
    "Réessayez dans quelques minutes.",
    "Si vous veniez d'envoyer un formulaire, regardez d'abord dans « Mes déclarations » s'il est bien parti.",
)
_OTHER = ("Revenez à l'accueil et recommencez.",)


@dataclass(frozen=True)
class Happened:
    """What a refusal means, and the HTTP status that it comes with."""

    status: int
    text: str


@cache
def happened() -> Mapping[str, Happened]:
    """Every refusal that a person may meet, by the last part of its `type`."""
    read: dict[str, dict[str, str]] = yaml.safe_load(_PROBLEMS.read_text())["problems"]
    return MappingProxyType({slug: Happened(int(one["status"]), one["text"]) for slug, one in read.items()})


def soon(seconds: int) -> str:
    """`dans 30 secondes`, `dans une minute`, `dans 5 minutes`."""
    if seconds < 2:
        return "dans une seconde"
    if seconds < 60:
        return f"dans {seconds} secondes"
    minutes = -(-seconds // 60)
    return "dans une minute" if minutes == 1 else f"dans {minutes} minutes"


def advices(
    status: int, retry_in_seconds: int | None, *, typed: bool = False, login: bool = False, coming: bool = False
) -> tuple[str, ...]:
    """What to do now, most useful first. `typed`: what was refused is a form; `login`: it is a login; `coming`: the page loads itself again."""
    if coming and retry_in_seconds is not None:
        return (f"Ne faites rien : cette page se recharge toute seule {soon(retry_in_seconds)}.",)
    if login and status == 409:
        return _LOGIN_FAILED
    if typed and status == 401:
        return (_LOST,)
    known = _FAILURE if status >= 500 else _ADVICES.get(status, _OTHER)
    if retry_in_seconds is None or status not in (429, 503):
        return known
    return (f"Réessayez {soon(retry_in_seconds)}.", *known[1:])
