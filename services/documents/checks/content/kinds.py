"""Which document this is, by the words that it bears: the title it stands under, and what such a document also says."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from services.documents.checks.content.normal import words

_FILE = Path(__file__).parents[1] / "types.yaml"
# A title at the head of the page says what it is; further down it may be what is asked for, or what is quoted.
_HEAD_WORDS = 90
_HEAD, _BODY, _WORD = 6.0, 3.0, 1.0
_WORDS_MAX = 4.0
_ENOUGH, _AHEAD = 3.0, 1.5
# Letters misread by a scan: one in ten, in titles that are long enough not to be found everywhere.
_FUZZY_FROM, _LIKE = 12, 88.0
_TEXT_WORDS = 3000


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    titles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    # Types that are this one too: an old payslip is a proof of a career.
    also: tuple[str, ...] = ()
    named: bool = False
    numbered: bool = False
    signed: tuple[str, ...] = ()
    issuer: str = ""
    issuer_url: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The type found, "" where none is ahead of the others. `said`: how well the type announced fits, by the same measure as `score`."""

    type: str
    score: float
    said: float


@cache
def kinds() -> dict[str, _Kind]:
    """Every type that can be recognised. Raises pydantic's ValidationError, which names the key at fault."""
    listed = yaml.safe_load(_FILE.read_text("utf-8"))["types"]
    return {name: _Kind.model_validate(_plain(kind)) for name, kind in listed.items()}


def recognise(text: str, announced: str) -> Recognised:
    """What the text is. At equal scores the type announced is believed."""
    seen = words(text)[:_TEXT_WORDS]
    head, whole = f" {' '.join(seen[:_HEAD_WORDS])} ", f" {' '.join(seen)} "
    scores = {name: _score(kind, head, whole) for name, kind in kinds().items()}
    placed = {name: score + _first(kinds()[name], head) for name, score in scores.items()}
    said = scores.get(announced, 0.0)
    (best, first), (_, second) = sorted(placed.items(), key=lambda one: (-one[1], one[0] != announced))[:2]
    sure = scores[best] >= _ENOUGH and (first - second >= _AHEAD or best == announced)
    return Recognised(best if sure else "", scores[best], said)


def _score(kind: _Kind, head: str, whole: str) -> float:
    title = max((_title(one, head, whole) for one in kind.titles), default=0.0)
    return title + min(_WORDS_MAX, sum(_WORD for word in kind.words if f" {word} " in whole))


def _first(kind: _Kind, head: str) -> float:
    """Up to one, for the title that comes first: what stands above says what it is, what stands below is what it holds too."""
    places = [head.find(f" {title} ") for title in kind.titles]
    return max((1 - place / len(head) for place in places if place >= 0), default=0.0)


def _title(title: str, head: str, whole: str) -> float:
    if f" {title} " in head:
        # Longer titles say more: « certificat medical initial » before « certificat ».
        return _HEAD + len(title) / 100
    if f" {title} " in whole:
        return _BODY
    if len(title) >= _FUZZY_FROM and fuzz.partial_ratio(title, head, score_cutoff=_LIKE):
        return _BODY
    return 0.0


def _plain(kind: dict[str, object]) -> dict[str, object]:
    def spaced(listed: object) -> list[str]:
        return [" ".join(words(str(one))) for one in listed] if isinstance(listed, list) else []

    return kind | {"titles": spaced(kind.get("titles")), "words": spaced(kind.get("words"))}
