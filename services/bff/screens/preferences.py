"""How the person wants to be reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mesdroits.notify.v1 import message_pb2, preferences_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.bff.clients import Voice
from services.bff.views.preferences import (
    AddressView,
    AwaitedCodeView,
    PreferencesView,
    address_view,
    awaited_view,
    preferences_view,
)

KINDS = ("task", "notice", "organisme")
CHANNELS = ("email", "sms", "push", "letter")
ADDRESSED = ("email", "sms")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person wants from now on. `channels`: kind → channels; `consents`: organisme → whether it may write here."""

    etag: str
    channels: Mapping[str, Sequence[str]]
    consents: Mapping[str, bool]
    escalation: bool


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser, as its Push API describes it."""

    endpoint: str
    p256dh: str
    auth: str


async def preferences(voice: Voice) -> PreferencesView:
    """The preferences."""
    service = voice.suite.notify
    request = pb.GetPreferencesRequest(person_id=voice.person_id)
    return preferences_view((await voice.ask(service, service.stub.GetPreferences, request)).preferences)


async def save(voice: Voice, wanted: Wanted, request_id: str) -> PreferencesView:
    """The preferences from now on."""
    service = voice.suite.notify
    request = pb.SavePreferencesRequest(
        request_id=request_id,
        person_id=voice.person_id,
        etag=wanted.etag,
        kinds=[_kind(kind, channels) for kind, channels in wanted.channels.items()],
        consents=dict(wanted.consents),
        escalation=wanted.escalation,
    )
    return preferences_view((await voice.ask(service, service.stub.SavePreferences, request)).preferences)


async def set_address(voice: Voice, channel: str, address: str, request_id: str) -> AwaitedCodeView:
    """An address, to which a code is sent."""
    service = voice.suite.notify
    request = pb.SetAlertAddressRequest(
        request_id=request_id, person_id=voice.person_id, channel=_channel(channel), address=address
    )
    return awaited_view(await voice.ask(service, service.stub.SetAlertAddress, request))


async def confirm_address(voice: Voice, channel: str, code: str, request_id: str) -> AddressView:
    """The code that came back."""
    service = voice.suite.notify
    request = pb.ConfirmAlertAddressRequest(
        request_id=request_id, person_id=voice.person_id, channel=_channel(channel), code=code
    )
    return address_view((await voice.ask(service, service.stub.ConfirmAlertAddress, request)).address)


async def remove_address(voice: Voice, channel: str, request_id: str) -> None:
    """Nothing more is sent to it."""
    service = voice.suite.notify
    request = pb.RemoveAlertAddressRequest(request_id=request_id, person_id=voice.person_id, channel=_channel(channel))
    await voice.ask(service, service.stub.RemoveAlertAddress, request)


async def add_browser(voice: Voice, browser: Browser, request_id: str) -> None:
    """A browser that receives push messages."""
    service = voice.suite.notify
    request = pb.AddPushSubscriptionRequest(
        request_id=request_id,
        person_id=voice.person_id,
        endpoint=browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
    )
    await voice.ask(service, service.stub.AddPushSubscription, request)


async def remove_browser(voice: Voice, endpoint: str, request_id: str) -> None:
    """A browser that no longer does."""
    service = voice.suite.notify
    request = pb.RemovePushSubscriptionRequest(request_id=request_id, person_id=voice.person_id, endpoint=endpoint)
    await voice.ask(service, service.stub.RemovePushSubscription, request)


def _channel(name: str) -> message_pb2.Channel.ValueType:
    return message_pb2.Channel.Value(f"CHANNEL_{name.upper()}")


def _kind(kind: str, channels: Sequence[str]) -> preferences_pb2.KindPreference:
    return preferences_pb2.KindPreference(
        kind=message_pb2.MessageKind.Value(f"MESSAGE_KIND_{kind.upper()}"),
        channels=[_channel(one) for one in channels],
    )
