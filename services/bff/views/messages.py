"""« Mes messages » : what the suite and the organismes tell a person, and how it was sent."""

from typing import Any

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.notify.v1 import message_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.bff.facts import iso_date
from services.bff.shapes import code
from services.bff.views.assurance import concealed
from services.bff.views.base import Link, View
from services.bff.views.french import counted, day, instant, moment

_KINDS = {"task": "À faire", "notice": "À savoir", "organisme": "Message d'un organisme"}
_STATES = {"open": "En cours", "done": "C'est fait", "cancelled": "Ne tient plus", "expired": "Date dépassée"}
_CHANNELS = {
    "in_app": "Dans cet espace",
    "email": "Par e-mail",
    "sms": "Par SMS",
    "push": "Par notification",
    "letter": "Par courrier",
    "call": "Par téléphone",
}
_STATUSES = {
    "created": "À envoyer",
    "sending": "En cours d'envoi",
    "sent": "Envoyé",
    "delivered": "Arrivé",
    "permanent_failure": "N'a pas pu arriver",
    "temporary_failure": "Nouvel essai à venir",
    "technical_failure": "Envoi abandonné",
    "returned": "Courrier revenu",
    "cancelled": "Non envoyé",
}
_HIDDEN = "Ce message parle de santé"
_OURS = "Oui, ce message vient de nous. Il vous a été envoyé {channel} {when}."
_NOT_OURS = (
    "Non, nous ne vous avons pas envoyé ce code. Ne répondez pas à ce message et ne suivez aucun lien qu'il contient. "
    "S'il s'agit d'un SMS, vous pouvez le transférer au 33700."
)


class DeliveryView(View):
    """How a message was sent through one channel. `code`: by which it is recognised here. `action`: what makes the next one arrive."""

    delivery_id: str
    channel: str
    channel_text: str
    status: str
    status_text: str
    status_time: str
    time_text: str
    explanation: str | None
    masked_address: str | None
    code: str | None
    action: Link | None


class MessageView(View):
    """A message. `kind`: task, notice or organisme. `state`: open, done, cancelled or expired. `deliveries`: in one message alone.

    `step_up`: how to read what a weak login hides, where a stronger one is offered.
    """

    message_id: str
    kind: str
    kind_text: str
    organisme: str | None
    sender_name: str
    title: str
    paragraphs: tuple[str, ...]
    hidden: bool
    step_up: Link | None
    because: str | None
    rule: str | None
    rule_quote: str | None
    legal_reference: str | None
    due_date: str | None
    due_text: str | None
    consequence: str | None
    action: Link | None
    state: str
    state_text: str
    state_reason: str | None
    create_time: str
    created_text: str
    read: bool
    deliveries: tuple[DeliveryView, ...]
    can_complete: bool
    can_reopen: bool


class MessagesView(View):
    """A page of messages, newest first."""

    messages: tuple[MessageView, ...]
    next_page_token: str | None
    unread: int
    unread_text: str


class CodeView(View):
    """Whether a code is ours."""

    ours: bool
    text: str
    message_id: str | None


class NewsView(View):
    """What has just changed, for an open page. `message`: absent when nothing did."""

    message: MessageView | None
    unread: int
    unread_text: str


def message_view(message: message_pb2.Message, *, step_up: bool = False) -> MessageView:
    """One message. `step_up`: whether a stronger login is offered."""
    kind = code(message_pb2.MessageKind.DESCRIPTOR, message.kind) or "notice"
    state = code(message_pb2.MessageState.DESCRIPTOR, message.state) or "open"
    due = message.HasField("due_date")
    return MessageView(
        message_id=message.message_id,
        kind=kind,
        kind_text=_KINDS.get(kind, ""),
        organisme=message.organisme or None,
        sender_name=message.sender_name or "Mes droits sociaux",
        title=message.title,
        rule=message.rule or None,
        legal_reference=message.legal_reference or None,
        due_date=iso_date(message.due_date) if due else None,
        due_text=_due(message.due_date, state) if due else None,
        state=state,
        state_text=_STATES.get(state, ""),
        state_reason=message.state_reason or None,
        create_time=instant(message.create_time),
        created_text=f"Reçu {moment(message.create_time)}",
        read=message.HasField("read_time"),
        deliveries=tuple(delivery_view(one) for one in message.deliveries),
        can_complete=kind == "task" and state == "open",
        can_reopen=message.can_reopen,
        **_told(message, step_up=step_up),
    )


