"""What a text that somebody else wrote may hold, to be shown on a page of the State: signs that are seen, and no address that somebody could go to."""

import re
import unicodedata

# They reverse the order in which the rest of a line is read (Unicode Bidirectional Algorithm, UAX 9, § 2).
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Line and paragraph separators, signs of nobody's alphabet, halves of a sign, besides the control characters.
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
# Letters by their category, of which nothing is seen.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_DOTS = str.maketrans("。．｡․", "....")
_SCHEME = re.compile(r"\b[a-z][a-z0-9+.-]+://|\b(?:https?|mailto):|\bwww\.", re.IGNORECASE)
# Endings that no sentence begins with, whatever the capitals.
_ENDINGS = (
    "fr|com|net|org|eu|info|io|gouv|app|link|me|ly|xyz|biz|co|dev|icu|cc|ru|cn|uk|ch|be|shop|online|store|click|cloud|website|space|vip|tk|ml|gq|gg|gd"
)  # fmt: skip
_KNOWN = re.compile(rf"(?<![\w-])[\w-]+\.(?:{_ENDINGS})\b(?!-)", re.IGNORECASE)
# Any other host name: its ending in one case, as no word is after a full stop.
_HOST = re.compile(r"(?<![\w.-])((?:[\w-]+\.)+)([a-z]{2,24}|[A-Z]{2,24})(?![\w-]|\.\w)(/\w)?")
_NUMBERS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?/")
_ABBREVIATIONS = frozenset({
    "art", "al", "cf", "ex", "pp", "etc", "tel", "tél", "no", "vol", "ch", "av", "bd", "st", "ste", "mm", "mme",
    "mmes", "dr", "me", "resp", "env", "max", "min", "fig", "chap", "adj", "dép", "ref", "réf",
})  # fmt: skip
# « les assuré.es », « conseiller.ère », and the files that somebody is asked for.
_NOT_ENDINGS = frozenset({
    "es", "ne", "nes", "ve", "ves", "se", "ses", "le", "les", "te", "tes", "lle", "lles", "rice", "rices", "trice",
    "trices", "euse", "euses", "sse", "sses", "ale", "ales", "pdf", "jpg", "jpeg", "png", "doc", "docx", "odt",
    "ods", "xls", "xlsx", "txt", "csv",
})  # fmt: skip


def is_shown(text: str) -> bool:
    """Whether all of it is seen as it is written, and there is something to see. Lines end with a line feed."""
    if any(sign in _BIDI or (sign != "\n" and unicodedata.category(sign) in _UNSEEN) for sign in text):
        return False
    return any(unicodedata.category(sign)[0] in "LN" and sign not in _FILLERS for sign in text)


def bare(text: str) -> str:
    """As it reads: without the signs that are not seen, each letter in its usual form."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", seen.translate(_DOTS))


def has_address(text: str) -> bool:
    """Whether it names a site or an e-mail box, written in full or not."""
    read = bare(text)
    if _SCHEME.search(read) or _KNOWN.search(read) or _NUMBERS.search(read):
        return True
    return any(_is_host(*found) for found in _HOST.findall(read))


def _is_host(before: str, ending: str, path: str) -> bool:
    name = before[:-1].rpartition(".")[2]
    if len(name) < 2 or name.isdigit() or name.lower() in _ABBREVIATIONS:
        return False
    # A name with a hyphen or a figure in it is no word that takes another ending.
    made_up = not name.isalpha()
    return bool(path) or (ending.islower() and (made_up or ending not in _NOT_ENDINGS))
