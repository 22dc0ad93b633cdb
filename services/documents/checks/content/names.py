"""Whether a text names a person: by any given name and any family name, whole or in part, one letter or two apart.

The rule is DossierFacile's: words normalised, Levenshtein ≤ 2 from 4 letters on. Two mistakes are allowed for the pair and not for each,
since two letters of PAUL make POUR; and both must stand close together, as they do on every document.
"""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from services.documents.checks.content.normal import words
from services.documents.domain.verdicts import Holder

# Words between a given name and a family name: other given names, a title.
_WINDOW = 6
_MISTAKES = 2
_FUZZY_FROM = 4
# Found in names, not telling anybody apart.
_PARTICLES = frozenset(
    {"DE", "DU", "DES", "LE", "LA", "LES", "D", "L", "VAN", "VON", "DER", "EL", "AL", "BEN", "BIN", "SAINT", "ST"}
)


def named(holder: Holder, text: str) -> bool | None:
    """Whether the holder is named; None where the holder has no name to look for or the text no words."""
    given = [words(name) for name in holder.given_names if words(name)]
    families = _families(holder)
    seen = words(text)
    if not given or not families or not seen:
        return None
    givens = [(at, apart) for name in given for at, apart in _places(name, seen)]
    surnames = [(at, apart) for name in families for at, apart in _places(name, seen)]
    return any(
        0 < abs(first - last) <= _WINDOW and mistakes + others <= _MISTAKES
        for first, mistakes in givens
        for last, others in surnames
    )


def _families(holder: Holder) -> list[list[str]]:
    """Birth name, usual name, and the parts of a double one: people and their employers use any."""
    whole = [words(name) for name in (holder.birth_name, holder.usual_name) if words(name)]
    parts = [
        [part]
        for name in whole
        if len(name) > 1
        for part in name
        if part not in _PARTICLES and len(part) >= _FUZZY_FROM
    ]
    return whole + parts


def _places(name: Sequence[str], seen: Sequence[str]) -> list[tuple[int, int]]:
    """Where the name stands, word after word, and how many letters apart. Its words may also be written as one (JEANPIERRE)."""
    found = []
    glued = "".join(name)
    for at, word in enumerate(seen):
        apart = _apart(glued, word) if len(name) > 1 else None
        if apart is None:
            apart = _all_apart(name, seen[at : at + len(name)])
        if apart is not None:
            found.append((at, apart))
    return found


def _all_apart(name: Sequence[str], seen: Sequence[str]) -> int | None:
    if len(seen) < len(name):
        return None
    total = 0
    for wanted, word in zip(name, seen, strict=True):
        apart = _apart(wanted, word)
        if apart is None:
            return None
        total += apart
    return total if total <= _MISTAKES else None


def _apart(wanted: str, word: str) -> int | None:
    if wanted == word:
        return 0
    if len(wanted) < _FUZZY_FROM or len(word) < _FUZZY_FROM:
        return None
    apart = Levenshtein.distance(wanted, word, score_cutoff=_MISTAKES)
    return apart if apart <= _MISTAKES else None
