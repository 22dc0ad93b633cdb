"""A field's value in a household: as it is read on a page, as it is typed in a form, and as it is written back."""

from datetime import date
from typing import Any

from google.protobuf.message import Message
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import household_pb2 as pb

from services.bff.household.fields import OF_A_PERSON, Field, the_fields
from services.bff.shapes import code, date_of

YES, NO = "oui", "non"
NEEDED = "Cette date est nécessaire, par exemple 31/03/2026."
_MOST = 10**9


class Mistyped(ValueError):
    """What was typed cannot be that; the message says what is expected, in plain French."""


def holder(household: pb.Household, person: str, field: Field, *, write: bool = False) -> Message | None:
    """The part of the message that has the field; None when there is no such part, unless it is to be written."""
    if field.part == "household":
        return household
    if field.part not in OF_A_PERSON:
        return _part(household, field.part, write)
    found = next((one for one in household.persons if one.person == person), None)
    return found if found is None or field.part == "person" else _part(found, field.part, write)


def typed_value(household: pb.Household, person: str, field: Field) -> str:
    """The value as a form shows it; empty when it is not known."""
    part = holder(household, person, field)
    if part is None or not _known(part, field.field):
        return ""
    value: Any = getattr(part, field.field)
    if field.kind == "euros":
        return euros_typed(value)
    if field.kind == "date":
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    if field.kind == "code":
        return code(_enum(part, field.field), value)
    if field.kind == "yes_no":
        return YES if value else NO
    return str(value)


def value_text(household: pb.Household, person: str, field: Field) -> str:
    """The value as it is read; empty when it is not known."""
    typed = typed_value(household, person, field)
    if field.kind == "code":
        return the_fields().choices(field).get(typed, typed)
    if field.kind == "euros" and typed:
        return f"{typed} €"
    return typed


def write(household: pb.Household, person: str, field: Field, typed: str) -> None:
    """Writes what was typed; nothing typed means not known. Raises Mistyped."""
    typed = typed.strip()
    if not typed and holder(household, person, field) is None:
        return
    part = holder(household, person, field, write=True)
    if part is None:
        return
    if not typed and field.required:
        raise Mistyped(NEEDED)
    if not typed:
        part.ClearField(field.field)
    elif field.kind == "date":
        adult = isinstance(part, pb.Person) and part.role != pb.ROLE_CHILD
        getattr(part, field.field).CopyFrom(day_near(household.month, field, typed, adult=adult))
    else:
        setattr(part, field.field, _read(part, field, typed))
        if field.field == "incapacity_rate":
            household.disability_unknown = False


def euros_typed(cents: int) -> str:
    """`1234,50`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}" + (f",{rest:02d}" if rest else "")


def cents_typed(typed: str, *, least: int = 0) -> int:
    """An amount in cents. Raises Mistyped."""
    text = typed.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").removesuffix("€").replace(",", ".")
    whole, _, rest = text.partition(".")
    digits = whole.removeprefix("-")
    if not (
        digits.isascii() and digits.isdigit() and len(rest) <= 2 and (not rest or (rest.isdigit() and rest.isascii()))
    ):
        raise Mistyped("Écrivez un montant en euros, par exemple 1250 ou 640,50.")
    cents = int(digits[:12]) * 100 + int(rest.ljust(2, "0") or 0)
    cents = -cents if whole.startswith("-") else cents
    if not least <= cents <= _MOST:
        raise Mistyped("Ce montant n'est pas possible ici.")
    return cents


def day_typed(typed: str) -> Date:
    """`31/03/2026`, or `2026-03-31`. Raises Mistyped."""
    words = typed.replace("-", "/").replace(" ", "/").split("/")
    try:
        first, month, last = (int(word) for word in words)
        found = date(first, month, last) if first > 31 else date(last, month, first)
    except ValueError:
        raise Mistyped("Écrivez une date qui existe, par exemple 31/03/2026.") from None
    made = date_of(found.isoformat())
    if made is None:
        raise Mistyped("Écrivez une date qui existe, par exemple 31/03/2026.")
    return made


def day_near(month: Date, field: Field, typed: str, *, adult: bool) -> Date:
    """A date no further from a month than the field may be; an adult is born already. Raises Mistyped."""
    found = day_typed(typed)
    born = adult and field.field == "birth_date"
    away = (found.year - month.year) * 12 + found.month - month.month
    if away < -field.back:
        raise Mistyped("Cette date est trop ancienne." if field.back else "Cette date est déjà passée.")
    if away >= (1 if born else field.ahead):
        raise Mistyped("Cette date est trop tardive.")
    return found


def commune_typed(typed: str) -> str:
    """The Insee code of a commune. Raises Mistyped."""
    if len(typed) != 5 or not typed.isascii() or not typed.isalnum():
        raise Mistyped("Ce code a 5 caractères, par exemple 63300.")
    return typed.upper()


def _known(part: Message, name: str) -> bool:
    return not part.DESCRIPTOR.fields_by_name[name].has_presence or part.HasField(name)


def _enum(part: Message, name: str) -> Any:
    return part.DESCRIPTOR.fields_by_name[name].enum_type


def _part(message: Any, name: str, write: bool) -> Message | None:
    if not write and not message.HasField(name):
        return None
    part: Message = getattr(message, name)
    if write:
        part.SetInParent()
    return part


def _read(part: Message, field: Field, typed: str) -> Any:
    if field.kind == "euros":
        return cents_typed(typed)
    if field.kind == "yes_no":
        return typed == YES
    if field.kind == "commune":
        return commune_typed(typed)
    if field.kind == "number":
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
            raise Mistyped("Écrivez un nombre, en chiffres.")
        if int(typed) > field.most:
            raise Mistyped(f"Indiquez un nombre entre 0 et {field.most}.")
        return int(typed)
    enum = _enum(part, field.field)
    known = {code(enum, value.number): value.number for value in enum.values}
    if typed not in known:
        raise Mistyped("Choisissez dans la liste.")
    return known[typed]
