"""The service played whole in the test's own loop: real PostgreSQL, NATS, gRPC and tokens, played partners, a set clock."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import grpc
import pytest
import pytest_asyncio
import sqlalchemy as sa
from mesdroits.common.v1 import access_pb2
from mesdroits.notify.v1 import events_pb2, message_pb2
from mesdroits.notify.v1 import notify_service_pb2_grpc as notify_grpc
from mesdroits.organisme.v1 import messages_pb2

from chassis.auth import Minter, Verifier
from chassis.bus import Bus, Incoming
from chassis.clients import Client
from chassis.crypto import Vault
from chassis.db import Database, new_id, read_session, unit_of_work, upgrade
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.notify.api.servicer import NotifyServicer
from services.notify.api.watching import as_they_stand
from services.notify.calendar.loader import load
from services.notify.events.handlers import Correspondence
from services.notify.events.hub import Hub
from services.notify.events.near import Near
from services.notify.events.published import Published
from services.notify.store import directory
from services.notify.store.tables import announcements, chassis
from services.notify.templates.loader import load_templates
from services.notify.tests.parts import Clock, PlayedSources, Portal, date_message, pseudonym, timestamp
from services.notify.usecases.context import Notify
from services.notify.usecases.days import one_turn
from services.notify.usecases.sweep import Sweeper
from services.notify.usecases.watching import heard

_RULEBOOK = load()
_TEMPLATES = load_templates(_RULEBOOK)


@pytest_asyncio.fixture
async def migrated(schema_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A schema brought to its last version by the service's own migrations."""
    monkeypatch.setenv("MESDROITS_DATABASE_URL", schema_url)
    await asyncio.to_thread(upgrade, "services.notify")
    opened = Database(schema_url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sources() -> PlayedSources:
    return PlayedSources()


@pytest.fixture
def near() -> Near:
    return Near()


@pytest.fixture
def notify(stack: Layout, sources: PlayedSources, clock: Clock, near: Near) -> Notify:
    vault = Vault.from_file(stack.data_key("notify"))
    return Notify(
        rulebook=_RULEBOOK,
        words=_TEMPLATES.words,
        vault=vault,
        events=Published(),
        sources=sources,
        organismes=_TEMPLATES.names.organismes,
        push_origins=frozenset({"https://push.example"}),
        push_public_key="key",
        now=clock,
        changed=near.note,
    )


@pytest_asyncio.fixture
async def bus(stack: Layout) -> AsyncIterator[Bus]:
    made = await Bus.connect(played_settings(stack, "notify"))
    yield made
    await made.close()


@pytest_asyncio.fixture
async def portal(stack: Layout, migrated: Database, notify: Notify, near: Near, bus: Bus) -> AsyncIterator[Portal]:
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(stack), "notify"))])
    hub = Hub(bus, near, partial(as_they_stand, migrated, notify))
    notify_grpc.add_NotifyServiceServicer_to_server(NotifyServicer(migrated, notify, hub), server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    listening = [asyncio.create_task(hub.run()), asyncio.create_task(hub.run_near())]
    settings = played_settings(stack, "bff")
    edge = Minter.from_settings(settings)
    client = Client(settings, address, notify_grpc.NotifyServiceStub, "notify", edge)
    yield Portal(client, edge)
    await client.close()
    await server.stop(0)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)


