"""What an organisme may write to a person, and in which words: checked before it is kept."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.notify.domain.errors import UnreadableMessage
from services.notify.domain.plain_text import bare, has_address, is_shown

_LONGEST_TITLE, _LONGEST_BODY, _LONGEST_REFERENCE = 120, 5000, 200
_LONGEST = timedelta(days=366)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Words of money and of health, of which nothing may be read over a shoulder.
_MONEY = re.compile(r"€|\beuros?\b|\d[\d ]*,\d\d\b|\bindus?\b|\bdettes?\b|\btrop[- ]perçus?\b|\bsaisies?\b|\bmontants?\b", re.IGNORECASE)  # fmt: skip
_HEALTH = re.compile(
    r"\bmaladies?\b|\bmédica\w*|\bsanté\b|\bsoins?\b|\bhandicap\w*|\binvalidité\b|\bgrossesses?\b|\bmaternité\b|\bcancer\w*"
    r"|\barrêts? de travail\b|\bhôpita\w*|\bhospitalis\w*|\bdiagnosti\w*|\btraitements?\b|\baffections?\b|\bALD\b|\bAAH\b|\bdépistages?\b|\bvaccin\w*",
    re.IGNORECASE,
)
NEUTRAL_TITLE = "Un message vous attend"


class Withdrawn(StrEnum):
    """Why an organisme takes a message back; the names of the contract."""

    DONE = "DONE"
    VOID = "VOID"


@dataclass(frozen=True, slots=True)
class Put:
    """A message as an organisme writes it."""

    organisme: str
    reference: str
    version: int
    pseudonym: str
    title: str
    body: str
    health: bool
    due: date | None
    valid_until: datetime
    legal_effect: bool
    benefit: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that an organisme takes back."""

    organisme: str
    reference: str
    pseudonym: str
    reason: Withdrawn


def check_reference(reference: str, pseudonym: str) -> None:
    """Raises UnreadableMessage where no database could hold them."""
    for text in (reference, pseudonym):
        if not text or len(text) > _LONGEST_REFERENCE or _CONTROL.search(text):
            raise UnreadableMessage("La référence ou le pseudonyme est vide, ou illisible.")


def checked(put: Put, now: datetime) -> Put:
    """The message as it may be shown. Raises UnreadableMessage for what the contract forbids.

    A title that tells of health or money is replaced: the person must not lose the message by the fault of who wrote it.
    """
    check_reference(put.reference, put.pseudonym)
    if put.version < 1:
        raise UnreadableMessage("La version commence à 1.")
    if not 0 < len(put.title.strip()) <= _LONGEST_TITLE or "\n" in put.title:
        raise UnreadableMessage("Le titre est vide, ou dépasse 120 caractères.")
    if not 0 < len(put.body.strip()) <= _LONGEST_BODY:
        raise UnreadableMessage("Le texte est vide, ou dépasse 5 000 caractères.")
    if not (is_shown(put.title) and is_shown(put.body)):
        raise UnreadableMessage("Le titre ou le texte contient ce qui ne s'affiche pas, ou n'affiche rien.")
    if has_address(put.title) or has_address(put.body):
        raise UnreadableMessage("Le titre ou le texte contient un lien, ou l'adresse d'un site ou d'une messagerie.")
    if put.valid_until > now + _LONGEST:
        raise UnreadableMessage("Un message ne reste pas plus d'un an.")
    title = NEUTRAL_TITLE if tells_too_much(put.title) else put.title.strip()
    return replace(put, title=title, body=put.body.strip())


def tells_too_much(title: str) -> bool:
    """Whether a title tells something of health or money."""
    read = bare(title)
    return bool(_MONEY.search(read) or _HEALTH.search(read))
