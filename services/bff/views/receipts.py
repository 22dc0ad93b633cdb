"""What became of a change at each organisme: who has it, who applied it, who has not, and since when."""

from mesdroits.situation.v1 import ledger_pb2 as pb
from mesdroits.situation.v1 import situation_service_pb2 as service_pb

from services.bff.views.base import View
from services.bff.views.french import counted, instant, moment
from services.bff.views.situation import FactView, fact_view
from services.bff.views.tell import ExclusionView, exclusion_views

_STATES = {
    pb.DELIVERY_STATE_PENDING: ("pending", "Enregistré, envoi imminent"),
    pb.DELIVERY_STATE_SENT: ("sent", "Envoyé, pas encore reçu"),
    pb.DELIVERY_STATE_RECEIVED: ("received", "Reçu, pas encore pris en compte"),
    pb.DELIVERY_STATE_APPLIED: ("applied", "Pris en compte"),
    pb.DELIVERY_STATE_REJECTED: ("rejected", "Refusé"),
    pb.DELIVERY_STATE_CONTROL_REQUESTED: ("control_requested", "L'organisme veut vérifier"),
    pb.DELIVERY_STATE_DEAD: ("dead", "N'a pas pu être remis"),
}
_UNKNOWN = ("unknown", "État non communiqué")
# Nothing more is expected, unless the person sends it again.
_FINAL = frozenset({"applied", "rejected", "dead"})
_TO_LOOK_AT = frozenset({"rejected", "dead", "control_requested"})


class StepView(View):
    """One step of a delivery."""

    state: str
    text: str
    time: str
    time_text: str
    reason: str | None


class DeliveryView(View):
    """Where one delivery stands: pending, sent, received, applied, rejected, control_requested or dead."""

    delivery_id: str
    organisme: str
    name: str
    state: str
    text: str
    since: str
    since_text: str
    reason: str | None
    final: bool
    can_replay: bool
    steps: tuple[StepView, ...]


class DeclarationView(View):
    """A change that was confirmed. `final` says that nothing more is expected of anybody; `attention` counts the organismes that refused it, want
    to check something, or could not be reached."""

    declaration_id: str
    fact: FactView
    deliveries: tuple[DeliveryView, ...]
    exclusions: tuple[ExclusionView, ...]
    declare_time: str
    declared_text: str
    trace_id: str
    applied: int
    total: int
    attention: int
    progress_text: str
    final: bool


class DeclarationsView(View):
    """A page of declarations, newest first."""

    declarations: tuple[DeclarationView, ...]
    next_page_token: str | None


class ReceiptView(View):
    """One step that a delivery has just made, and where the whole declaration stands."""

    delivery: DeliveryView
    step: StepView
    progress_text: str
    final: bool


def delivery_view(delivery: pb.Delivery) -> DeliveryView:
    """Where one delivery stands."""
    state, text = _STATES.get(delivery.state, _UNKNOWN)
    return DeliveryView(
        delivery_id=delivery.delivery_id,
        organisme=delivery.organisme,
        name=delivery.organisme_name,
        state=state,
        text=text,
        since=instant(delivery.state_time),
        since_text=moment(delivery.state_time),
        reason=delivery.reason or None,
        final=state in _FINAL,
        can_replay=state == "dead",
        steps=tuple(_step(step) for step in delivery.steps),
    )


def declaration_view(declaration: pb.Declaration) -> DeclarationView:
    """A declaration, with what became of it."""
    deliveries = tuple(delivery_view(delivery) for delivery in declaration.deliveries)
    applied = sum(delivery.state == "applied" for delivery in deliveries)
    attention = sum(delivery.state in _TO_LOOK_AT for delivery in deliveries)
    return DeclarationView(
        declaration_id=declaration.declaration_id,
        fact=fact_view(declaration.version),
        deliveries=deliveries,
        exclusions=exclusion_views(declaration.exclusions),
        declare_time=instant(declaration.declare_time),
        declared_text=f"Déclaré {moment(declaration.declare_time)}",
        trace_id=declaration.trace_id,
        applied=applied,
        total=len(deliveries),
        attention=attention,
        progress_text=_progress(applied, len(deliveries), attention),
        final=all(delivery.final for delivery in deliveries),
    )


def declarations_view(answer: service_pb.ListDeclarationsResponse) -> DeclarationsView:
    """A page of declarations."""
    return DeclarationsView(
        declarations=tuple(declaration_view(declaration) for declaration in answer.declarations),
        next_page_token=answer.next_page_token or None,
    )


def new_receipts(before: DeclarationView, after: DeclarationView) -> tuple[ReceiptView, ...]:
    """The steps made between two looks at the same declaration, in the order of their times."""
    known = {delivery.delivery_id: len(delivery.steps) for delivery in before.deliveries}
    fresh = [
        ReceiptView(delivery=delivery, step=step, progress_text=after.progress_text, final=after.final)
        for delivery in after.deliveries
        for step in delivery.steps[known.get(delivery.delivery_id, 0) :]
    ]
    return tuple(sorted(fresh, key=lambda receipt: receipt.step.time))


def _step(step: pb.DeliveryStep) -> StepView:
    state, text = _STATES.get(step.state, _UNKNOWN)
    return StepView(
        state=state,
        text=text,
        time=instant(step.step_time),
        time_text=moment(step.step_time),
        reason=step.reason or None,
    )


def _progress(applied: int, total: int, attention: int) -> str:
    if not total:
        return "Aucun organisme n'avait à recevoir cette information."
    if applied == total:
        return "Tous les organismes l'ont prise en compte."
    done = (
        f"{counted(applied, 'organisme', 'organismes')} sur {total} l'{'ont' if applied > 1 else 'a'} prise en compte."
    )
    if not attention:
        return done
    return f"{done} {counted(attention, 'réponse demande', 'réponses demandent')} votre attention."
