"""The form of a claim: its questions as boxes, what was typed into them, and what is to be mended. Nothing that was typed is ever lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from chassis.errors import InvalidInput
from services.bff.household.values import Mistyped, euros_typed
from services.bff.pages.forms import Fault, beside
from services.bff.pages.telling.page import Box, box
from services.bff.pages.telling.questions import Asked
from services.bff.pages.telling.typed import read, shown
from services.bff.views.claim_outcome import ExpectedPieceView
from services.bff.views.claiming import ClaimQuestionView
from services.bff.views.claims import ClaimsView, ClaimView
from services.bff.views.french import euros
from services.bff.views.kinds import CodeView, FieldView

_INPUTS = {"date": "date", "choice": "choice", "yes_no": "choice", "amount": "amount"}
_YES_NO = (CodeView(code="yes", label="Oui"), CodeView(code="no", label="Non"))
_PREFIX = "answers."
_MISSING = "Répondez à cette question."
_RUNNING = frozenset({"submitted", "received", "incomplete", "under_review"})


@dataclass(frozen=True)
class Sent:
    """A form that was sent: the answers that can be kept, and what is to be mended."""

    answers: Mapping[str, str]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Answered:
    """A question with what was answered, in words; nothing where nothing was."""

    label: str
    text: str


@dataclass(frozen=True)
class Line:
    """A claim of the list, with its parts that stand on the same page."""

    claim: ClaimView
    parts: tuple[ClaimView, ...]


def words_of(draft: ClaimView) -> Mapping[str, str]:
    """What would have been typed for the answers of a draft."""
    words: dict[str, str] = {}
    for asked in _asked(draft.questions):
        value = draft.answers.get(asked.field.field)
        if value is not None:
            words.update(zip(asked.boxes, _shown(asked.field, value), strict=True))
    return words


def boxes_of(draft: ClaimView, words: Mapping[str, str], found: Sequence[Fault] = ()) -> tuple[Box, ...]:
    """The form, filled with what was typed."""
    errors = beside(found)
    return tuple(box(asked, words, errors[asked.name]) for asked in _asked(draft.questions))


def read_form(draft: ClaimView, words: Mapping[str, str], *, whole: bool) -> Sent:
    """What was meant; `whole`: it is about to be sent, and nothing may be missing."""
    answers: dict[str, str] = {}
    found: list[Fault] = []
    for asked in _asked(draft.questions):
        try:
            value = read(asked.field, tuple(words.get(name, "") for name in asked.boxes))
        except Mistyped as mistyped:
            found.append(_fault(asked, str(mistyped)))
            continue
        if value is not None:
            answers[asked.field.field] = str(value)
        elif whole and asked.field.required:
            found.append(_fault(asked, _MISSING))
    return Sent(answers, tuple(found))


def refused(draft: ClaimView, problem: InvalidInput) -> tuple[Fault, ...]:
    """What the service refuses of the answers, beside its questions."""
    asked = {one.name: one for one in _asked(draft.questions)}
    return tuple(
        _fault(asked[one.field], one.description) if one.field in asked else Fault("", "contenu", one.description)
        for one in problem.violations
    )


def without(answers: Mapping[str, str], found: Iterable[Fault]) -> dict[str, str]:
    """The answers that nobody refused."""
    names = {fault.field for fault in found}
    return {key: value for key, value in answers.items() if _PREFIX + key not in names}


def answered(draft: ClaimView) -> tuple[Answered, ...]:
    """The questions of a draft with their answers, as they will be sent."""
    return tuple(
        Answered(asked.field.label, _in_words(asked.field, draft.answers)) for asked in _asked(draft.questions)
    )


def deposit_path(piece: ExpectedPieceView, claim: ClaimView) -> str:
    """Where the piece is deposited, told what it answers."""
    told = {
        "organisme": claim.organisme or "",
        "benefit": claim.benefit,
        "expected_piece_id": piece.expected_piece_id,
        "claim_id": claim.claim_id,
        "organisme_reference": claim.organisme_reference or "",
    }
    return f"/documents/deposer/{quote(piece.type)}?" + urlencode(
        {name: value for name, value in told.items() if value}
    )


def grouped(view: ClaimsView) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """The claims of a page by what they wait for: the person first, then the others, then nobody."""
    here = {claim.claim_id for claim in view.claims}
    lines = [
        Line(claim, tuple(one for one in view.claims if one.parent_claim_id == claim.claim_id and _is_part(one)))
        for claim in view.claims
        if not (_is_part(claim) and claim.parent_claim_id in here)
    ]
    groups = {"À vous d'agir": _yours, "En cours": _running, "Terminées": _over}
    return tuple((title, found) for title, holds in groups.items() if (found := tuple(filter(holds, lines))))


def _yours(line: Line) -> bool:
    waiting = line.claim.waiting
    return line.claim.state == "draft" or (waiting is not None and waiting.who == "person")


def _running(line: Line) -> bool:
    return line.claim.state in _RUNNING and not _yours(line)


def _over(line: Line) -> bool:
    return line.claim.state not in _RUNNING and not _yours(line)


def _is_part(claim: ClaimView) -> bool:
    return claim.kind == "regime_part"


def _asked(questions: Iterable[ClaimQuestionView]) -> list[Asked]:
    return [Asked(_PREFIX + one.key, _field(one), _PREFIX + one.key) for one in questions]


def _field(question: ClaimQuestionView) -> FieldView:
    return FieldView(
        field=question.key,
        label=question.label,
        type="text",
        required=question.required,
        codes=_YES_NO if question.type == "yes_no" else question.codes,
        input=_INPUTS.get(question.type, "text"),
        hint=question.hint,
        optional=not question.required,
    )


def _fault(asked: Asked, message: str) -> Fault:
    return Fault(asked.name, asked.boxes[0], message, asked.field.label)


def _shown(field: FieldView, answer: str) -> tuple[str, ...]:
    if field.input != "amount":
        return shown(field, answer)
    # Words were kept before the question was one of money: they come back to be mended.
    return (euros_typed(int(answer)) if answer.isdecimal() else answer,)


def _in_words(field: FieldView, answers: Mapping[str, str]) -> str:
    value = answers.get(field.field, "")
    if field.input == "date" and value:
        return "/".join(reversed(value.split("-")))
    if field.input == "amount" and value.isdecimal():
        return euros(int(value))
    return next((one.label for one in field.codes if one.code == value), value)
