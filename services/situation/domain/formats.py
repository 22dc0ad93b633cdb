"""Formats that a field may have to follow: each check says in plain French what is wrong, or nothing."""

import re
from collections.abc import Callable

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_COMMUNE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")
# Length of an IBAN in the countries of the SEPA area most met; elsewhere the key alone decides (ISO 13616).
_IBAN_LENGTHS = {"FR": 27, "MC": 27, "BE": 16, "DE": 22, "ES": 24, "IT": 27, "LU": 20, "NL": 18, "PT": 25, "CH": 21}
# Rank of a letter in a French account number (RIB key): A-I, J-R and S-Z (which starts at 2).
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
# La Poste's SIRETs do not follow Luhn; the sum of their digits is a multiple of 5 (Insee).
_LA_POSTE = "356000000"


def postal_code(value: str) -> str | None:
    """A French postal code: 5 digits."""
    return None if re.fullmatch(r"[0-9]{5}", value) else "Indiquez un code postal de 5 chiffres."


def commune_code(value: str) -> str | None:
    """An Insee code of a commune: 5 characters, Corsica included."""
    return None if _COMMUNE.fullmatch(value) else "Indiquez le code Insee de la commune (5 caractères)."


def country_code(value: str) -> str | None:
    """An Insee code of a country: 99 and 3 digits."""
    return None if re.fullmatch(r"99[0-9]{3}", value) else "Choisissez un pays dans la liste."


def telephone(value: str) -> str | None:
    """A number in E.164."""
    if _E164.fullmatch(value):
        return None
    return "Indiquez un numéro au format international, par exemple +33612345678."


def email(value: str) -> str | None:
    """An address with one @ and a domain; whether it exists is for a message to tell."""
    return (
        None if _EMAIL.fullmatch(value) else "Indiquez une adresse électronique complète, par exemple nom@exemple.fr."
    )


def siret(value: str) -> str | None:
    """14 digits, checked by Luhn's key."""
    if not re.fullmatch(r"[0-9]{14}", value):
        return "Indiquez un SIRET de 14 chiffres."
    if _luhn(value) or (value.startswith(_LA_POSTE) and sum(map(int, value)) % 5 == 0):
        return None
    return "Ce SIRET n'existe pas : vérifiez les chiffres."


def iban(value: str) -> str | None:
    """ISO 13616: modulo 97 is 1; a French one has a right RIB key besides."""
    if not _IBAN.fullmatch(value):
        return "Indiquez un IBAN sans espaces, par exemple FR14 suivi de 23 caractères."
    expected = _IBAN_LENGTHS.get(value[:2])
    if expected is not None and len(value) != expected:
        return f"Un IBAN qui commence par {value[:2]} a {expected} caractères."
    if _mod97(value[4:] + value[:4]) != 1 or (value[:2] in ("FR", "MC") and not _rib(value[4:])):
        return "Cet IBAN comporte une erreur : vérifiez les caractères."
    return None


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if rank % 2 else 1) for rank, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _mod97(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97


def _rib(account: str) -> bool:
    digits = account.translate(_RIB_LETTERS)
    bank, branch, number, key = int(digits[:5]), int(digits[5:10]), int(digits[10:21]), account[21:]
    return key == f"{97 - (89 * bank + 15 * branch + 3 * number) % 97:02d}"


FORMATS: dict[str, Callable[[str], str | None]] = {
    "postal_code": postal_code,
    "commune_code": commune_code,
    "country_code": country_code,
    "telephone": telephone,
    "email": email,
    "siret": siret,
    "iban": iban,
}