@dataclass
class World:
    """What happens around the person: days pass, organismes write; and what the suite heard of it."""

    database: Database
    notify: Notify
    clock: Clock
    correspondence: Correspondence
    portal: Portal

    def sweeper(self, **changes: Any) -> Sweeper:
        return replace(Sweeper(self.database, self.notify), **changes)

    async def sweep(self) -> int:
        return await self.sweeper().everybody()

    async def heard_of(self, *person_ids: str) -> None:
        """Something is heard of persons, and they are looked at."""
        async with unit_of_work(self.database) as session:
            for person_id in person_ids:
                await heard(session, self.notify, person_id)
        await self.sweep()

    async def days(self, count: float) -> None:
        self.clock.forward(days=count)
        await self.sweep()
        await one_turn(self.database, self.notify)

    async def attach(self, *organismes: str, person_id: str = "") -> None:
        """The person has a file there."""
        who = person_id or self.portal.person_id
        names = {organisme: pseudonym(organisme, who) for organisme in organismes}
        async with unit_of_work(self.database) as session:
            await directory.replace(session, who, names, self.clock())

    def put(self, organisme: str, reference: str, version: int = 1, **fields: Any) -> Incoming:
        """A message of an organisme to the person."""
        told: dict[str, Any] = {
            "title": "Votre dossier a été mis à jour", "body": "Ouvrez votre dossier.", "valid": timedelta(days=60), **fields,
        }  # fmt: skip
        due: date | None = told.get("due")
        message = messages_pb2.MessagePut(
            reference=reference,
            version=version,
            pseudonym=told.get("pseudonym") or pseudonym(organisme, told.get("person") or self.portal.person_id),
            title=told["title"],
            body=told["body"],
            health=told.get("health", False),
            legal_effect=told.get("legal_effect", False),
            due_date=date_message(due) if due else None,
            valid_until_time=timestamp(self.clock() + told["valid"]),
        )
        return self.incoming(f"organisme.{organisme}.message.v1.put", message)

    def taken(self, organisme: str, reference: str, reason: str = "VOID", person: str = "") -> Incoming:
        """An organisme takes back what it wrote."""
        message = messages_pb2.MessageWithdrawn(
            reference=reference,
            pseudonym=pseudonym(organisme, person or self.portal.person_id),
            reason=messages_pb2.WithdrawalReason.Value(f"WITHDRAWAL_REASON_{reason}"),
        )
        return self.incoming(f"organisme.{organisme}.message.v1.withdrawn", message)

    def incoming(self, subject: str, message: Any, deliveries: int = 99) -> Incoming:
        return Incoming(new_id(), subject, message.SerializeToString(), "", self.clock(), "", {}, deliveries)

    async def writes(self, organisme: str, reference: str, version: int = 1, **fields: Any) -> None:
        """An organisme writes to the person."""
        await self.hears(self.put(organisme, reference, version, **fields))

    async def withdraws(self, organisme: str, reference: str, reason: str = "VOID", person: str = "") -> None:
        await self.hears(self.taken(organisme, reference, reason, person))

    async def hears(self, event: Incoming) -> None:
        async with unit_of_work(self.database) as session:
            await self.correspondence.handle(session, event)

    async def agrees(self, *organismes: str, granted: bool = True) -> Any:
        """The person says whether organismes may write to them here."""
        held = (await self.portal.call("GetPreferences")).preferences
        said = dict.fromkeys(organismes, granted)
        answer = await self.portal.call(
            "SavePreferences", etag=held.etag, kinds=held.kinds, consents=said, escalation=True
        )
        return answer.preferences

    async def messages(self, **fields: Any) -> list[message_pb2.Message]:
        return list((await self.portal.call("ListMessages", **fields)).messages)

    async def only(self) -> message_pb2.Message:
        (message,) = await self.messages()
        return message

    async def announced(self) -> list[tuple[str, int]]:
        """What is to be told outside: message and round."""
        async with read_session(self.database) as session:
            rows = await session.execute(sa.select(announcements).order_by(announcements.c.announce_time))
            return [(row.message_id, row.round) for row in rows]

    async def heard(self, name: str) -> list[Any]:
        """The events of one name in the outbox, oldest first."""
        kinds: dict[str, Any] = {
            "message.changed": events_pb2.MessageChanged,
            "access.recorded": access_pb2.AccessRecorded,
        }
        async with read_session(self.database) as session:
            rows = await session.execute(sa.select(chassis.outbox).order_by(chassis.outbox.c.position))
            return [kinds[name].FromString(row.data) for row in rows if row.subject.endswith(name)]


@pytest.fixture
def world(migrated: Database, notify: Notify, clock: Clock, portal: Portal) -> World:
    return World(migrated, notify, clock, Correspondence(notify), portal)


def state(message: message_pb2.Message) -> str:
    return message_pb2.MessageState.Name(message.state).removeprefix("MESSAGE_STATE_")
