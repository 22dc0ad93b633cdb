"""What a fact says, put in order and checked against the catalogue: every fault at once, each on its field, in plain French."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chassis.errors import Violation
from services.situation.domain.catalogue import FactKind, FieldSpec, FieldType, RequiredWhen
from services.situation.domain.formats import FORMATS

# Field name of the contract → text, whole number, true/false, ISO date, or list of such mappings for lines.
Content = Mapping[str, Any]

MISSING = "Cette information est obligatoire."
_SPACELESS = frozenset({"iban", "siret", "telephone", "postal_code", "commune_code"})
_TEXT_LENGTH = 100
# Symbols, among which emoji, their skin tones, and the mark of a character that was lost; halves of characters, private and unassigned ones.
_UNSENDABLE = frozenset({"So", "Sk", "Cs", "Co", "Cn"})
_SENDABLE_SYMBOLS = frozenset("°^`")


def normalised(kind: FactKind, content: Content) -> dict[str, Any]:
    """The content without empty fields, in the order of the catalogue, with defaults filled in and spaces tidied."""
    return _normalised_fields(kind.fields, content)


def _normalised_fields(fields: Sequence[FieldSpec], content: Content) -> dict[str, Any]:
    tidy = ((spec, _normalised_value(spec, content.get(spec.name))) for spec in fields)
    return {spec.name: value for spec, value in tidy if value is not None}


def _normalised_value(spec: FieldSpec, value: Any) -> Any:
    if spec.type is FieldType.LINES:
        return [_normalised_fields(spec.fields, line) for line in value or ()]
    if isinstance(value, str):
        return _tidy(spec, value) or spec.default
    # A whole number cannot be absent in the contract: where the field is optional, 0 says so.
    if value == 0 and spec.type in (FieldType.INTEGER, FieldType.AMOUNT) and not spec.required:
        return None
    return spec.default if value is None else value


def _tidy(spec: FieldSpec, value: str) -> str:
    words = unicodedata.normalize("NFC", value).split()
    if spec.format in _SPACELESS:
        return "".join(words).upper()
    return " ".join(words)


def violations(kind: FactKind, content: Content, today: date) -> list[Violation]:
    """What is wrong with a normalised content; `field` is the path below the kind's own message ("lines[0].nature")."""
    found = list(_field_violations(kind.fields, content, today, ""))
    for names in kind.one_of:
        if not any(name in content for name in names):
            labels = " ou ".join(f"« {spec.label} »" for spec in kind.fields if spec.name in names)
            found.append(Violation(names[0], f"Remplissez au moins {labels}."))
    for rule in kind.required_when:
        if content.get(rule.field) == rule.equals:
            found += _conditional_violations(rule, content)
    return found


def _conditional_violations(rule: RequiredWhen, content: Content) -> Iterator[Violation]:
    for name in rule.then:
        if name not in content:
            yield Violation(name, MISSING)
    for name, expected in rule.formats.items():
        fault = FORMATS[expected](content[name]) if name in content else None
        if fault:
            yield Violation(name, fault)


def _field_violations(fields: Sequence[FieldSpec], content: Content, today: date, path: str) -> Iterator[Violation]:
    for spec in fields:
        if spec.name in content:
            yield from _value_violations(spec, content[spec.name], today, path + spec.name)
        elif spec.required:
            yield Violation(path + spec.name, MISSING)


def _value_violations(spec: FieldSpec, value: Any, today: date, path: str) -> Iterator[Violation]:
    if spec.type is FieldType.LINES:
        yield from _line_violations(spec, value, today, path)
        return
    fault = _FAULTS[spec.type](spec, value, today)
    if fault:
        yield Violation(path, fault)


def _line_violations(spec: FieldSpec, lines: Sequence[Content], today: date, path: str) -> Iterator[Violation]:
    if not lines and spec.required:
        yield Violation(path, "Indiquez au moins une ligne.")
    if spec.maximum is not None and len(lines) > spec.maximum:
        yield Violation(path, f"Indiquez au plus {spec.maximum} lignes.")
        return
    seen: set[str] = set()
    for rank, line in enumerate(lines):
        yield from _field_violations(spec.fields, line, today, f"{path}[{rank}].")
        for code in (line.get(field.name) for field in spec.fields if field.type is FieldType.CODE):
            if code in seen:
                yield Violation(f"{path}[{rank}]", "Cette nature figure déjà sur une autre ligne : faites-en la somme.")
            seen.add(str(code))


def longest(spec: FieldSpec) -> int:
    """How many characters a text may have; 0 for what is not a text."""
    return (spec.maximum or _TEXT_LENGTH) if spec.type is FieldType.TEXT else 0


def _text_fault(spec: FieldSpec, value: str, _: date) -> str | None:
    if len(value) > longest(spec):
        return f"Écrivez au plus {longest(spec)} caractères."
    if not value.isprintable() or not all(map(_sendable, value)):
        return "Ce texte contient des caractères qui ne peuvent pas être transmis."
    return FORMATS[spec.format](value) if spec.format else None


def _sendable(character: str) -> bool:
    return character in _SENDABLE_SYMBOLS or unicodedata.category(character) not in _UNSENDABLE


def _code_fault(spec: FieldSpec, value: str, _: date) -> str | None:
    return None if value in spec.codes else "Choisissez une des réponses proposées."


def _date_fault(spec: FieldSpec, value: str, today: date) -> str | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "Cette date n'existe pas."
    if spec.type is FieldType.MONTH and day.day != 1:
        return "Indiquez le premier jour du mois."
    return spec.window.fault(day, today) if spec.window else None


def _number_fault(spec: FieldSpec, value: int, _: date) -> str | None:
    if spec.minimum is not None and value < spec.minimum:
        return f"Indiquez un nombre d'au moins {_shown(spec, spec.minimum)}."
    if spec.maximum is not None and value > spec.maximum:
        return f"Indiquez un nombre d'au plus {_shown(spec, spec.maximum)}."
    return None


def _shown(spec: FieldSpec, bound: int) -> str:
    return f"{bound // 100} €" if spec.type is FieldType.AMOUNT else str(bound)


def _no_fault(_: FieldSpec, __: Any, ___: date) -> None:
    return None


_FAULTS: dict[FieldType, Callable[[FieldSpec, Any, date], str | None]] = {
    FieldType.TEXT: _text_fault,
    FieldType.CODE: _code_fault,
    FieldType.DATE: _date_fault,
    FieldType.MONTH: _date_fault,
    FieldType.INTEGER: _number_fault,
    FieldType.AMOUNT: _number_fault,
    FieldType.BOOLEAN: _no_fault,
}
