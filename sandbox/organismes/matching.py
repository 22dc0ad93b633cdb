"""Whether two civil statuses are the same person's, as an organisme compares them. Pure."""

import re
import unicodedata
from datetime import date

from mesdroits.common.v1 import date_pb2

from sandbox.organismes.dates import from_proto
from sandbox.organismes.personas import StrictIdentity

_NOT_LETTER = re.compile(r"[^a-z]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def is_same_person(known: StrictIdentity, given_names: str, family_name: str, birth_date: date_pb2.Date) -> bool:
    """The family name, the first given name and the birth date agree; case, accents and hyphens do not count."""
    asked = _words(given_names)
    return (
        _words(known.family_name) == _words(family_name)
        and asked[: len(first := _words(known.given_names[0]))] == first
        and _same_birth(date.fromisoformat(known.birthdate), birth_date)
    )


def _words(name: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", name.lower().translate(_LIGATURES))
    without_accents = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_LETTER.sub(" ", without_accents).split()


def _same_birth(known: date, asked: date_pb2.Date) -> bool:
    """A first of the month, or of January, may stand for a day that nobody knows."""
    given = from_proto(asked)
    if given is None or given.year != known.year:
        return False
    if given == known or (given.month, given.day) == (1, 1):
        return True
    return given.month == known.month and given.day == 1
