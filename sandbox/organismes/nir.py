"""The numéro d'inscription au répertoire (NIR) of the fictional people: its key, and what it says of sex and birth."""

import re

_SHAPE = re.compile(r"^[1-478]\d{2}(?:0[1-9]|1[0-2])(?:\d{2}|2[AB])\d{8}$")
_CORSICA = {"2A": "19", "2B": "18"}
_SEX = {"1": "male", "3": "male", "7": "male", "2": "female", "4": "female", "8": "female"}
# No commune has this code: a number that bears it belongs to nobody.
FICTIONAL_COMMUNE = "999"


def key_of(thirteen: str) -> int:
    """97 - (n mod 97), where Corsica's 2A counts as 19 and 2B as 18."""
    department = thirteen[5:7]
    return 97 - int(thirteen[:5] + _CORSICA.get(department, department) + thirteen[7:]) % 97


def is_well_formed(nir: str) -> bool:
    """15 characters whose key is right."""
    return bool(_SHAPE.match(nir)) and key_of(nir[:13]) == int(nir[13:])


def is_fictional(nir: str) -> bool:
    """Its commune does not exist, so that no real person can hold it."""
    return nir[7:10] == FICTIONAL_COMMUNE


def is_provisional(nir: str) -> bool:
    """Given while the registration is under way."""
    return nir[0] in "78"


def agrees_with(nir: str, gender: str, birthdate: str) -> bool:
    """Whether the number says this sex (`female`, `male`), this year and this month (`YYYY-MM-DD`)."""
    return _SEX[nir[0]] == gender and nir[1:3] == birthdate[2:4] and nir[3:5] == birthdate[5:7]
