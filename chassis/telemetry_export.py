"""Spans on their way out: encoded as they end, queued without waiting, sent over OTLP by one thread, counted where they are lost."""

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping

import grpc

from chassis.telemetry_otlp import Encoder, encode_request, encode_resource
from chassis.telemetry_spans import LightSpan

_log = logging.getLogger(__name__)
_METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
# Of each service: some ten megabytes.
_MOST_QUEUED = 65_536
_BATCH = 2048
_PERIOD_SECONDS = 0.5
_SEND_SECONDS, _LAST_SEND_SECONDS = 5.0, 2.0
_LONGEST_PAUSE_SECONDS = 5.0
_GIVE_UP_SECONDS = 60.0
_SAY_SECONDS = 10.0
_WORTH_ANOTHER_TRY = {
    grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.ABORTED, grpc.StatusCode.CANCELLED,
}  # fmt: skip


class Lane:
    """What one service has to tell, on its way to the exporter that it shares."""

    def __init__(self, service: str, resource: Mapping[str, str], wake: threading.Event) -> None:
        self.resource = encode_resource({"service.name": service, **resource})
        self.dropped = 0
        self._encode, self._wake = Encoder(), wake
        self.queue: deque[bytes] = deque()

    def on_end(self, span: LightSpan) -> None:
        """Takes an ended span; drops it, and counts it, if the queue is full."""
        waiting = len(self.queue)
        if waiting >= _MOST_QUEUED:
            self.dropped += 1
            return
        self.queue.append(self._encode(span))
        if waiting == _BATCH:
            self._wake.set()

    def take(self) -> list[bytes]:
        """At most one batch of encoded spans."""
        return [self.queue.popleft() for _ in range(min(_BATCH, len(self.queue)))]


class Exporter:
    """One per endpoint, whatever the number of services told through it. A back end that is away is waited for until the queues are full."""

    def __init__(self, endpoint: str, resource: Mapping[str, str]) -> None:
        self._resource = resource
        self._channel = open_channel(endpoint)
        self._send = self._channel.unary_unary(_METHOD, request_serializer=bytes, response_deserializer=bytes)
        self._lanes: list[Lane] = []
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._lost, self._said, self._said_at = 0, 0, 0.0
        self._thread = threading.Thread(target=self._run, name="otlp-export", daemon=True)
        self._thread.start()

    def lane(self, service: str) -> Lane:
        """The way out for one service."""
        self._lanes.append(Lane(service, self._resource, self._wake))
        return self._lanes[-1]

    @property
    def dropped(self) -> int:
        """Spans lost since the start."""
        return self._lost + sum(lane.dropped for lane in self._lanes)

    def shutdown(self, within: float = 5.0) -> None:
        """Sends what is left, for at most `within` seconds; the rest is counted as dropped."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(within)
        self._lost += sum(len(lane.queue) for lane in self._lanes)
        self._say(0.0)
        if not self._thread.is_alive():
            self._channel.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(_PERIOD_SECONDS)
            self._wake.clear()
            self._empty()
            self._say(_SAY_SECONDS)
        self._empty()

    def _empty(self) -> None:
        while groups := [(lane.resource, spans) for lane in self._lanes if (spans := lane.take())]:
            self._deliver(encode_request(groups), sum(len(spans) for _, spans in groups))

    def _deliver(self, request: bytes, count: int) -> None:
        pause, until = 0.25, time.monotonic() + _GIVE_UP_SECONDS
        while (refusal := self._refusal(request)) is not None:
            if refusal not in _WORTH_ANOTHER_TRY or self._stopping.is_set() or time.monotonic() > until:
                self._lost += count
                return
            self._stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _refusal(self, request: bytes) -> grpc.StatusCode | None:
        try:
            self._send(request, timeout=_LAST_SEND_SECONDS if self._stopping.is_set() else _SEND_SECONDS)
        except grpc.RpcError as failure:
            return failure.code()
        return None

    def _say(self, lapse: float) -> None:
        dropped = self.dropped
        if dropped > self._said and time.monotonic() - self._said_at >= lapse:
            _log.warning("spans dropped", extra={"spans": dropped - self._said})
            self._said, self._said_at = dropped, time.monotonic()


def open_channel(endpoint: str) -> grpc.Channel:
    """A channel to `http://host:port`, or `https://`, with the certificates that the machine trusts."""
    scheme, _, address = endpoint.rstrip("/").rpartition("://")
    if scheme == "https":
        return grpc.secure_channel(address, grpc.ssl_channel_credentials())
    return grpc.insecure_channel(address)
