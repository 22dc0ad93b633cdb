"""What a person typed about a kind of fact, kept as typed, and the change that it means."""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from chassis.errors import InvalidInput, Problem
from services.bff import facts
from services.bff.changes import Change, Validity
from services.bff.household.values import Mistyped
from services.bff.pages.forms import Fault
from services.bff.pages.telling.questions import Asked, arises, asked_by, unasked
from services.bff.pages.telling.typed import read, shown
from services.bff.views.kinds import END, START, KindView, QuestionView
from services.bff.views.situation import FactView

_LINE = re.compile(r"content\.\w+\[(\d{1,4})\]")
_NO_LINE = "Indiquez au moins un montant, ou 0 si vous n'avez rien reçu."
# What no question asks stays as it was told, as long as these stay what they were.
_FOLLOWS = {"commune_code": ("postal_code", "city", "country_code")}


@dataclass(frozen=True)
class Answers:
    """The words of a form, by the names of its boxes, right or wrong."""

    kind: KindView
    words: Mapping[str, str]

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Everything that is asked, given what was answered so far."""
        return tuple(one for question in self.questions for one in asked_by(self.kind, question))

    @property
    def questions(self) -> tuple[QuestionView, ...]:
        """The questions that arise."""
        return tuple(one for one in self.kind.questions if arises(one, self.words))

    def change(self, told: FactView | None = None) -> Change:
        """The change that the person means; what was mistyped is left out of it, so that the rest is looked at all the same. `told`: what it
        corrects."""
        content = self._content()
        change = {"verb": "created", "kind": self.kind.kind, "validity": self._validity(told)}
        if told is not None:
            content = self._unasked(content, told.content or {}) | content
            change |= {"verb": "corrected", "fact_id": told.fact_id, "previous_version_id": told.version_id}
        return Change.model_validate(change | {"content": content})

    def faults(self, refused: InvalidInput | None = None) -> Sequence[Fault]:
        """What is to be mended, in the order of the form, one fault a field: what was mistyped, then what was refused."""
        found: dict[str, Fault] = {}
        for one, message in self._mistyped:
            found[one.name] = _fault(one, message)
        for fault in self._refused(refused) if refused else ():
            found.setdefault(fault.field, fault)
        order = ["", *(one.name for one in self.asked)]
        return sorted(found.values(), key=lambda fault: order.index(fault.field))

    @cached_property
    def _read(self) -> tuple[Mapping[str, Any], Sequence[tuple[Asked, str]]]:
        values: dict[str, Any] = {}
        wrong: list[tuple[Asked, str]] = []
        for one in self.asked:
            try:
                value = read(one.field, tuple(self.words.get(box, "") for box in one.boxes))
            except Mistyped as mistyped:
                wrong.append((one, str(mistyped)))
            else:
                values |= {} if value is None else {one.name: value}
        return values, wrong

    @property
    def _mistyped(self) -> Sequence[tuple[Asked, str]]:
        return self._read[1]

    def _content(self) -> dict[str, Any]:
        values = self._read[0]
        content = {one.name: values[one.name] for one in self.asked if one.is_content and one.name in values}
        for one in self._lines():
            content.setdefault(_list(one), []).append(self._line(one, values[one.name]))
        return content

    def _lines(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if one.code and one.name in self._read[0])

    def _line(self, one: Asked, value: Any) -> dict[str, Any]:
        prefix = f"{_list(one)}[]."
        parts = [field for field in self.kind.fields if field.field.startswith(prefix)]
        return {field.field.removeprefix(prefix): one.code if field.input == "choice" else value for field in parts}

    def _validity(self, told: FactView | None) -> Validity | None:
        values, start = self._read[0], self.kind.start
        if start is not None and start.field != START:
            first = values.get(start.field)
            return _lasting(first, month=self._is_month(start.field)) if first else None
        if "start" not in values:
            return None
        before = told.validity.end_date if told and told.validity else None
        return Validity(start_date=values["start"], end_date=values.get("end") if self.kind.end else before)

    def _is_month(self, name: str) -> bool:
        return any(one.name == name and one.field.input == "month" for one in self.asked)

    def _unasked(self, content: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: before[name]
            for name in unasked(self.kind)
            if name in before and all(content.get(one) == before.get(one) for one in _FOLLOWS.get(name, ()))
        }

    def _refused(self, refused: Problem) -> Iterator[Fault]:
        for violation in refused.violations:
            one = self._at(facts.json_path(violation.field))
            if one is None:
                yield Fault("", "contenu", violation.description)
            elif not one.code or self._lines():
                yield _fault(one, violation.description)
            elif not any(wrong.code for wrong, _ in self._mistyped):
                yield _fault(one, _NO_LINE)
        if not refused.violations:
            yield Fault("", "contenu", refused.message)

    def _at(self, path: str) -> Asked | None:
        """Where the form asks for what a path of the change says."""
        if line := _LINE.match(path):
            lines, rank = self._lines(), int(line[1])
            return lines[rank] if rank < len(lines) else None
        start = self.kind.start.field if self.kind.start else START
        if path == START and start != START:
            path = f"content.{start}"
        exact = next((one for one in self.asked if one.path == path), None)
        general = path.startswith("validity") and path != END
        return exact or (next((one for one in self.asked if one.path == START), None) if general else None)


def new_words(kind: KindView) -> dict[str, str]:
    """An empty form."""
    return {field.field: field.default for field in kind.fields if field.default}


def told_words(kind: KindView, told: FactView) -> dict[str, str]:
    """The form as it would have been typed for what was told."""
    content, validity = told.content or {}, told.validity
    values: dict[str, Any] = {START: validity.start_date, END: validity.end_date} if validity else {}
    words = new_words(kind)
    for one in (one for question in kind.questions for one in asked_by(kind, question)):
        value = (
            _in_lines(content, one) if one.code else content.get(one.name) if one.is_content else values.get(one.path)
        )
        if value is not None:
            words |= dict(zip(one.boxes, shown(one.field, value), strict=True))
    return words


def _in_lines(content: Mapping[str, Any], one: Asked) -> Any:
    for line in content.get(_list(one)) or ():
        if one.code in line.values():
            return next((value for value in line.values() if value != one.code), None)
    return None


def _list(one: Asked) -> str:
    return one.path.removeprefix("content.")


def _fault(one: Asked, message: str) -> Fault:
    return Fault(one.name, one.boxes[0], message, one.field.label)


def _lasting(first: str, *, month: bool) -> Validity:
    """From a day on; what is true of a month is true of that month alone."""
    if not month:
        return Validity(start_date=first)
    begin = date.fromisoformat(first)
    return Validity(
        start_date=first, end_date=begin.replace(day=calendar.monthrange(begin.year, begin.month)[1]).isoformat()
    )
