"""Account numbers: found in a text, and judged by their keys (ISO 13616; French RIB key)."""

import re

# Starts that look like an IBAN; spaces and dots between the groups of four.
_CANDIDATE = re.compile(r"\b([A-Z]{2}[ .]?[0-9OQILSBZG]{2}(?:[ .]?[A-Z0-9]){10,30})")
# Bank, branch, account, key, as the columns of a slip.
_SLIP = re.compile(r"(?<![A-Z0-9])([0-9]{5}) {1,9}([0-9]{5}) {1,9}([0-9A-Z]{11}) {1,9}([0-9]{2})(?![A-Z0-9])")
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
# Lengths by country (SWIFT's IBAN registry): the SEPA countries most met. Elsewhere the key alone decides.
_LENGTHS = {
    "FR": 27, "MC": 27, "BE": 16, "DE": 22, "ES": 24, "IT": 27, "LU": 20, "NL": 18, "PT": 25, "CH": 21, "AT": 20, "IE": 22,
    "PL": 28, "GR": 27, "FI": 18, "SE": 24, "DK": 18, "LT": 20, "MT": 31, "CY": 28, "GB": 22, "RO": 24, "EE": 20, "LV": 21,
}  # fmt: skip
_RIB_COUNTRIES = ("FR", "MC")
_MISREAD = str.maketrans("OQILSBZG", "00115826")
_LETTER_FOR = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z", "6": "G"}


def found_in(text: str) -> list[str]:
    """What looks like an IBAN of a known country, without spaces, right or wrong; in the order of the text, each once."""
    seen: dict[str, None] = {}
    for match in _CANDIDATE.finditer(text.upper()):
        written = re.sub(r"[ .]", "", match.group(1))
        length = _LENGTHS.get(written[:2])
        if length is not None and len(written) >= length:
            seen[written[:length]] = None
    return list(seen)


def is_right(iban: str) -> bool:
    """Modulo 97 is 1, and a French one has a right RIB key besides."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", iban) or len(iban) != _LENGTHS.get(iban[:2], len(iban)):
        return False
    if int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 != 1:
        return False
    return iban[:2] not in _RIB_COUNTRIES or rib_key(iban[4:9], iban[9:14], iban[14:25]) == iban[25:]


def repaired(iban: str) -> str:
    """A French one that a machine misread: letters where only digits may stand (O for 0), or one digit for a letter in the account (2 for Z).

    What it gives has both keys right, or is as it was: a chance of one in nine thousand for each of a dozen guesses.
    """
    if iban[:2] not in _RIB_COUNTRIES or len(iban) != _LENGTHS["FR"] or is_right(iban):
        return iban
    digits = iban[:2] + iban[2:14].translate(_MISREAD) + iban[14:25] + iban[25:].translate(_MISREAD)
    guesses = [
        digits,
        *(
            digits[:at] + _LETTER_FOR[digits[at]] + digits[at + 1 :]
            for at in range(14, 25)
            if digits[at] in _LETTER_FOR
        ),
    ]
    return next((guess for guess in guesses if is_right(guess)), iban)


def slips_in(text: str) -> list[str]:
    """The IBANs of French accounts written as bank, branch, account and key, where the key is right."""
    found = []
    for bank, branch, account, key in _SLIP.findall(text.upper()):
        if rib_key(bank, branch, account) == key:
            bban = bank + branch + account + key
            rest = int("".join(str(int(character, 36)) for character in f"{bban}FR00")) % 97
            found.append(f"FR{98 - rest:02d}{bban}")
    return found


def rib_key(bank: str, branch: str, account: str) -> str:
    """The two digits that follow: 97 - (89 bank + 15 branch + 3 account) modulo 97, letters read as digits."""
    number = [int(part.translate(_LETTERS)) for part in (bank, branch, account)]
    return f"{97 - (89 * number[0] + 15 * number[1] + 3 * number[2]) % 97:02d}"
