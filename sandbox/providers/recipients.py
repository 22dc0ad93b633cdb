"""Recipients that fail in a way of their own, like those of GOV.UK Notify: which, is written in the address itself. README.md has the table."""

from collections.abc import Sequence
from enum import StrEnum


class Conduct(StrEnum):
    """How a recipient behaves."""

    DELIVER = "deliver"
    TEMP_FAIL = "temp-fail"
    TEMP_TWICE = "temp-twice"
    PERM_FAIL = "perm-fail"
    BOUNCE_LATER = "bounce-later"
    GIVE_UP_LATER = "give-up-later"
    RETURNED = "returned"
    SLOW = "slow"
    CUT = "cut"
    SILENT = "silent"


_TELEPHONES = {
    "+33639980002": Conduct.PERM_FAIL,
    "+33639980003": Conduct.TEMP_FAIL,
    "+33639980004": Conduct.TEMP_TWICE,
    "+33639980005": Conduct.BOUNCE_LATER,
    "+33639980006": Conduct.GIVE_UP_LATER,
    "+33639980007": Conduct.SLOW,
    "+33639980008": Conduct.CUT,
    "+33639980009": Conduct.SILENT,
}
_LINES = {
    "RETOUR": Conduct.RETURNED,
    "REFUS": Conduct.PERM_FAIL,
    "PANNE": Conduct.TEMP_FAIL,
    "PANNE DEUX FOIS": Conduct.TEMP_TWICE,
    "ABANDON": Conduct.GIVE_UP_LATER,
    "LENTEUR": Conduct.SLOW,
    "COUPURE": Conduct.CUT,
    "SILENCE": Conduct.SILENT,
}


def of_mail(address: str) -> Conduct:
    """By the local part, up to a plus: `bounce-later+marie@exemple.fr`."""
    word = address.partition("@")[0].partition("+")[0].lower()
    return Conduct(word) if word in set(Conduct) else Conduct.DELIVER


def of_telephone(telephone: str) -> Conduct:
    """By the last digits, in the range that is kept for fiction (ARCEP: 06 39 98)."""
    return _TELEPHONES.get(telephone, Conduct.DELIVER)


def of_lines(lines: Sequence[str]) -> Conduct:
    """By a line of the address that reads « TEST RETOUR »."""
    for line in lines:
        word = line.upper().removeprefix("TEST ")
        if line.upper().startswith("TEST ") and word in _LINES:
            return _LINES[word]
    return Conduct.DELIVER
