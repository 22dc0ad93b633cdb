"""Messages, dates and deliveries in the words of the contract; what tells of health says nothing below the substantial level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import access_pb2, date_pb2
from mesdroits.notify.v1 import calendar_pb2, message_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.notify.domain.messages import Message
from services.notify.domain.preferences import Address
from services.notify.domain.sending.channels import Channel, DeliveryStatus
from services.notify.domain.sending.delivery import NO_POSTAL_ADDRESS, NOT_WANTED
from services.notify.store.sent import Sent
from services.notify.usecases.reading import Line

SUITE = "Mes droits sociaux"
_HIDDEN_LABEL = "Une date à ne pas manquer"
_CODED = frozenset({Channel.EMAIL, Channel.SMS, Channel.PUSH, Channel.LETTER})
_EXPLAINED = {
    DeliveryStatus.CREATED: "Cet envoi attend son heure.",
    DeliveryStatus.SENDING: "Cet envoi est en cours.",
    DeliveryStatus.SENT: "Cet envoi est parti.",
    DeliveryStatus.DELIVERED: "Cet envoi est arrivé.",
    DeliveryStatus.PERMANENT_FAILURE: "Cet envoi n'a pas pu arriver : l'adresse n'existe pas, ou le refuse.",
    DeliveryStatus.TEMPORARY_FAILURE: "Cet envoi n'est pas arrivé pour le moment. Nous réessayons.",
    DeliveryStatus.TECHNICAL_FAILURE: "Cet envoi a échoué de notre côté. Nos équipes sont prévenues.",
    DeliveryStatus.RETURNED: "La lettre nous est revenue.",
    DeliveryStatus.CANCELLED: "Cet envoi n'est pas parti : ce qu'il annonçait ne valait plus.",
}
# What the status alone does not tell.
_BECAUSE = {
    NO_POSTAL_ADDRESS: "Cette lettre n'est pas partie : nous ne connaissons pas votre adresse postale en France.",
    "NO_ADDRESS": "Cet envoi n'est pas parti : nous n'avions plus d'adresse où l'envoyer.",
    NOT_WANTED: "Cet envoi n'est pas parti : vous ne le souhaitez plus.",
}
_TELL_ADDRESS = {"action_label": "Donner mon adresse", "action_url": "/adresse"}
_GIVEN_UP_FOR_NOW = "Cet envoi n'est pas arrivé : l'adresse est restée injoignable, et nous n'essayons plus."
_CALL_EXPLAINED = {
    DeliveryStatus.CREATED: "Une personne de nos équipes va vous appeler.",
    DeliveryStatus.DELIVERED: "Une personne de nos équipes vous a appelé.",
    DeliveryStatus.PERMANENT_FAILURE: "Nos équipes n'ont pas pu vous joindre par téléphone.",
    DeliveryStatus.CANCELLED: "Nous ne vous appellerons pas : il n'y a plus lieu, ou vous ne le souhaitez plus.",
}


@dataclass(frozen=True, slots=True)
class Mapper:
    """`assurance`: of the login behind the call. `organismes`: id → how a sentence names it."""

    organismes: Mapping[str, str]
    assurance: int

    def hides(self, *, health: bool) -> bool:
        """Whether the login is too weak to be told of health."""
        return health and self.assurance < access_pb2.ASSURANCE_SUBSTANTIAL

    def name(self, organisme: str) -> str:
        """The organisme's name, as a line begins with it."""
        said = self.organismes.get(organisme, organisme)
        return said[:1].upper() + said[1:]

    def message(self, message: Message, day: date, deliveries: Sequence[Sent] = ()) -> message_pb2.Message:
        """A message as this caller may see it. `day`: the person's own."""
        hidden = self.hides(health=message.health)
        content = message.content.hidden() if hidden else message.content
        return message_pb2.Message(
            message_id=message.message_id,
            kind=message_pb2.MessageKind.Value(f"MESSAGE_KIND_{message.kind}"),
            organisme=message.organisme,
            sender_name=self.name(message.organisme) if message.organisme else SUITE,
            title=content.title,
            body=content.body,
            hidden_by_assurance=hidden,
            because=content.because,
            rule="" if hidden else message.rule,
            rule_quote=content.rule_quote,
            legal_reference=content.legal_reference,
            template="" if hidden else message.template,
            due_date=date_message(message.due),
            consequence=content.consequence,
            action_label=content.action_label,
            action_url=content.action_url,
            state=message_pb2.MessageState.Value(f"MESSAGE_STATE_{message.state}"),
            state_reason=message.reason.words,
            create_time=timestamp(message.created),
            read_time=timestamp(message.read),
            valid_until_time=timestamp(message.valid_until),
            deliveries=[delivery_message(each) for each in deliveries],
            legal_effect=message.legal_effect,
            can_reopen=message.may_reopen(day),
        )

    def line(self, line: Line) -> calendar_pb2.CalendarItem:
        """A date of the calendar as this caller may see it."""
        item, words = line.item, line.words
        message = calendar_pb2.CalendarItem(
            item_id=item.key,
            organisme=item.organisme,
            organisme_name=self.name(item.organisme) if item.organisme else "",
            open_date=date_message(item.open_date),
            due_date=date_message(item.due_date),
            state=calendar_pb2.ItemState.Value(f"ITEM_STATE_{line.state}"),
            message_id=line.message_id,
            computed=item.computed,
            done_time=timestamp(item.done_time),
        )
        if self.hides(health=item.health):
            message.label, message.hidden_by_assurance = _HIDDEN_LABEL, True
            return message
        message.rule, message.benefit, message.label = item.rule, item.benefit, words.label
        message.because, message.consequence = words.because, words.consequence
        message.reference_months.extend(_day(month) for month in item.reference_months)
        message.legal_reference = item.legal_reference
        message.check_date.CopyFrom(_day(item.checked))
        message.action_label, message.action_url = words.action_label, words.action_url
        return message


