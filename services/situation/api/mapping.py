"""Requests into what the domain understands, and its answers into the contract's messages."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.errors import InvalidInput, Violation
from services.situation.domain.catalogue import END, START, Bound, Catalogue, FactKind, FieldSpec, Question, Recipient
from services.situation.domain.content import longest
from services.situation.domain.errors import InvalidChange
from services.situation.domain.facts import Change, Verb
from services.situation.domain.preview import shown_fields
from services.situation.domain.routing import share
from services.situation.mapping.content import content_of, date_text, kind_of
from services.situation.mapping.ledger import (
    basis_message,
    exclusion_message,
    kind_message,
    obligation_message,
    period_message,
    timestamp,
)
from services.situation.usecases.change import Preview, Told

_BOUNDS = {START: "validity.start_date", END: "validity.end_date"}


def change_of(message: ledger_pb2.ProposedChange) -> Change:
    """A proposed change. Raises InvalidChange when its verb or its kind is missing, or its content is of another kind."""
    kind = _name(facts_pb2.FactKind, message.kind)
    verb = _name(ledger_pb2.Verb, message.verb)
    told = kind_of(message.content)
    faults = [
        *(
            []
            if verb
            else [Violation("change.verb", "Dites si cette information est nouvelle, corrigée, annulée ou terminée.")]
        ),
        *([] if kind else [Violation("change.kind", "Choisissez le type d'information à déclarer.")]),
        *(
            [Violation("change.content", "Ce contenu n'est pas du type annoncé.")]
            if kind and told not in (None, kind)
            else []
        ),
    ]
    if faults:
        raise InvalidChange(faults)
    return Change(
        verb=Verb(verb),
        kind=kind,
        fact_id=message.fact_id or None,
        previous_version_id=message.previous_version_id or None,
        content=content_of(message.content),
        start=_date(message.validity, "start_date"),
        end=_date(message.validity, "end_date"),
    )


def day_of(message: date_pb2.Date, field: str) -> date:
    """A date that exists. Raises InvalidInput on its field."""
    try:
        return date.fromisoformat(date_text(message))
    except ValueError:
        raise InvalidInput([Violation(field, "Cette date n'existe pas.")]) from None


def instant_of(message: Timestamp, field: str) -> datetime:
    """An instant. Raises InvalidInput on its field."""
    try:
        return message.ToDatetime(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput([Violation(field, "Cet instant n'existe pas.")]) from None


def preview_response(preview: Preview, catalogue: Catalogue, today: date) -> pb.PreviewChangeResponse:
    """Who would receive what, who would not, what was told already, and the etag."""
    return pb.PreviewChangeResponse(
        recipients=[_recipient_preview(preview, rule, catalogue, today) for rule in preview.routing.recipients],
        exclusions=[exclusion_message(left_out, catalogue, today) for left_out in preview.routing.exclusions],
        etag=preview.etag,
        already_told=_already_told(preview.told) if preview.told else None,
    )


def kind_info(kind: FactKind, organismes: Iterable[str] | None, catalogue: Catalogue, today: date) -> pb.FactKindInfo:
    """One kind of the catalogue, with its recipients among `organismes` (None: all of them)."""
    rules = [
        rule for rule in kind.recipients if rule.holds(today) and (organismes is None or rule.organisme in organismes)
    ]
    return pb.FactKindInfo(
        kind=kind_message(kind.name),
        label=kind.label,
        description=kind.description,
        fields=[_field_info(kind, spec, path) for spec, path in _flat(kind.fields, "")],
        questions=[_question_info(question) for question in kind.questions],
        start=_bound_info(kind.start, START, required=True),
        end=_bound_info(kind.end, END, required=False) if kind.end else None,
        recipients=[
            pb.RecipientInfo(
                organisme=rule.organisme,
                organisme_name=catalogue.name_of(rule.organisme, today),
                legal_basis=basis_message(rule.basis),
                obligation=obligation_message(rule.obligation),
            )
            for rule in rules
        ],
    )


def _recipient_preview(
    preview: Preview, rule: Recipient, catalogue: Catalogue, today: date
) -> ledger_pb2.RecipientPreview:
    outcome = preview.outcome
    shown = shown_fields(outcome.kind.fields, share(rule, outcome.content) or {})
    return ledger_pb2.RecipientPreview(
        organisme=rule.organisme,
        organisme_name=catalogue.name_of(rule.organisme, today),
        fields=[ledger_pb2.FieldPreview(field=line.field, label=line.label, value=line.value) for line in shown],
        legal_basis=basis_message(rule.basis),
        obligation=obligation_message(rule.obligation),
        validity=period_message(outcome.validity),
        verb=ledger_pb2.Verb.Value(f"VERB_{outcome.verb}"),
        obligation_explanation=rule.obligation_explanation,
    )


def _already_told(told: Told) -> pb.AlreadyTold:
    version = told.version
    return pb.AlreadyTold(
        fact_id=version.fact_id,
        version_id=version.version_id,
        declaration_id=told.declaration_id,
        declare_time=timestamp(version.known_time),
    )


def _field_info(kind: FactKind, spec: FieldSpec, path: str) -> pb.FieldInfo:
    return pb.FieldInfo(
        field=path,
        label=spec.label,
        required=spec.required,
        codes=spec.codes,
        type=pb.FieldType.Value(f"FIELD_TYPE_{spec.type.name}"),
        hint=spec.hint,
        code_labels=spec.codes.values(),
        format=spec.format or "",
        maximum=longest(spec),
        default_value=spec.default or "",
        optional=kind.may_lack(spec),
    )


def _bound_info(bound: Bound, name: str, *, required: bool) -> pb.FieldInfo:
    return pb.FieldInfo(
        field=bound.field or _BOUNDS[name],
        label=bound.label,
        required=required,
        type=pb.FIELD_TYPE_DATE,
        hint=bound.hint,
        optional=not required,
    )


def _question_info(question: Question) -> pb.QuestionInfo:
    field, codes = question.only_when or ("", ())
    return pb.QuestionInfo(
        label=question.label,
        hint=question.hint,
        fields=[_BOUNDS.get(name, name) for name in question.fields],
        only_field=field,
        only_codes=codes,
    )


def _flat(fields: Iterable[FieldSpec], prefix: str) -> Iterable[tuple[FieldSpec, str]]:
    for spec in fields:
        yield spec, prefix + spec.name
        yield from _flat(spec.fields, f"{prefix}{spec.name}[].")


def _date(period: date_pb2.Period, bound: str) -> str | None:
    return date_text(getattr(period, bound)) if period.HasField(bound) else None  # type: ignore[arg-type]


def _name(enum: type[facts_pb2.FactKind] | type[ledger_pb2.Verb], number: int) -> str:
    """The value's name without its prefix; empty when unspecified or unknown."""
    value = enum.DESCRIPTOR.values_by_number.get(number)
    prefix = "FACT_KIND_" if enum is facts_pb2.FactKind else "VERB_"
    name = value.name.removeprefix(prefix) if value else ""
    return "" if name == "UNSPECIFIED" else name
