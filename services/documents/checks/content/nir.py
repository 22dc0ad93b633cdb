"""The number of social security: found in a text and judged by its key. The number itself never leaves this module's callers."""

import re

# Sex, year, month, department (2A and 2B in Corsica), commune, order, key. 3 and 4: being registered; 7 and 8: provisional.
# The month may be above 12 where the month is not known (20 to 42, 50 and more).
_CANDIDATE = re.compile(
    r"(?<![0-9A-Z])([1-478][ .]?[0-9]{2}[ .]?[0-9]{2}[ .]?(?:[0-9]{2}|2[AB])[ .]?[0-9]{3}[ .]?[0-9]{3})"
    r"(?:[ .]{0,3}(?:/|CL[EÉ] ?:?)?[ .]{0,2}([0-9]{2}))?(?![0-9A-Z])"
)
_DAYS_OF_MONTHS = frozenset(range(1, 13)) | frozenset(range(20, 43)) | frozenset(range(50, 100))


def found_in(text: str) -> list[tuple[str, str]]:
    """Thirteen characters and the key, "" where it is not written."""
    found = []
    for match in _CANDIDATE.finditer(text.upper()):
        number = re.sub(r"[ .]", "", match.group(1))
        if int(number[3:5]) in _DAYS_OF_MONTHS:
            found.append((number, match.group(2) or ""))
    return found


def key_of(number: str) -> str:
    """The key of thirteen characters: 97 less the rest of the division by 97; 2A counts as 19 and 2B as 18."""
    digits = number.replace("2A", "19").replace("2B", "18") if number[5:7] in ("2A", "2B") else number
    return f"{97 - int(digits) % 97:02d}"
