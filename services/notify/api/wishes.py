"""Preferences, addresses and browsers, between the contract and the service's own words."""

from collections.abc import Iterable

from mesdroits.notify.v1 import message_pb2, preferences_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.notify.api.mapping import Mapper, channel_value, timestamp
from services.notify.domain.errors import WrongField
from services.notify.domain.messages import MessageKind
from services.notify.domain.preferences import ADDRESSED, CHOSEN, Address, Consent, Preferences
from services.notify.domain.sending.channels import Channel
from services.notify.usecases.preferences import Edit, Wishes, etag_of

_FAILING = {
    Channel.EMAIL: "Plus rien n'arrive à cette adresse. Vérifiez-la, ou donnez-en une autre.",
    Channel.SMS: "Plus rien n'arrive à ce numéro. Vérifiez-le, ou donnez-en un autre.",
}
_UNREACHED = {
    Channel.EMAIL: "Le code n'a pas pu y arriver : l'adresse n'existe pas, ou le refuse. Vérifiez-la, ou donnez-en une autre.",
    Channel.SMS: "Le code n'a pas pu y arriver : le numéro n'existe pas, ou le refuse. Vérifiez-le, ou donnez-en un autre.",
}


def wishes_message(wishes: Wishes, mapper: Mapper, push_public_key: str) -> preferences_pb2.Preferences:
    """All that the person decides."""
    held = wishes.preferences
    return preferences_pb2.Preferences(
        kinds=[
            preferences_pb2.KindPreference(
                kind=message_pb2.MessageKind.Value(f"MESSAGE_KIND_{kind}"),
                channels=[channel_value(channel) for channel in CHOSEN if channel in held.kinds.get(kind, ())],
            )
            for kind in MessageKind
        ],
        organismes=[_consent(consent, mapper) for consent in wishes.consents],
        addresses=[address_message(address) for address in wishes.addresses],
        push_subscriptions=wishes.browsers,
        escalation=held.escalation,
        etag=etag_of(held),
        push_public_key=push_public_key,
    )


def address_message(address: Address) -> preferences_pb2.AlertAddress:
    """An address, masked."""
    return preferences_pb2.AlertAddress(
        channel=channel_value(address.channel),
        masked_address=address.masked,
        confirm_time=timestamp(address.confirmed),
        failing=_failing(address),
        expire_time=timestamp(address.expires),
    )


def _failing(address: Address) -> str:
    said = _FAILING if address.confirmed else _UNREACHED
    return said[address.channel] if address.failing else ""


def edit_of(request: pb.SavePreferencesRequest) -> Edit:
    """What the person edits. Raises WrongField."""
    kinds: dict[MessageKind, frozenset[Channel]] = {kind: frozenset() for kind in MessageKind}
    for line in request.kinds:
        kinds[_kind(line.kind)] = frozenset(_chosen(line.channels))
    wanted = Preferences(kinds, request.escalation)
    return Edit(request.person_id, request.etag, wanted, dict(request.consents))


def addressed(value: int) -> Channel:
    """The channel of an address. Raises WrongField."""
    return _named(value, ADDRESSED, "channel")


def _chosen(values: Iterable[int]) -> list[Channel]:
    return [_named(value, CHOSEN, "kinds.channels") for value in values]


def _named(value: int, among: Iterable[Channel], field: str) -> Channel:
    for channel in among:
        if channel_value(channel) == value:
            return channel
    raise WrongField(field, "Ce moyen ne peut pas être choisi ici.")


def _kind(value: int) -> MessageKind:
    for kind in MessageKind:
        if message_pb2.MessageKind.Value(f"MESSAGE_KIND_{kind}") == value:
            return kind
    raise WrongField("kinds.kind", "Cette sorte de message n'existe pas.")


def _consent(consent: Consent, mapper: Mapper) -> preferences_pb2.OrganismeConsent:
    return preferences_pb2.OrganismeConsent(
        organisme=consent.organisme,
        organisme_name=mapper.name(consent.organisme),
        granted=consent.granted,
        since_time=timestamp(consent.since),
        waiting=consent.waiting,
    )
