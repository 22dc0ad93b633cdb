"""« Mes alertes » : by which channels a person wants to be reached, and who may write to them here."""

from mesdroits.notify.v1 import message_pb2, preferences_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.bff.shapes import code
from services.bff.views.base import View
from services.bff.views.french import counted, instant, moment

_KINDS = {
    "task": "Ce que j'ai à faire avant une date",
    "notice": "Ce qu'il est bon de savoir",
    "organisme": "Les messages des organismes",
}
_CHANNELS = {"email": "e-mail", "sms": "SMS", "push": "notification du navigateur", "letter": "courrier"}


class KindPreferenceView(View):
    """By which channels a kind of message comes, besides this space. `channels`: email, sms, push, letter."""

    kind: str
    label: str
    channels: tuple[str, ...]


class ConsentView(View):
    """Whether an organisme may write here."""

    organisme: str
    name: str
    granted: bool
    since_text: str | None
    waiting: int
    waiting_text: str | None


class AddressView(View):
    """An address for alerts, masked. `confirmed`: the code that was sent to it came back. `expire_time`: until when the code holds that it waits for."""

    channel: str
    channel_text: str
    masked_address: str
    confirmed: bool
    confirm_time: str | None
    failing: str | None
    expire_time: str | None
    expire_text: str | None


class PreferencesView(View):
    """How a person wants to be reached. `etag`: to give back with an edit. `addresses`: the one that waits for its code stands beside the confirmed one."""

    kinds: tuple[KindPreferenceView, ...]
    organismes: tuple[ConsentView, ...]
    addresses: tuple[AddressView, ...]
    push_subscriptions: int
    push_public_key: str | None
    escalation: bool
    etag: str


class AwaitedCodeView(View):
    """An address that waits for its code."""

    address: AddressView
    expire_time: str
    expire_text: str


def preferences_view(preferences: preferences_pb2.Preferences) -> PreferencesView:
    """The preferences."""
    return PreferencesView(
        kinds=tuple(_kind(one) for one in preferences.kinds),
        organismes=tuple(_consent(one) for one in preferences.organismes),
        addresses=tuple(address_view(one) for one in preferences.addresses),
        push_subscriptions=preferences.push_subscriptions,
        push_public_key=preferences.push_public_key or None,
        escalation=preferences.escalation,
        etag=preferences.etag,
    )


def address_view(address: preferences_pb2.AlertAddress) -> AddressView:
    """One address."""
    channel = code(message_pb2.Channel.DESCRIPTOR, address.channel) or "email"
    confirmed, awaited = address.HasField("confirm_time"), address.HasField("expire_time")
    return AddressView(
        channel=channel,
        channel_text=_CHANNELS.get(channel, ""),
        masked_address=address.masked_address,
        confirmed=confirmed,
        confirm_time=instant(address.confirm_time) if confirmed else None,
        failing=address.failing or None,
        expire_time=instant(address.expire_time) if awaited else None,
        expire_text=_holds_until(moment(address.expire_time)) if awaited else None,
    )


def awaited_view(answer: pb.SetAlertAddressResponse) -> AwaitedCodeView:
    """An address that waits for its code."""
    return AwaitedCodeView(
        address=address_view(answer.address),
        expire_time=instant(answer.expire_time),
        expire_text=_holds_until(moment(answer.expire_time)),
    )


def _holds_until(when: str) -> str:
    return f"Le code est valable jusqu'au {when.removeprefix('le ')}."


def _kind(given: preferences_pb2.KindPreference) -> KindPreferenceView:
    kind = code(message_pb2.MessageKind.DESCRIPTOR, given.kind) or "notice"
    channels = tuple(filter(None, (code(message_pb2.Channel.DESCRIPTOR, one) for one in given.channels)))
    return KindPreferenceView(kind=kind, label=_KINDS.get(kind, kind), channels=channels)


def _consent(given: preferences_pb2.OrganismeConsent) -> ConsentView:
    waits = counted(given.waiting, "message attend votre accord", "messages attendent votre accord")
    return ConsentView(
        organisme=given.organisme,
        name=given.organisme_name,
        granted=given.granted,
        since_text=f"depuis {moment(given.since_time)}" if given.HasField("since_time") else None,
        waiting=given.waiting,
        waiting_text=waits if given.waiting else None,
    )
