"""The services behind the edge, and the edge's voice: for one person, with one level of assurance, for one purpose."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2, health_pb2_grpc
from mesdroits.documents.v1.documents_service_pb2_grpc import DocumentsServiceStub
from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from mesdroits.notify.v1.notify_service_pb2_grpc import NotifyServiceStub
from mesdroits.requests_tracking.v1.requests_tracking_service_pb2_grpc import RequestsTrackingServiceStub
from mesdroits.rights.v1.rights_service_pb2_grpc import RightsServiceStub
from mesdroits.simulator.v1.simulator_service_pb2_grpc import SimulatorServiceStub
from mesdroits.situation.v1.situation_service_pb2_grpc import SituationServiceStub

from chassis.auth import Minter
from chassis.clients import Client, open_channel
from chassis.errors import Problem, Unauthenticated
from services.bff.session import Who
from services.bff.settings import Settings

if TYPE_CHECKING:  # these stand in the type stubs alone
    from mesdroits.documents.v1.documents_service_pb2_grpc import DocumentsServiceAsyncStub
    from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceAsyncStub
    from mesdroits.notify.v1.notify_service_pb2_grpc import NotifyServiceAsyncStub
    from mesdroits.requests_tracking.v1.requests_tracking_service_pb2_grpc import RequestsTrackingServiceAsyncStub
    from mesdroits.rights.v1.rights_service_pb2_grpc import RightsServiceAsyncStub
    from mesdroits.simulator.v1.simulator_service_pb2_grpc import SimulatorServiceAsyncStub
    from mesdroits.situation.v1.situation_service_pb2_grpc import SituationServiceAsyncStub

S = TypeVar("S")
R = TypeVar("R", bound=Message)
Q_contra = TypeVar("Q_contra", bound=Message, contravariant=True)
A_co = TypeVar("A_co", covariant=True)
_HEALTH_SECONDS = 1.0
_CALL_SECONDS = 2.0
_STREAM_SECONDS = 30.0
# FranceConnect is asked during CompleteLogin, and every organisme during DeclareNir: identity needs this long for them.
PATIENT_SECONDS = 5.0


class Rpc(Protocol[Q_contra, A_co]):
    """A unary RPC of a stub."""

    def __call__(self, request: Q_contra, /) -> Awaitable[A_co]: ...


class Peer(Generic[S]):
    """One service, and whether it serves."""

    def __init__(
        self, name: str, address: str, stub: Callable[[grpc.aio.Channel], S], settings: Settings, minter: Minter
    ) -> None:
        self.name, self._minter = name, minter
        self._client: Client[S] = Client(settings, address, stub, name, minter)
        # gRPC gives channels to the same address the same connection.
        self._channel = open_channel(address, settings)
        self._health = health_pb2_grpc.HealthStub(self._channel)
        self.stub = self._client.stub

    async def call(
        self, rpc: Rpc[Any, R], request: Message, token: str | None = None, *, seconds: float = _CALL_SECONDS
    ) -> R:
        """The answer, within `seconds` and what is left of the page's budget; in the edge's own name without a token."""
        try:
            return await self._client.call(rpc, request, token=token, timeout=seconds)
        except Unauthenticated as refused:
            # Our own token was refused: it is our failure, and logging in again would not mend it.
            raise Problem from refused

    def stream(
        self, rpc: Callable[..., Any], request: Message, token: str, *, seconds: float = _STREAM_SECONDS
    ) -> AsyncIterator[Any]:
        """The answers, one by one, for at most so long."""
        return self._client.stream(rpc, request, token=token, timeout=seconds)

    def token(self, who: Who, purpose: str) -> str:
        """A token that speaks for a person."""
        return self._minter.mint(self.name, person_id=who.person_id, assurance=who.assurance, purpose=purpose)

    async def serves(self) -> bool:
        """Whether the service says that it is healthy."""
        try:
            answer = await self._health.Check(health_pb2.HealthCheckRequest(), timeout=_HEALTH_SECONDS)
        except grpc.aio.AioRpcError:
            return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    async def close(self) -> None:
        """Lets calls under way finish for a moment, then closes."""
        await self._client.close()
        await self._channel.close(None)


def _identity(channel: grpc.aio.Channel) -> "IdentityServiceAsyncStub":
    return IdentityServiceStub(channel)


def _situation(channel: grpc.aio.Channel) -> "SituationServiceAsyncStub":
    return SituationServiceStub(channel)


def _rights(channel: grpc.aio.Channel) -> "RightsServiceAsyncStub":
    return RightsServiceStub(channel)


def _simulator(channel: grpc.aio.Channel) -> "SimulatorServiceAsyncStub":
    return SimulatorServiceStub(channel)


def _documents(channel: grpc.aio.Channel) -> "DocumentsServiceAsyncStub":
    return DocumentsServiceStub(channel)


def _requests_tracking(channel: grpc.aio.Channel) -> "RequestsTrackingServiceAsyncStub":
    return RequestsTrackingServiceStub(channel)


def _notify(channel: grpc.aio.Channel) -> "NotifyServiceAsyncStub":
    return NotifyServiceStub(channel)


class Suite:
    """The services that the edge calls."""

    def __init__(self, settings: Settings, minter: Minter) -> None:
        self.identity = Peer("identity", settings.identity_address, _identity, settings, minter)
        self.situation = Peer("situation", settings.situation_address, _situation, settings, minter)
        self.rights = Peer("rights", settings.rights_address, _rights, settings, minter)
        self.simulator = Peer("simulator", settings.simulator_address, _simulator, settings, minter)
        self.documents = Peer("documents", settings.documents_address, _documents, settings, minter)
        self.requests_tracking = Peer(
            "requests_tracking", settings.requests_tracking_address, _requests_tracking, settings, minter
        )
        self.notify = Peer("notify", settings.notify_address, _notify, settings, minter)
        self.peers: tuple[Peer[Any], ...] = (
            self.identity, self.situation, self.rights, self.simulator, self.documents, self.requests_tracking, self.notify,
        )  # fmt: skip

    async def close(self) -> None:
        """Closes every channel."""
        await asyncio.gather(*(peer.close() for peer in self.peers))


@dataclass(frozen=True)
class Voice:
    """The edge while it speaks for one person, for one purpose ("consult_rights", "tell_once", "simulate", …)."""

    suite: Suite
    who: Who
    purpose: str
    # Whether a stronger login may be offered to this person.
    step_up: bool = False

    @property
    def person_id(self) -> str:
        """Whom it speaks for."""
        return self.who.person_id

    async def ask(self, peer: Peer[Any], rpc: Rpc[Any, R], request: Message, *, seconds: float = _CALL_SECONDS) -> R:
        """The answer of a service to this person."""
        return await peer.call(rpc, request, peer.token(self.who, self.purpose), seconds=seconds)

    def listen(
        self, peer: Peer[Any], rpc: Callable[..., Any], request: Message, *, seconds: float = _STREAM_SECONDS
    ) -> AsyncIterator[Any]:
        """The answers of a service to this person, one by one, for at most so long."""
        return peer.stream(rpc, request, peer.token(self.who, self.purpose), seconds=seconds)