def delivery_message(sent: Sent) -> message_pb2.Delivery:
    """How a message was sent, once."""
    shown = Address(sent.person_id, sent.channel, sent.address).masked if _is_addressed(sent) else ""
    waits = sent.not_before if sent.status in (DeliveryStatus.CREATED, DeliveryStatus.TEMPORARY_FAILURE) else None
    return message_pb2.Delivery(
        delivery_id=sent.delivery_id,
        channel=channel_value(sent.channel),
        status=status_value(sent.status),
        status_time=timestamp(sent.status_time),
        explanation=_explained(sent),
        masked_address=shown,
        code=sent.code if sent.channel in _CODED else "",
        not_before_time=timestamp(waits),
        **(_TELL_ADDRESS if sent.reason == NO_POSTAL_ADDRESS else {}),
    )


def _explained(sent: Sent) -> str:
    if sent.channel is Channel.CALL:
        return _CALL_EXPLAINED.get(sent.status, _EXPLAINED[sent.status])
    if sent.status in (DeliveryStatus.CANCELLED, DeliveryStatus.PERMANENT_FAILURE) and sent.reason in _BECAUSE:
        return _BECAUSE[sent.reason]
    if sent.status is DeliveryStatus.TEMPORARY_FAILURE and sent.given_up:
        return _GIVEN_UP_FOR_NOW
    return _EXPLAINED[sent.status]


def failed_message(sent: Sent) -> pb.FailedDelivery:
    """A delivery given up, for those who run the suite."""
    return pb.FailedDelivery(
        delivery_id=sent.delivery_id,
        message_id=sent.message_id,
        channel=channel_value(sent.channel),
        status=status_value(sent.status),
        attempts=sent.attempts,
        reason=sent.reason,
        fail_time=timestamp(sent.status_time),
    )


def call_message(sent: Sent, about: Message) -> pb.CallTask:
    """A person to call. Health is not told by telephone: the person reads it after logging in."""
    script = "Un message à effet légal n'a pas été lu sur le portail. Invitez la personne à se connecter pour le lire, ou proposez-lui un rendez-vous."
    return pb.CallTask(
        delivery_id=sent.delivery_id,
        person_id=sent.person_id,
        title=about.content.title,
        script=script,
        due_date=date_message(about.due),
        open_time=timestamp(sent.created),
    )


def channel_value(channel: Channel) -> "message_pb2.Channel.ValueType":
    """The contract's name of a channel."""
    return message_pb2.Channel.Value(f"CHANNEL_{channel}")


def status_value(status: DeliveryStatus) -> "message_pb2.DeliveryStatus.ValueType":
    """The contract's name of a status."""
    return message_pb2.DeliveryStatus.Value(f"DELIVERY_STATUS_{status}")


def timestamp(instant: datetime | None) -> Timestamp | None:
    """An instant; None stays None."""
    if instant is None:
        return None
    message = Timestamp()
    message.FromDatetime(instant)
    return message


def date_message(day: date | None) -> date_pb2.Date | None:
    """A day; None stays None."""
    return _day(day) if day else None


def _day(day: date) -> date_pb2.Date:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


def _is_addressed(sent: Sent) -> bool:
    return sent.channel in (Channel.EMAIL, Channel.SMS) and bool(sent.address)
