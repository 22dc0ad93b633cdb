"""The kinds of facts that can be told: their fields, the questions that ask for them, and who may receive them."""

from mesdroits.common.v1 import legal_basis_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from services.bff import facts
from services.bff.views.base import View

START, END = "validity.start_date", "validity.end_date"
_COUNTRY = "country_code"
_INPUTS = {
    pb.FIELD_TYPE_CODE: "choice",
    pb.FIELD_TYPE_DATE: "date",
    pb.FIELD_TYPE_MONTH: "month",
    pb.FIELD_TYPE_INTEGER: "number",
    pb.FIELD_TYPE_AMOUNT: "amount",
    pb.FIELD_TYPE_BOOLEAN: "tick",
    pb.FIELD_TYPE_LINES: "lines",
}


class CodeView(View):
    """A value of a list."""

    code: str
    label: str


class FieldView(View):
    """A field of a kind. `type` is what it is in the content: text, date, number, boolean or lines. `input` is how it is asked for: text, choice,
    country, date, month, number, amount (in euros; cents in the content), tick, lines. `format`: what a text must look like.
    `optional`: it may be left out whatever else is told."""

    field: str
    label: str
    type: str
    required: bool
    codes: tuple[CodeView, ...]
    input: str = "text"
    hint: str = ""
    format: str = ""
    maximum: int | None = None
    default: str | None = None
    optional: bool = False


class QuestionView(View):
    """What is asked together. `fields`: those of the kind, and `validity.start_date`, `validity.end_date`. Asked only once `only_field`, if there is
    one, says one of `only_codes`."""

    label: str
    hint: str
    fields: tuple[str, ...]
    only_field: str | None
    only_codes: tuple[str, ...]


class BasisView(View):
    """The article that lets an organisme receive a fact, and what it says."""

    reference: str
    explanation: str


class ReceiverView(View):
    """Who may receive a kind."""

    organisme: str
    name: str
    required: bool
    obligation_text: str
    legal_basis: BasisView


class KindView(View):
    """A kind of fact that can be told. `start`: how its first day is asked for; a field of the content there says that day itself. `end`: its last
    day, where it may be known beforehand."""

    kind: str
    label: str
    description: str
    fields: tuple[FieldView, ...]
    recipients: tuple[ReceiverView, ...]
    questions: tuple[QuestionView, ...] = ()
    start: FieldView | None = None
    end: FieldView | None = None


class KindsView(View):
    """A page of kinds."""

    kinds: tuple[KindView, ...]
    next_page_token: str | None


def kind_view(info: pb.FactKindInfo) -> KindView:
    """A kind that can be told."""
    kind = facts.kind_name(info.kind)
    return KindView(
        kind=kind,
        label=info.label,
        description=info.description,
        fields=tuple(_field(facts.field_type(kind, field.field), field) for field in info.fields),
        recipients=tuple(_receiver(recipient) for recipient in info.recipients),
        questions=tuple(_question(question) for question in info.questions),
        start=_field("date", info.start) if info.HasField("start") else None,
        end=_field("date", info.end) if info.HasField("end") else None,
    )


def kinds_view(answer: pb.ListFactKindsResponse) -> KindsView:
    """A page of kinds."""
    return KindsView(
        kinds=tuple(kind_view(info) for info in answer.kinds), next_page_token=answer.next_page_token or None
    )


def basis_view(basis: legal_basis_pb2.LegalBasis) -> BasisView:
    """An article, and what it says."""
    return BasisView(reference=basis.reference, explanation=basis.explanation)


def obligation(value: int) -> tuple[bool, str]:
    """Whether the law makes the person tell this organisme, and how that is said."""
    required = value != legal_basis_pb2.OBLIGATION_OPTIONAL
    return required, "La loi vous demande de le dire à cet organisme" if required else "Vous pouvez refuser cet envoi"


def _field(type_: str, info: pb.FieldInfo) -> FieldView:
    labels = info.code_labels or info.codes
    return FieldView(
        field=info.field,
        label=info.label,
        type=type_,
        required=info.required,
        codes=tuple(CodeView(code=code, label=label) for code, label in zip(info.codes, labels, strict=True)),
        input="country" if info.format == _COUNTRY else _INPUTS.get(info.type, "text"),
        hint=info.hint,
        format=info.format,
        maximum=info.maximum or None,
        default=info.default_value or None,
        optional=info.optional,
    )


def _question(info: pb.QuestionInfo) -> QuestionView:
    return QuestionView(
        label=info.label,
        hint=info.hint,
        fields=tuple(info.fields),
        only_field=info.only_field or None,
        only_codes=tuple(info.only_codes),
    )


def _receiver(recipient: pb.RecipientInfo) -> ReceiverView:
    required, text = obligation(recipient.obligation)
    return ReceiverView(
        organisme=recipient.organisme,
        name=recipient.organisme_name,
        required=required,
        obligation_text=text,
        legal_basis=basis_view(recipient.legal_basis),
    )