def _due(until: Date, state: str) -> str:
    said = "C'était à faire jusqu'au" if state == "expired" else "Jusqu'au"
    return f"{said} {day(until)} inclus"


def _told(message: message_pb2.Message, *, step_up: bool) -> dict[str, Any]:
    """What it tells, unless the login is too weak."""
    if message.hidden_by_assurance:
        nothing = dict.fromkeys(("because", "rule_quote", "consequence", "action"))
        said = concealed(_HIDDEN, step_up=step_up)
        return {"hidden": True, "paragraphs": (said.text,), "step_up": said.step_up, **nothing}
    action = message.action_label and message.action_url
    return {
        "hidden": False,
        "step_up": None,
        "paragraphs": tuple(filter(None, message.body.split("\n\n"))),
        "because": message.because or None,
        "rule_quote": message.rule_quote or None,
        "consequence": message.consequence or None,
        "action": Link(text=message.action_label, href=message.action_url) if action else None,
    }


def messages_view(answer: pb.ListMessagesResponse, *, step_up: bool = False) -> MessagesView:
    """A page of messages. `step_up`: whether a stronger login is offered."""
    return MessagesView(
        messages=tuple(message_view(one, step_up=step_up) for one in answer.messages),
        next_page_token=answer.next_page_token or None,
        unread=answer.unread,
        unread_text=_unread(answer.unread),
    )


def delivery_view(delivery: message_pb2.Delivery) -> DeliveryView:
    """One channel."""
    channel = code(message_pb2.Channel.DESCRIPTOR, delivery.channel) or "in_app"
    status = code(message_pb2.DeliveryStatus.DESCRIPTOR, delivery.status) or "created"
    over = status == "temporary_failure" and not delivery.HasField("not_before_time")
    return DeliveryView(
        delivery_id=delivery.delivery_id,
        channel=channel,
        channel_text=_CHANNELS.get(channel, ""),
        status=status,
        status_text=_STATUSES["permanent_failure"] if over else _STATUSES.get(status, ""),
        status_time=instant(delivery.status_time),
        time_text=moment(delivery.status_time),
        explanation=delivery.explanation or None,
        masked_address=delivery.masked_address or None,
        code=delivery.code or None,
        action=Link(text=delivery.action_label, href=delivery.action_url) if delivery.action_url else None,
    )


def code_view(answer: pb.CheckCodeResponse) -> CodeView:
    """Whether a code is ours."""
    if not answer.ours:
        return CodeView(ours=False, text=_NOT_OURS, message_id=None)
    channel = _CHANNELS.get(code(message_pb2.Channel.DESCRIPTOR, answer.channel) or "", "").lower()
    return CodeView(
        ours=True,
        text=_OURS.format(channel=channel, when=moment(answer.send_time)),
        message_id=answer.message_id or None,
    )


def news_view(answer: pb.WatchMessagesResponse, *, step_up: bool = False) -> NewsView:
    """A change. `step_up`: whether a stronger login is offered."""
    return NewsView(
        message=message_view(answer.message, step_up=step_up) if answer.HasField("message") else None,
        unread=answer.unread,
        unread_text=_unread(answer.unread),
    )


def _unread(number: int) -> str:
    return f"{counted(number, 'message non lu', 'messages non lus')}" if number else "Aucun message non lu"
