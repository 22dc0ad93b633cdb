"""What a fact says, line by line, in the words of the catalogue."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.bff.countries import countries
from services.bff.shapes import Json, date_of
from services.bff.views.base import View
from services.bff.views.french import day, euros, month
from services.bff.views.kinds import FieldView, KindView


class ToldView(View):
    """One line: what it is called, and what was said."""

    label: str
    text: str


def told_lines(kind: KindView, content: Json) -> tuple[ToldView, ...]:
    """Every field that says something, in the order of the catalogue. A field that the catalogue does not know is not shown."""
    return tuple(_lines({field.field: field for field in kind.fields}, content))


def _lines(known: Mapping[str, FieldView], content: Json) -> Iterator[ToldView]:
    for name, field in known.items():
        value = content.get(name)
        if field.input == "lines":
            for line in value or ():
                yield _line(known, line, f"{name}[].")
        elif _said(field, value):
            yield ToldView(label=field.label, text=_text(field, value))


def _line(known: Mapping[str, FieldView], line: Json, prefix: str) -> ToldView:
    """A line whose code is its name: `Salaire : 1 250,00 €`."""
    told = {name: one for name, one in known.items() if name.startswith(prefix)}
    words = [(one.input, _text(one, line.get(name.removeprefix(prefix)))) for name, one in told.items()]
    label = next((text for kind, text in words if kind == "choice"), "")
    return ToldView(label=label, text=" ".join(text for kind, text in words if kind != "choice"))


def _said(field: FieldView, value: Any) -> bool:
    # A whole number cannot be absent in the contract: where it may be left out, 0 says so.
    return value is not None and (value != 0 or field.required or field.type == "boolean")


def _text(field: FieldView, value: Any) -> str:
    if field.input == "choice":
        return next((one.label for one in field.codes if one.code == value), str(value))
    if field.input in ("date", "month"):
        found = date_of(str(value))
        return str(value) if found is None else day(found) if field.input == "date" else month(found)
    if field.input == "amount":
        return euros(int(value or 0))
    if field.input == "tick":
        return "Oui" if value else "Non"
    return countries().get(value, value) if field.input == "country" else str(value)
