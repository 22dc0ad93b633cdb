"""A change of situation as a client sends it, and what it means in the contract."""

from typing import Annotated, Any, Literal

from mesdroits.common.v1 import date_pb2
from mesdroits.situation.v1 import ledger_pb2
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from chassis.errors import InvalidInput, Violation
from services.bff import facts
from services.bff.countries import countries

_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
Id = Annotated[str, StringConstraints(pattern=_UUID), WithJsonSchema({"type": "string", "pattern": _UUID})]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    WithJsonSchema({"type": "string", "format": "date"}),
]
OptionalDay = Annotated[Day | None, WithJsonSchema({"type": "string", "format": "date"})]
Verb = Literal["created", "corrected", "annulled", "ended"]
KindName = Literal[
    "address", "contact", "family_status", "child_arrival", "child_departure", "pregnancy", "death_of_relative",
    "employment_status", "monthly_resources", "housing", "bank_account", "regime", "disability_recognition", "studies",
]  # fmt: skip
_NOT_A_DAY = "Cette date n'existe pas."
_NOT_A_COUNTRY = "Choisissez un pays dans la liste."


def _by_kind(schema: dict[str, Any]) -> None:
    """Ties each kind to its own content, which the type of the field alone cannot say."""
    schema["oneOf"] = [
        {
            "title": kind,
            "required": ["kind"],
            "properties": {
                "kind": {"const": kind},
                "content": {"anyOf": [facts.content_schema(kind), {"type": "null"}]},
            },
        }
        for kind in facts.KINDS
    ]


class Validity(BaseModel):
    """When the fact is true in the world, both days included. Without an end, no end is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start_date: Day | None = None
    end_date: Day | None = None


class Change(BaseModel):
    """A change of situation. To create: content and start. To correct: the fact, the version seen, content. To annul: the fact and the version
    seen. To end: the fact, the version seen and the last day."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_by_kind)

    verb: Verb
    kind: KindName
    fact_id: Id | None = None
    previous_version_id: Id | None = None
    content: dict[str, Any] | None = Field(None)
    validity: Validity | None = None


def proposed(change: Change) -> ledger_pb2.ProposedChange:
    """The change in the terms of the contract. Raises InvalidInput, which names every field that cannot be read."""
    made = ledger_pb2.ProposedChange(
        verb=facts.verb_value(change.verb),
        kind=facts.kind_value(change.kind),
        fact_id=change.fact_id or "",
        previous_version_id=change.previous_version_id or "",
    )
    faults: list[Violation] = []
    if change.content is not None:
        try:
            made.content.CopyFrom(facts.content_of(change.kind, change.content))
        except InvalidInput as unreadable:
            faults.extend(unreadable.violations)
        faults.extend(_unknown_country(made.content.address.country_code))
    for name in ("start_date", "end_date"):
        faults.extend(_copy_day(change.validity, name, made.validity))
    if faults:
        raise InvalidInput(faults)
    return made


def _unknown_country(code: str) -> list[Violation]:
    # Absent, it is France: the catalogue says so.
    return (
        [Violation("content.country_code", _NOT_A_COUNTRY)] if code.strip() and code.strip() not in countries() else []
    )


def _copy_day(validity: Validity | None, name: str, target: date_pb2.Period) -> list[Violation]:
    text: str | None = getattr(validity, name) if validity else None
    if text is None:
        return []
    day = facts.date_of(text)
    if day is None:
        return [Violation(f"validity.{name}", _NOT_A_DAY)]
    getattr(target, name).CopyFrom(day)
    return []
