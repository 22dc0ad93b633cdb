"""How what sends is made: the carriers as the settings name them, and what runs beside the RPCs."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mesdroits.documents.v1.documents_service_pb2_grpc import DocumentsServiceStub
from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from mesdroits.situation.v1.situation_service_pb2_grpc import SituationServiceStub

from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import Database
from services.notify.channels.letter.writing import Writer
from services.notify.channels.mail import Access, Relay, Sender
from services.notify.channels.provider import GrpcProvider
from services.notify.channels.push import Push
from services.notify.channels.several import Several
from services.notify.domain.sending.channels import Channel
from services.notify.events.failures import Failures
from services.notify.partners.papers import Papers
from services.notify.partners.post import Post
from services.notify.settings import Settings
from services.notify.usecases.context import Notify
from services.notify.usecases.dispatch import Dispatcher
from services.notify.usecases.escalate import Escalation
from services.notify.usecases.outcome import Outcomes
from services.notify.usecases.reports import Reader
from services.notify.usecases.sending import Carrier, Sending

Run = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Sent:
    """What sends: its use cases' ground, what runs, what is closed at the end, last opened first."""

    sending: Sending
    background: dict[str, Run]
    closers: tuple[Run, ...]


class Carriers:
    """Every carrier. One address asked for several things is one provider: its circuit and its reports are one."""

    def __init__(self, settings: Settings, minter: Minter) -> None:
        self._settings, self._minter = settings, minter
        self.providers: dict[str, GrpcProvider] = {}
        password = settings.smtp_password_file.read_text("utf-8").strip() if settings.smtp_password_file else ""
        self._access = Access(settings.smtp_tls, settings.smtp_username, password)
        self.relays = [self._relay(rank, address) for rank, address in enumerate(settings.smtp_addresses)]

    def by_channel(self) -> dict[Channel, Carrier]:
        """Channel → who carries it."""
        settings = self._settings
        carriers: dict[Channel, Carrier] = {
            Channel.EMAIL: Several(self.relays),
            Channel.SMS: Several(self._ranked(settings.sms_addresses)),
            Channel.LETTER: Several(self._ranked(settings.letter_addresses)),
            Channel.PUSH: Several([]),
        }
        if settings.vapid_key_file:
            carriers[Channel.PUSH] = Several([Push(settings.vapid_key_file, f"mailto:{settings.mail_from}")])
        return carriers

    def closers(self) -> tuple[Run, ...]:
        """What closes them."""
        return (*(relay.close for relay in self.relays), *(one.close for one in self.providers.values()))

    def _ranked(self, addresses: tuple[str, ...]) -> list[GrpcProvider]:
        return [self._provider(address, rank) for rank, address in enumerate(addresses)]

    def _provider(self, address: str, rank: int) -> GrpcProvider:
        if address not in self.providers:
            self.providers[address] = GrpcProvider(self._settings, address, rank + 1, self._minter)
        return self.providers[address]

    def _relay(self, rank: int, address: str) -> Relay:
        questions = self._provider(self._settings.mail_report_addresses[rank], rank)
        return Relay(f"smtp.{rank + 1}", address, Sender(self._settings.mail_from), questions, self._access)


def make_sending(settings: Settings, database: Database, notify: Notify, minter: Minter, bell: asyncio.Event) -> Sent:
    """Everything that sends, over the ground of the service. `bell`: what `notify.wake_sending` rings."""
    identity = Client(settings, settings.identity_address, IdentityServiceStub, "identity", minter)
    situation = Client(settings, settings.situation_address, SituationServiceStub, "situation", minter)
    documents = Client(settings, settings.documents_address, DocumentsServiceStub, "documents", minter)
    carriers = Carriers(settings, minter)
    by_channel = carriers.by_channel()
    sending = Sending(
        database=database,
        notify=notify,
        carriers=by_channel,
        reports=tuple(carriers.providers.values()),
        post=Post(identity, situation, lambda: notify.now().date()),
        papers=Papers(documents),
        failures=Failures(),
        draw=os.urandom,
        write_letter=Writer(),
    )
    outcomes = Outcomes(sending)
    background: dict[str, Run] = {
        "sending": Dispatcher(sending, outcomes, bell).run,
        "reports": Reader(sending, outcomes).run,
        "escalation": Escalation(sending).run,
    }
    closers = (identity.close, situation.close, documents.close, *carriers.closers())
    return Sent(sending, background, closers)
