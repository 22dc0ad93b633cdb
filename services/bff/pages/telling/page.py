"""One page of a form: a question, its fields filled with what was typed, and what is to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.bff.pages.forms import Fault, beside
from services.bff.pages.telling.answers import Answers
from services.bff.pages.telling.questions import Asked, asked_by
from services.bff.views.kinds import FieldView, KindView, QuestionView

# What browsers may fill in by themselves: what is about the person, and nothing of their children or of their dead.
_AUTOCOMPLETE = {
    "street": "address-line1", "complement": "address-line2", "place": "address-line3", "postal_code": "postal-code",
    "city": "address-level2", "telephone": "tel", "email": "email",
}  # fmt: skip
_INPUT_MODES = {"number": "numeric", "amount": "decimal", "telephone": "tel", "email": "email", "siret": "numeric"}
_WIDTHS = {"number": "3", "amount": "10", "siret": "20", "telephone": "20"}
_SHORT = 10
# These are pasted with spaces, which count for nothing.
_SPACED = ("iban", "siret", "telephone")
_PARTS = {"_day": ("Jour", 2), "_month": ("Mois", 2), "_year": ("Année", 4)}


@dataclass(frozen=True)
class Form:
    """Where the form of a kind stands, where it was come to from, the draft that it changes, and whether it corrects what was told."""

    kind: str
    path: str
    back: str
    draft_id: str = ""
    corrects: bool = False


@dataclass(frozen=True)
class Part:
    """A box of a date: its name, what it is called, how many characters it takes, and what stands in it."""

    name: str
    label: str
    width: int
    value: str


@dataclass(frozen=True)
class Box:
    """A field as the template draws it. `parts`: those of a date."""

    name: str
    field: FieldView
    value: str
    parts: tuple[Part, ...]
    error: str
    attributes: Mapping[str, str]
    width: str


@dataclass(frozen=True)
class Page:
    """A page. `number`: its rank among the questions of the kind, from 1; `before`: that of the page before, 0 for the first."""

    form: Form
    question: QuestionView
    number: int
    before: int
    last: bool
    boxes: tuple[Box, ...]
    faults: Sequence[Fault] = ()


def page_of(form: Form, answers: Answers, number: int, found: Sequence[Fault] = ()) -> Page:
    """The page of a question, or of the last that arises before it."""
    ranks = _ranks(answers)
    number = max((rank for rank in ranks if rank <= number), default=1)
    before = max((rank for rank in ranks if rank < number), default=0)
    question, errors = answers.kind.questions[number - 1], beside(found)
    boxes = tuple(box(one, answers.words, errors[one.name]) for one in asked_by(answers.kind, question))
    return Page(form, question, number, before, number == ranks[-1], boxes, found)


def box(asked: Asked, words: Mapping[str, str], error: str) -> Box:
    """A field with what was typed, and what is wrong with it."""
    field, values = asked.field, [words.get(name, "") for name in asked.boxes]
    parts = tuple(
        Part(name, *_PARTS[name.removeprefix(asked.name)], value)
        for name, value in zip(asked.boxes, values, strict=True)
        if name != asked.name
    )
    return Box(asked.name, field, values[0], parts, error, _attributes(field), _width(field))


def boxes_on(kind: KindView, number: int) -> tuple[str, ...]:
    """The names of all that a page sends."""
    return tuple(name for one in asked_by(kind, kind.questions[number - 1]) for name in one.boxes)


def faults_on(answers: Answers, number: int, found: Sequence[Fault]) -> Sequence[Fault]:
    """What is to be mended on a page; what has no page stands on the last."""
    names = {one.name for one in asked_by(answers.kind, answers.kind.questions[number - 1])}
    names |= {""} if rank_after(answers, number) is None else set()
    return [fault for fault in found if fault.field in names]


def rank_sent(kind: KindView, words: Mapping[str, str]) -> int:
    """The page that was sent."""
    known = {str(rank): rank for rank in range(1, len(kind.questions) + 1)}
    return known.get(words.get("question", ""), 1)


def rank_after(answers: Answers, number: int) -> int | None:
    """The page that follows; None after the last."""
    return min((rank for rank in _ranks(answers) if rank > number), default=None)


def rank_at_fault(answers: Answers, found: Sequence[Fault]) -> int:
    """The first page that has something to mend."""
    ranks = _ranks(answers)
    return next((rank for rank in ranks if faults_on(answers, rank, found)), ranks[-1])


def _ranks(answers: Answers) -> list[int]:
    return [rank for rank, one in enumerate(answers.kind.questions, 1) if one in answers.questions]


def _attributes(field: FieldView) -> Mapping[str, str]:
    kind = field.format or field.input
    spaced = field.format in _SPACED
    found = {
        "maxlength": str(field.maximum) if field.maximum and not spaced else "",
        "autocomplete": _AUTOCOMPLETE.get(field.field, "off"),
        "inputmode": _INPUT_MODES.get(kind, ""),
    }
    return {name: value for name, value in found.items() if value}


def _width(field: FieldView) -> str:
    short = field.maximum is not None and field.maximum <= _SHORT
    return _WIDTHS.get(field.format or field.input) or ("10" if short else "")
