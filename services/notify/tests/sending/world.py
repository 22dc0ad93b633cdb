"""Notify's sending whole, with the played carriers, in the test's own loop; time as the test says."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import sqlalchemy as sa
from mesdroits.notify.v1 import events_pb2

from chassis.db import Database, new_id, read_session, unit_of_work
from chassis.errors import Unavailable
from sandbox.providers.company import Company
from services.notify.domain.messages import Content, Message, MessageKind, MessageState, Reason
from services.notify.domain.preferences import Address, Preferences, Subscription
from services.notify.domain.profile import Profile
from services.notify.domain.sending.channels import Channel
from services.notify.domain.sending.delivery import Delivery
from services.notify.domain.sightings import Sighting
from services.notify.store import addresses, announcements, messages, preferences, subscriptions, tables, watched
from services.notify.store.announcements import Announcement
from services.notify.store.watched import Watched
from services.notify.usecases.context import Notify
from services.notify.usecases.dispatch import Dispatcher
from services.notify.usecases.escalate import Escalation
from services.notify.usecases.outcome import Outcomes
from services.notify.usecases.reports import Reader
from services.notify.usecases.sending import Sending

# A Tuesday, 11:00 in Paris.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Time as the test says; each reading is one microsecond later."""

    instant: datetime = NOW

    def __call__(self) -> datetime:
        self.instant += timedelta(microseconds=1)
        return self.instant

    def forward(self, **delta: float) -> None:
        self.instant += timedelta(**delta)


@dataclass
class PlayedPost:
    """Where everybody lives."""

    home: tuple[str, ...] = ("MARIE ESSAI", "12 RUE DES TESTS", "63000 CLERMONT-FERRAND")

    async def lines(self, person_id: str) -> tuple[str, ...]:
        return self.home


@dataclass
class PlayedPapers:
    """Keeps copies; `away`: does not answer."""

    kept: dict[str, bytes] = field(default_factory=dict)
    codes: int = 0
    away: bool = False

    async def new_code(self) -> str:
        if self.away:
            raise Unavailable
        self.codes += 1
        return f"7K3M-9QZT-0XWB-{self.codes:04}"

    async def keep(self, delivery: Delivery, pdf: bytes) -> str:
        if self.away:
            raise Unavailable
        assert self.kept.setdefault(delivery.delivery_id, pdf) == pdf, "another letter under the same delivery"
        return f"document-{delivery.delivery_id}"


class NoSources:
    """Nobody asks the partners here."""

    async def look(self, person_id: str) -> Sighting | None:
        return None

    async def names(self, person_id: str) -> None:
        return None


@dataclass
class World:
    """What happens: messages are announced, what is due is sent, carriers tell."""

    database: Database
    sending: Sending
    clock: Clock
    company: Company
    http: httpx.AsyncClient
    papers: PlayedPapers
    post: PlayedPost
    dispatcher: Dispatcher = field(init=False)
    reader: Reader = field(init=False)
    escalation: Escalation = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    @property
    def notify(self) -> Notify:
        return self.sending.notify

    def restart(self) -> None:
        """As a process that begins anew."""
        outcomes = Outcomes(self.sending)
        self.dispatcher = Dispatcher(self.sending, outcomes, asyncio.Event())
        self.reader, self.escalation = Reader(self.sending, outcomes), Escalation(self.sending)

    async def person(self, department: str = "63", **reached: str) -> str:
        """Somebody; `email`, `sms`: confirmed addresses; `push`: the conduct of a browser."""
        person_id, vault = new_id(), self.notify.vault
        browser = (
            (await self.http.post("/push/browsers", params={"conduct": reached["push"]})).json()
            if "push" in reached
            else None
        )
        async with unit_of_work(self.database) as session:
            seen = Watched(person_id, Profile(department=department), self.clock(), frozenset())
            await watched.add_known(session, vault, [seen], self.clock())
            for name, channel in (("email", Channel.EMAIL), ("sms", Channel.SMS)):
                if name in reached:
                    address = Address(person_id, channel, reached[name], self.clock())
                    await addresses.confirm(session, vault, address)
            if browser:
                await subscriptions.add(session, vault, Subscription(new_id(), person_id, **browser), self.clock())
        return person_id

    async def refuses_escalation(self, person_id: str) -> None:
        async with unit_of_work(self.database) as session:
            await preferences.save(session, person_id, replace(Preferences(), escalation=False, version=1))

    async def wants(self, person_id: str, *channels: Channel) -> None:
        async with unit_of_work(self.database) as session:
            kinds = dict.fromkeys(MessageKind, frozenset(channels))
            await preferences.save(session, person_id, Preferences(kinds, True, 1))

    async def message(self, person_id: str, kind: MessageKind = MessageKind.TASK, **fields: Any) -> Message:
        """Written and announced."""
        content = Content("Une date approche", "Déclarez vos ressources.", because="Parce que votre droit se termine.", contact="cnaf",
                          rule_quote="Vous déclarez tous les trois mois.", legal_reference="CASF art. R. 262-7",
                          consequence="Sinon, le versement peut s'arrêter.", action_label="Déclarer mes ressources")  # fmt: skip
        made = Message(new_id(), person_id, kind, content, self.clock(), **{"due": date(2026, 12, 31), **fields})
        async with unit_of_work(self.database) as session:
            await messages.insert(session, self.notify.vault, [made])
            await announcements.add(session, [Announcement(made.message_id, person_id, 1, self.clock())])
        return made

    async def done(self, message: Message) -> None:
        """By whatever channel."""
        async with unit_of_work(self.database) as session:
            await messages.update(
                session, self.notify.vault, message.close(MessageState.DONE, Reason.ELSEWHERE, self.clock())
            )

    async def read(self, message: Message) -> None:
        async with unit_of_work(self.database) as session:
            await messages.update(session, self.notify.vault, message.was_read(self.clock()))

    async def send(self) -> int:
        return await self.dispatcher.once()

    async def deliveries(self, message_id: str = "") -> list[Any]:
        """Rows, oldest first."""
        wanted = sa.select(tables.deliveries).order_by(tables.deliveries.c.create_time, tables.deliveries.c.delivery_id)
        async with read_session(self.database) as session:
            rows = (await session.execute(wanted)).all()
        return [row for row in rows if message_id in ("", row.message_id)]

    async def status(self, message_id: str, channel: Channel) -> str:
        return next(str(row.status) for row in await self.deliveries(message_id) if row.channel == channel)

    async def sent(self, recipient: str = "") -> list[dict[str, Any]]:
        """What the carriers took, newest first."""
        rows: list[dict[str, Any]] = (await self.http.get("/api/sent", params={"recipient": recipient})).json()
        return rows

    async def handed_twice(self) -> int:
        """Hand-overs more than deliveries."""
        totals = (await self.http.get("/api/totals")).json()
        return int(totals["handed"] - totals["deliveries"])

    async def house(self, name: str, **setting: Any) -> None:
        (await self.http.put(f"/admin/houses/{name}", json=setting)).raise_for_status()

    async def failures(self) -> list[events_pb2.DeliveryFailed]:
        """The events of deliveries given up."""
        async with read_session(self.database) as session:
            rows = await session.execute(sa.select(tables.chassis.outbox).order_by(tables.chassis.outbox.c.position))
            return [
                events_pb2.DeliveryFailed.FromString(row.data)
                for row in rows
                if row.subject.endswith("delivery.failed")
            ]
