"""Which document a person means by their own words: without accents, with their typing errors, by any of its names."""

import re
import unicodedata

from rapidfuzz import fuzz

from services.documents.domain.rulebook import DocumentType, Rulebook

# Below, the words have nothing to do with the name; the list would only mislead.
_LEAST = 62.0
# How far behind the best a name may be, and still be what was meant.
_BEHIND = 22.0
_EMPTY_WORDS = re.compile(
    "au?|aux|avec|ces?|cette|d|des?|document|du|en|et|je?|la?|les?|leur|ma|mes|mon|nos|notre|papier|pour|que|qui|s|sa|ses|son|sur|une?|"
    "votre|vos|veux|envoyer|deposer|mettre|donner|voici|ai|c|est"
)


def normalised(words: str) -> str:
    """Lower case, no accents, no ligatures, no punctuation, no empty words; the words themselves when nothing else is left."""
    text = words.casefold().replace("œ", "oe").replace("æ", "ae")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    tokens = re.findall(r"[a-z0-9]+", text)
    return " ".join([token for token in tokens if not _EMPTY_WORDS.fullmatch(token)] or tokens)


def guess(rulebook: Rulebook, words: str) -> list[DocumentType]:
    """The types that the words may mean, the likeliest first; none when nothing is near."""
    meant = normalised(words[:200])
    if not meant:
        return []
    scored = [(max(_score(meant, normalised(name)) for name in _names(kind)), kind) for kind in rulebook.types.values()]
    best = max(score for score, _ in scored)
    near = [(score, kind) for score, kind in scored if score >= max(_LEAST, best - _BEHIND)]
    return [kind for _, kind in sorted(near, key=lambda each: (-each[0], each[1].label))]


def _names(kind: DocumentType) -> tuple[str, ...]:
    return (kind.label, *kind.aliases, kind.type.replace("-", " "))


def _score(meant: str, name: str) -> float:
    """0 to 100. The order of words counts little; a word more on either side counts, less than a word of another name."""
    whole = fuzz.token_sort_ratio(meant, name)
    shared = fuzz.token_set_ratio(meant, name)
    # Short words (RIB, CNI) are near to everything: they are recognised, not guessed.
    if min(len(meant), len(name)) <= 4:
        return 100.0 if name in meant.split() or meant in name.split() else whole * 0.6
    return 0.65 * whole + 0.35 * shared
