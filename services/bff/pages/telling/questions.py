"""The questions of a kind as a form asks them: which fields stand on which page, under which names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.bff.pages.telling.typed import boxes
from services.bff.views.kinds import END, START, FieldView, KindView, QuestionView

_NAMES = {START: "start", END: "end"}


@dataclass(frozen=True)
class Asked:
    """One field as a form has it: its name there, and its place in the change (`content.city`, `validity.start_date`). `code`: it is the line of
    `content.lines` that has this code."""

    name: str
    field: FieldView
    path: str
    code: str = ""

    @property
    def boxes(self) -> tuple[str, ...]:
        """The names under which its answer is sent."""
        return boxes(self.field, self.name)

    @property
    def is_content(self) -> bool:
        """Whether it is said by the content, on its own."""
        return self.path.startswith("content.") and not self.code


def asked_by(kind: KindView, question: QuestionView) -> tuple[Asked, ...]:
    """What a question asks, in order."""
    return tuple(one for name in question.fields for one in _asked(kind, name))


def arises(question: QuestionView, words: Mapping[str, str]) -> bool:
    """Whether the earlier answers make this a question."""
    return question.only_field is None or words.get(question.only_field, "") in question.only_codes


def unasked(kind: KindView) -> tuple[str, ...]:
    """The fields of the content that no question asks."""
    asked = {name for question in kind.questions for name in question.fields}
    return tuple(field.field for field in kind.fields if "[]" not in field.field and field.field not in asked)


def _asked(kind: KindView, name: str) -> Iterator[Asked]:
    field = _field(kind, name)
    if field is None:
        return
    if field.input == "lines":
        yield from _line_by_line(kind, name)
    else:
        yield Asked(_NAMES.get(name, name), field, name if name in _NAMES else f"content.{name}")


def _field(kind: KindView, name: str) -> FieldView | None:
    bounds = {START: kind.start, END: kind.end}
    return bounds[name] if name in bounds else next((one for one in kind.fields if one.field == name), None)


def _line_by_line(kind: KindView, name: str) -> Iterator[Asked]:
    """A code stands on one line at most: each is asked by its own name, and left empty when there is none."""
    parts = [one for one in kind.fields if one.field.startswith(f"{name}[].")]
    nature = next(one for one in parts if one.input == "choice")
    value = next(one for one in parts if one.input != "choice")
    for one in nature.codes:
        field = value.model_copy(update={"label": one.label, "hint": "", "required": True, "optional": False})
        yield Asked(f"{name}.{one.code}", field, f"content.{name}", one.code)
