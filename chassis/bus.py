"""NATS JetStream: CloudEvents in binary mode, published with an acknowledgement or not at all, traced across the queue."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import nats
from google.protobuf.message import Message
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from chassis import telemetry
from chassis.db import new_id
from chassis.errors import Unavailable
from chassis.settings import ProcessSettings

_ACK_SECONDS = 5.0
_FAILURES = (NatsError, OSError, TimeoutError)


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


class Bus:
    """A process's connection to NATS. It reconnects for ever; what it could not publish is said, never dropped silently."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.jetstream: JetStreamContext = client.jetstream(publish_async_max_pending=4096)
        self._sending = asyncio.Lock()

    @classmethod
    async def connect(cls, settings: ProcessSettings, *, inbox_prefix: str | None = None) -> "Bus":
        """Connects with the process's own nkey, and with its certificate where one is configured."""
        options: dict[str, Any] = {"name": settings.service, "max_reconnect_attempts": -1, "reconnect_time_wait": 0.2}
        if settings.nats_seed_file:
            options["nkeys_seed"] = str(settings.nats_seed_file)
        if settings.tls_cert_file and settings.tls_key_file and settings.tls_ca_file:
            options["tls"] = ssl.create_default_context(cafile=settings.tls_ca_file)
            options["tls"].load_cert_chain(settings.tls_cert_file, settings.tls_key_file)
        options["inbox_prefix"] = inbox_prefix or f"_INBOX_{settings.service}"
        return cls(await nats.connect(settings.nats_url, **options))

    async def publish(self, event: Event) -> None:
        """Publishes and waits for the stream's acknowledgement. Raises Unavailable."""
        try:
            await self.jetstream.publish(event.subject, event.data, timeout=_ACK_SECONDS, headers=event.wire_headers())
        except _FAILURES as failure:
            raise Unavailable from failure

    async def publish_many(self, events: Sequence[Event]) -> list[Exception | None]:
        """Publishes in order, waits for every acknowledgement, and says for each event what went wrong, if anything did."""
        # The client's first asynchronous publish sets up its replies, and two at once would lose one set.
        async with self._sending:
            pending = [await self._send(event) for event in events]
        acks = [ack for ack in pending if isinstance(ack, asyncio.Future)]
        if acks:
            await asyncio.wait(acks, timeout=_ACK_SECONDS)
        return [_outcome(ack) for ack in pending]

    async def _send(self, event: Event) -> "asyncio.Future[Any] | Exception":
        # While it is away, the client would fill its buffer with messages that the outbox keeps anyway.
        if not self.client.is_connected:
            return ConnectionError()
        try:
            return await self.jetstream.publish_async(
                event.subject, event.data, wait_stall=_ACK_SECONDS, headers=event.wire_headers()
            )
        except _FAILURES as failure:
            return failure

    async def close(self) -> None:
        """Lets what is under way finish, then closes."""
        if self.client.is_connected:
            await self.client.drain()
        else:
            await self.client.close()


def _outcome(ack: "asyncio.Future[Any] | Exception") -> Exception | None:
    if isinstance(ack, Exception):
        return ack
    if not ack.done():
        ack.cancel()
        return TimeoutError()
    failure = ack.exception()
    return failure if isinstance(failure, Exception) else None
