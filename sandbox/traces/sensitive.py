"""What must appear nowhere: a given list of secrets, and any well-formed NIR. Pure text matching.

Words are compared without case, accents or punctuation, and only as whole words. Numbers (a NIR, a telephone, an IBAN)
are found with or without separators. Text is also read with its URL escapes and its JSON escapes undone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_plus

SHORTEST = 3
MANY_DIGITS = 8
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")
NOT_WORD = re.compile(r"[\W_]+")
HEXADECIMAL = re.compile(r"[0-9a-fA-F]{16,}")
ALPHANUMERIC = re.compile(r"[0-9A-Za-z]+")
SEPARATOR = r"[\s.\-_]?"
# Not after "12." or "12,": the decimals of a measured duration have 15 digits too often.
NIR = re.compile(
    r"(?<!\d)(?<!\d[.,])(?=("
    + SEPARATOR.join([r"[1-478]", r"\d\d", r"\d\d", r"(?:\d\d|2[ABab])", r"\d{3}", r"\d{3}", r"\d\d"])
    + r")(?!\d))"
)
CORSICA = {"2A": "19", "2B": "18"}


def nir_key(thirteen: str) -> int:
    """Key of the 13 first characters of a NIR: 97 - (n mod 97), Corsica's 2A and 2B counted as 19 and 18."""
    department = thirteen[5:7].upper()
    return 97 - int(thirteen[:5] + CORSICA.get(department, department) + thirteen[7:]) % 97


class Sensitive:
    """The compiled list. A finding is named by its rule (`nir`, `secret 3` for the third of the list), never quoted."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._words: dict[str, list[tuple[str, str]]] = {}
        self._numbers: list[tuple[str, str]] = []
        for place, secret in enumerate(secrets, start=1):
            self._add(f"secret {place}", _normal(secret))

    def _add(self, rule: str, normal: str) -> None:
        compact = normal.replace(" ", "")
        if len(compact) < SHORTEST:
            return
        digits = sum(character.isdigit() for character in compact)
        if digits >= MANY_DIGITS and 2 * digits > len(compact):
            self._numbers.append((rule, compact))
            if _is_nir(compact):
                self._numbers.append((rule, compact[:13]))
            return
        self._words.setdefault(normal.split(maxsplit=1)[0], []).append((rule, f" {normal} "))

    def findings(self, text: str) -> frozenset[str]:
        """The rules that this text breaks."""
        found: set[str] = set()
        for reading in _readings(text):
            normal = _normal(reading)
            found.update(self._words_in(normal))
            found.update(self._numbers_in(normal))
            if any(True for _ in _nirs(reading)):
                found.add("nir")
        return frozenset(found)

    def _words_in(self, normal: str) -> Iterator[str]:
        for first in self._words.keys() & set(normal.split()):
            yield from (rule for rule, words in self._words[first] if words in f" {normal} ")

    def _numbers_in(self, normal: str) -> Iterator[str]:
        compact = normal.replace(" ", "")
        for rule, number in self._numbers:
            if number in compact and re.search(rf"(?<!\d){' ?'.join(number)}(?!\d)", normal):
                yield rule


def _readings(text: str) -> set[str]:
    """The text as it is, and with the escapes of URLs and of JSON undone."""
    readings = {text}
    if "%" in text or "+" in text:
        readings.add(unquote_plus(text))
    if "\\" in text:
        readings.add(ESCAPED.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else " ", text))
    return readings


def _normal(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return NOT_WORD.sub(" ", bare).strip()


def _nirs(text: str) -> Iterator[str]:
    for match in NIR.finditer(text):
        compact = re.sub(SEPARATOR[:-1], "", match[1])
        if _is_nir(compact) and not _inside_hexadecimal(text, match.start(1), match.end(1)):
            yield compact


def _is_nir(compact: str) -> bool:
    if not re.fullmatch(r"[1-478]\d{4}(?:\d\d|2[ABab])\d{8}", compact):
        return False
    return nir_key(compact[:13]) == int(compact[13:])


def _inside_hexadecimal(text: str, start: int, end: int) -> bool:
    """A run of digits within a longer hexadecimal id (a trace id) is chance, not a NIR."""
    for word in ALPHANUMERIC.finditer(text, max(0, start - 64), end + 64):
        if word.start() <= start and end <= word.end():
            return word.end() - word.start() > end - start and HEXADECIMAL.fullmatch(word[0]) is not None
    return False
