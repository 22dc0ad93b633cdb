"""Telling a change: the form, then exactly what each organisme would receive."""

from collections.abc import Iterable

from mesdroits.situation.v1 import ledger_pb2 as pb
from mesdroits.situation.v1 import situation_service_pb2 as service_pb

from services.bff.changes import Change
from services.bff.views.base import View
from services.bff.views.french import counted, day, instant, listed, moment
from services.bff.views.impact import ImpactView
from services.bff.views.kinds import BasisView, KindView, basis_view, kind_view, obligation
from services.bff.views.situation import ControlView, FactView, control_view, fact_view
from services.bff.views.told import ToldView, told_lines

_EXCLUSIONS = {
    pb.EXCLUSION_REASON_NOT_ATTACHED: "not_attached",
    pb.EXCLUSION_REASON_NO_LEGAL_BASIS: "no_legal_basis",
    pb.EXCLUSION_REASON_REFUSED: "refused",
}


class TellView(View):
    """The form of one kind. `current` is what is true today as far as we know, `known` the same in words: a new one takes its place from its own
    start."""

    kind: KindView
    current: FactView | None
    known: tuple[ToldView, ...]
    recipients_text: str


class ShownFieldView(View):
    """A field as a recipient would receive it."""

    field: str
    label: str
    value: str


class RecipientView(View):
    """What one organisme would receive, and why it may."""

    organisme: str
    name: str
    fields: tuple[ShownFieldView, ...]
    legal_basis: BasisView
    required: bool
    obligation_text: str
    controls: tuple[ControlView, ...]
    when_text: str = ""


class ExclusionView(View):
    """An organisme that does not receive it: not_attached, no_legal_basis or refused."""

    organisme: str
    name: str
    reason: str
    text: str


class AlreadyToldView(View):
    """The declaration that said the same already: to say it again, the confirmation says `repeat`."""

    declaration_id: str
    declare_time: str
    text: str


class PreviewView(View):
    """Exactly what would be sent. `etag` and `change` come back with the confirmation."""

    change: Change
    recipients: tuple[RecipientView, ...]
    exclusions: tuple[ExclusionView, ...]
    etag: str
    text: str
    already_told: AlreadyToldView | None = None
    # What it would do to the person's rights; absent where it was not asked.
    impact: ImpactView | None = None


def tell_view(info: service_pb.FactKindInfo, current: pb.FactVersion | None) -> TellView:
    """The form of a kind, beside what is known."""
    kind, fact = kind_view(info), fact_view(current) if current else None
    return TellView(
        kind=kind,
        current=fact,
        known=told_lines(kind, (fact.content if fact else None) or {}),
        recipients_text=_recipients_text(kind),
    )


def preview_view(change: Change, answer: service_pb.PreviewChangeResponse) -> PreviewView:
    """Exactly what would be sent, to whom."""
    recipients = tuple(_recipient(recipient) for recipient in answer.recipients)
    return PreviewView(
        change=change,
        recipients=recipients,
        exclusions=exclusion_views(answer.exclusions),
        etag=answer.etag,
        text=_preview_text(change.verb, recipients),
        already_told=_already_told(answer.already_told) if answer.HasField("already_told") else None,
    )


def exclusion_views(exclusions: Iterable[pb.Exclusion]) -> tuple[ExclusionView, ...]:
    """Who does not receive it, and why."""
    return tuple(
        ExclusionView(
            organisme=exclusion.organisme,
            name=exclusion.organisme_name,
            reason=_EXCLUSIONS.get(exclusion.reason, "not_attached"),
            text=exclusion.explanation,
        )
        for exclusion in exclusions
    )


def _already_told(told: service_pb.AlreadyTold) -> AlreadyToldView:
    return AlreadyToldView(
        declaration_id=told.declaration_id,
        declare_time=instant(told.declare_time),
        text=f"Vous avez déjà déclaré cela {moment(told.declare_time)}.",
    )


def _recipient(recipient: pb.RecipientPreview) -> RecipientView:
    required, text = obligation(recipient.obligation)
    return RecipientView(
        organisme=recipient.organisme,
        name=recipient.organisme_name,
        fields=tuple(ShownFieldView(field=f.field, label=f.label, value=f.value) for f in recipient.fields),
        legal_basis=basis_view(recipient.legal_basis),
        required=required,
        obligation_text=recipient.obligation_explanation or text,
        controls=tuple(control_view(control) for control in recipient.controls),
        when_text=_when(recipient),
    )


def _when(recipient: pb.RecipientPreview) -> str:
    """From when it holds, or what is said of a fact that stops; empty where nothing is known of it."""
    if recipient.verb == pb.VERB_ANNULLED:
        return "Cette information est annulée : elle n'aurait pas dû être déclarée."
    validity = recipient.validity
    end = day(validity.end_date) if validity.HasField("end_date") else ""
    if recipient.verb == pb.VERB_ENDED:
        return f"Cette information n'est plus vraie après le {end}."
    if not validity.HasField("start_date"):
        return ""
    start = day(validity.start_date)
    return f"Du {start} au {end}" if end else f"À partir du {start}"


# Who is told, and what they are told, by what is done to the fact.
_WHO = ("organisme recevra", "organismes recevront")
_WHO_IS_WARNED = ("organisme sera prévenu", "organismes seront prévenus")
_TOLD = {
    "created": (_WHO, "cette information"),
    "corrected": (_WHO, "cette correction"),
    "annulled": (_WHO_IS_WARNED, "que cette information est annulée"),
    "ended": (_WHO_IS_WARNED, "que cette information n'est plus vraie"),
}


def _preview_text(verb: str, recipients: tuple[RecipientView, ...]) -> str:
    who, what = _TOLD[verb]
    if not recipients and verb in ("annulled", "ended"):
        return "Aucun organisme n'a reçu cette information : aucun n'a à en être prévenu."
    if not recipients:
        return f"Aucun organisme ne recevrait {what}. Elle serait gardée dans votre espace."
    names = listed([recipient.name for recipient in recipients])
    return f"{counted(len(recipients), *who)} {what} : {names}. Rien n'est encore envoyé."


def _recipients_text(kind: KindView) -> str:
    names = listed([recipient.name for recipient in kind.recipients])
    return f"Peuvent la recevoir, s'ils vous connaissent : {names}." if names else "Aucun organisme ne la reçoit."
