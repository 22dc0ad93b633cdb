"""NATS JetStream: CloudEvents in binary mode, published with an acknowledgement or not at all, traced across the queue."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from chassis import telemetry
from chassis.acks import Acks, Sending, refusal
from chassis.db import new_id
from chassis.errors import Unavailable
from chassis.settings import ProcessSettings

_log = logging.getLogger(__name__)
_DRAIN_SECONDS = 5
# Two pings unanswered: a server that is frozen, or behind a cut, is left for another connection.
_PING_SECONDS = 10
# What a caller waits for, instead of failing, when it uses `client` or `jetstream` itself.
BUS_AWAY = (NatsError, OSError, TimeoutError)


@dataclass(frozen=True)
class Event:
    """Something that happened. `headers` adds to the CloudEvents ones; `data` is a serialised message of the contract."""

    event_id: str
    subject: str
    data: bytes
    source: str
    time: datetime
    traceparent: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire_headers(self) -> dict[str, str]:
        """The headers of the message on the wire; `Nats-Msg-Id` is the event's id."""
        wire = {
            "ce-specversion": "1.0", "ce-id": self.event_id, "ce-source": self.source, "ce-type": self.subject,
            "ce-time": self.time.isoformat(), "content-type": "application/protobuf", "Nats-Msg-Id": self.event_id,
        }  # fmt: skip
        if self.traceparent:
            wire["traceparent"] = self.traceparent
        return {**wire, **self.headers}


@dataclass(frozen=True)
class Incoming:
    """An event as it arrives; `deliveries` counts the attempts, this one included."""

    event_id: str
    subject: str
    data: bytes
    source: str
    time: datetime
    traceparent: str
    headers: Mapping[str, str]
    deliveries: int


def new_event(
    subject: str,
    message: Message,
    *,
    source: str,
    event_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Event:
    """An event about to be written to the outbox: it remembers the trace under way."""
    traceparent = telemetry.current_traceparent()
    return Event(
        event_id or new_id(),
        subject,
        message.SerializeToString(),
        source,
        datetime.now(UTC),
        traceparent,
        headers or {},
    )


def incoming(message: Msg) -> Incoming:
    """Reads a message off the bus. A message without CloudEvents headers gets the stream's own sequence for an id."""
    headers = message.headers or {}
    metadata = message.metadata
    return Incoming(
        event_id=headers.get("ce-id") or f"{metadata.stream}-{metadata.sequence.stream}",
        subject=message.subject,
        data=message.data,
        source=headers.get("ce-source", ""),
        time=metadata.timestamp,
        traceparent=headers.get("traceparent", ""),
        headers=headers,
        deliveries=metadata.num_delivered,
    )


class BusLost(Exception):
    """The connection is closed for good (the server refused us): only a new process can open another."""


class Bus:
    """A process's connection to NATS. It reconnects for ever; what it could not publish is said, never dropped silently."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.jetstream: JetStreamContext = client.jetstream()
        self._acks: Acks = {}
        self._replies = ""
        self._sent = 0
        self._listening = asyncio.Lock()

    @classmethod
    async def connect(cls, settings: ProcessSettings, *, inbox_prefix: str | None = None) -> "Bus":
        """Connects with the process's own nkey, and with its certificate where one is configured. Waits for a server that is away."""
        options: dict[str, Any] = {"name": settings.service, "max_reconnect_attempts": -1, "reconnect_time_wait": 0.2}
        options |= {"ping_interval": _PING_SECONDS, "drain_timeout": _DRAIN_SECONDS, "error_cb": _say}
        if settings.nats_seed_file:
            options["nkeys_seed"] = str(settings.nats_seed_file)
        if settings.tls_cert_file and settings.tls_key_file and settings.tls_ca_file:
            options["tls"] = ssl.create_default_context(cafile=settings.tls_ca_file)
            options["tls"].load_cert_chain(settings.tls_cert_file, settings.tls_key_file)
        options["inbox_prefix"] = inbox_prefix or f"_INBOX_{settings.service}"
        client = Client()
        bus = cls(client)
        await client.connect(settings.nats_url, disconnected_cb=bus._on_disconnected, **options)
        return bus

    def check(self) -> None:
        """Raises BusLost where waiting would be in vain."""
        if self.client.is_closed:
            raise BusLost

    async def publish(self, event: Event) -> None:
        """Publishes and waits for the stream's acknowledgement. Raises Unavailable."""
        [failure] = await self.publish_many([event])
        if failure:
            raise Unavailable from failure

    async def publish_many(self, events: Sequence[Event]) -> list[Exception | None]:
        """Publishes in order, waits for every acknowledgement, and says for each event what went wrong, if anything did."""
        return await (await self.send_many(events)).outcomes()

    async def send_many(self, events: Sequence[Event]) -> Sending:
        """Sends in order; whoever calls then asks for the outcomes, which are waited for apart."""
        sending = Sending(len(events), self._acks)
        try:
            for rank, event in enumerate(events):
                await self._send(event, sending, rank)
        except BaseException:
            sending.forget()
            raise
        return sending

    async def _send(self, event: Event, sending: Sending, rank: int) -> None:
        try:
            # While it is away, the client would fill its buffer with messages that the outbox keeps anyway.
            if not self.client.is_connected:
                raise ConnectionError
            if not self._replies:
                await self._listen()
            self._sent += 1
            token = sending.expect(str(self._sent), rank)
            await self.client.publish(event.subject, event.data, f"{self._replies}.{token}", event.wire_headers())
        except BUS_AWAY as failure:
            sending.settle(rank, failure)

    async def _listen(self) -> None:
        # nats-py's own asynchronous publish loses a slot at each failure, and swallows the cancellation of whoever waits for one.
        async with self._listening:
            if not self._replies:
                prefix = self.client.new_inbox()
                await self.client.subscribe(f"{prefix}.*", cb=self._on_ack)
                self._replies = prefix

    async def _on_ack(self, message: Msg) -> None:
        sending, rank = self._acks.pop(message.subject.rpartition(".")[2], (None, 0))
        if sending:
            sending.settle(rank, refusal(message))

    async def _on_disconnected(self) -> None:
        _log.warning("bus away")
        # Their acknowledgements went with the connection: better to send them again than to wait for the end of the delay.
        for sending, rank in self._acks.values():
            sending.settle(rank, ConnectionError())
        self._acks.clear()

    async def close(self) -> None:
        """Lets what is under way finish, then closes."""
        if self.client.is_connected:
            with contextlib.suppress(*BUS_AWAY):
                await self.client.drain()
        if not self.client.is_closed:
            await self.client.close()


async def _say(failure: Exception) -> None:
    # The client reports each attempt to reconnect, with a trace that says no more than the name. Permissions alone are worth a warning.
    level = logging.WARNING if "permissions" in str(failure).lower() else logging.DEBUG
    _log.log(level, "bus error", extra={"reason": type(failure).__name__})
