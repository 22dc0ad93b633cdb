"""Words as they are compared: capitals, without accents or punctuation."""

import re
import unicodedata

_WORD = re.compile(r"[A-Z0-9]+")


def plain(text: str) -> str:
    """Capitals without accents, ligatures opened; the rest unchanged."""
    opened = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", opened)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).upper()


def words(text: str) -> list[str]:
    """The words and numbers, in their order."""
    return _WORD.findall(plain(text))
