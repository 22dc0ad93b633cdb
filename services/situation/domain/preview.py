"""Exactly what each organisme would receive, as a person reads it, and the digest that ties a confirmation to it."""

import base64
import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.situation.domain.catalogue import FieldSpec, FieldType, Recipient
from services.situation.domain.content import Content
from services.situation.domain.dates import Period, french_date, french_month
from services.situation.domain.facts import Outcome
from services.situation.domain.routing import Routing, share


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as a recipient would receive it; `field` is its path in the contract, the rest is French."""

    field: str
    label: str
    value: str


def shown_fields(fields: Sequence[FieldSpec], content: Content) -> tuple[ShownField, ...]:
    """Every field of a content, in the order of the catalogue."""
    return tuple(_shown(fields, content, ""))


def _shown(fields: Sequence[FieldSpec], content: Content, path: str) -> Iterator[ShownField]:
    for spec in fields:
        if spec.name not in content:
            continue
        value = content[spec.name]
        if spec.type is FieldType.LINES:
            for rank, line in enumerate(value):
                yield from _shown(spec.fields, line, f"{path}{spec.name}[{rank}].")
        else:
            yield ShownField(path + spec.name, spec.label, _VALUES[spec.type](spec, value))


def _text(spec: FieldSpec, value: str) -> str:
    if spec.format == "iban":
        return " ".join(value[start : start + 4] for start in range(0, len(value), 4))
    return value


def _amount(_: FieldSpec, cents: int) -> str:
    euros = f"{cents // 100:,}".replace(",", "\u202f")
    return f"{euros},{cents % 100:02d}\u00a0€"


_VALUES: dict[FieldType, Callable[[FieldSpec, Any], str]] = {
    FieldType.TEXT: _text,
    FieldType.CODE: lambda spec, code: spec.codes.get(code, code),
    FieldType.DATE: lambda _, day: french_date(date.fromisoformat(day)),
    FieldType.MONTH: lambda _, day: french_month(date.fromisoformat(day)),
    FieldType.INTEGER: lambda _, number: str(number),
    FieldType.AMOUNT: _amount,
    FieldType.BOOLEAN: lambda _, true: "Oui" if true else "Non",
}


def etag(person_id: str, outcome: Outcome, routing: Routing, standing: Collection[str] = ()) -> str:
    """The digest of what would be sent, and of what it was decided upon: another etag if, and only if, somebody would
    receive something else, or the person's facts of this kind are no longer those they saw.

    `standing` is the last version's id of each of these facts. The digest holds the person's id, so that the digest of a short content cannot be looked up in a table.
    """
    sent = [_sent(rule, outcome.content) for rule in routing.recipients]
    change = [outcome.verb, outcome.kind.name, _bounds(outcome.validity)]
    previous = [outcome.previous.fact_id, outcome.previous.version_id] if outcome.previous else []
    text = json.dumps([person_id, change, previous, sorted(standing), sent], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def _sent(rule: Recipient, content: Content | None) -> list[Any]:
    basis = [rule.basis.reference, rule.basis.explanation, rule.obligation]
    return [rule.organisme, share(rule, content), basis]


def _bounds(validity: Period) -> list[str | None]:
    return [validity.start.isoformat(), validity.end.isoformat() if validity.end else None]
