"""The NIR (numéro de sécurité sociale): 13 characters and a key of 2 digits, as INSEE builds it.

Source: INSEE's definition of the NIR (key: 97 minus the first 13 modulo 97; for Corsica, 2A counts as 19 and 2B as 18). Numbers that start with 7 or 8 are provisional: given while the
registration is under way, and accepted like the others.
"""

import re
from dataclasses import dataclass, field
from enum import Enum

from services.identity.domain.errors import NirInvalid

_SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]+")
_SHAPE = re.compile(r"(?P<sex>[123478])(?P<year>\d{2})(?P<month>\d{2})(?:\d{2}|2[AB])\d{3}\d{3}\d{2}", re.ASCII)
_CORSICA = {"2A": "19", "2B": "18"}
_MALE = frozenset("137")
_PROVISIONAL = frozenset("78")
_REAL_MONTHS = range(1, 13)
# INSEE writes a pseudo-month when the month of birth is not known.
_PSEUDO_MONTHS = (range(20, 43), range(50, 100))


class Sex(Enum):
    """Sex as the civil register writes it; the value is FranceConnect's."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Nir:
    """A NIR whose shape and key are right. `value`: 15 characters, no spaces, never shown by `repr`."""

    value: str = field(repr=False)

    @property
    def sex(self) -> Sex:
        return Sex.MALE if self.value[0] in _MALE else Sex.FEMALE

    @property
    def provisional(self) -> bool:
        """True for a number given while the registration is under way."""
        return self.value[0] in _PROVISIONAL

    @property
    def year(self) -> int:
        """The last two digits of the year of birth."""
        return int(self.value[1:3])

    @property
    def month(self) -> int | None:
        """The month of birth, None where a pseudo-month says that it is not known."""
        month = int(self.value[3:5])
        return month if month in _REAL_MONTHS else None


def key_of(body: str) -> int:
    """The key of the 13 characters: 97 - (n mod 97), Corsica's letters counted as 19 and 18."""
    department = _CORSICA.get(body[5:7], body[5:7])
    return 97 - int(body[:5] + department + body[7:]) % 97


def parse(text: str) -> Nir:
    """Reads what a person typed; spaces, dots and dashes do not count. Raises NirInvalid, which says what to check."""
    value = _SEPARATORS.sub("", text).upper()
    if len(value) == 13:
        raise NirInvalid.without_key()
    if len(value) != 15:
        raise NirInvalid.wrong_length()
    shape = _SHAPE.fullmatch(value)
    if shape is None or not _is_month(int(shape["month"])):
        raise NirInvalid.wrong_shape()
    if key_of(value[:13]) != int(value[13:]):
        raise NirInvalid.wrong_key()
    return Nir(value)


def _is_month(month: int) -> bool:
    return month in _REAL_MONTHS or any(month in pseudo for pseudo in _PSEUDO_MONTHS)
