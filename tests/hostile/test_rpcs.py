"""Every RPC of the suite, under a token that it accepts, with any message that its type allows."""

import asyncio
from collections.abc import Iterator
from itertools import islice
from uuid import uuid4

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2, status_pb2
from hypothesis import given
from hypothesis import strategies as st
from mesdroits.common.v1 import access_pb2
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb

from chassis.auth import Minter, access_of
from chassis.errors import DETAILS_KEY
from sandbox.suite.environments import LOGIN_RETURN
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from tests.hostile.callers import Traveller, persona_named
from tests.hostile.messages import messages
from tests.hostile.values import ATTACK, PAGE_TOKENS

pytestmark = pytest.mark.timeout(300)
_SERVICES: tuple[ServiceDescriptor, ...] = (
    identity_pb.DESCRIPTOR.services_by_name["IdentityService"],
    situation_pb.DESCRIPTOR.services_by_name["SituationService"],
    rights_pb.DESCRIPTOR.services_by_name["RightsService"],
)
_RPCS = [method for service in _SERVICES for method in service.methods]
_PERSONA = "nee-en-corse"
_OURS = {
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.UNIMPLEMENTED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
}
_SECONDS = 10.0


class Caller:
    """A process of the suite that calls the others, with the keys of all."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._minters: dict[str, Minter] = {}
        self._channels: dict[str, grpc.Channel] = {}
        self.person_id = ""

    def token(self, method: MethodDescriptor) -> str:
        """A token that the RPC's policy accepts: the person's where it may be, else of one of its callers."""
        audience, policy = _audience(method), access_of(method) or access_pb2.Access()
        if policy.person_field and self.person_id:
            return self._minter("bff").mint(audience, person_id=self.person_id, assurance=3, purpose="hostile")
        return self._minter(policy.callers[0]).mint(audience, purpose="hostile")

    def call(self, method: MethodDescriptor, request: Message) -> Message | grpc.RpcError:
        """The answer (the last one of a stream), or the refusal."""
        service = method.containing_service.full_name
        channel, read = self._channel(_audience(method)), GetMessageClass(method.output_type).FromString
        path, write = f"/{service}/{method.name}", type(request).SerializeToString
        metadata = (("authorization", f"Bearer {self.token(method)}"),)
        try:
            if method.server_streaming:
                stream = channel.unary_stream(path, write, read)(request, timeout=_SECONDS, metadata=metadata)
                # Who watches is answered at once, and then for as long as they stay.
                most = 1 if method.name.startswith("Watch") else None
                answers: list[Message] = list(islice(stream, most))
                # The call is given up with its iterator.
                del stream
                return answers[-1] if answers else read(b"")
            unary = channel.unary_unary(path, write, read)
            answer: Message = unary(request, timeout=_SECONDS, metadata=metadata)
        except grpc.RpcError as refusal:
            return refusal
        return answer

    def _minter(self, issuer: str) -> Minter:
        if issuer not in self._minters:
            self._minters[issuer] = Minter.from_settings(played_settings(self._layout, issuer))
        return self._minters[issuer]

    def _channel(self, service: str) -> grpc.Channel:
        if service not in self._channels:
            self._channels[service] = grpc.insecure_channel(self._layout.address(service))
        return self._channels[service]

    def close(self) -> None:
        """Closes every channel."""
        for channel in self._channels.values():
            channel.close()


def _audience(method: MethodDescriptor) -> str:
    return str(method.full_name).split(".")[1]


@pytest.fixture(scope="module")
def caller(running: Layout) -> Iterator[Caller]:
    """The edge's own place, for a person who logged in and told their NIR."""
    made = Caller(running)
    rpc = _SERVICES[0].methods_by_name
    begun = made.call(
        rpc["BeginLogin"],
        identity_pb.BeginLoginRequest(request_id=str(uuid4()), redirect_uri=running.public_url + LOGIN_RETURN),
    )
    assert isinstance(begun, identity_pb.BeginLoginResponse), begun
    words = asyncio.run(_at_franceconnect(running, begun.authorization_url))
    ended = made.call(
        rpc["CompleteLogin"],
        identity_pb.CompleteLoginRequest(request_id=str(uuid4()), login_id=words["state"], code=words["code"]),
    )
    assert isinstance(ended, identity_pb.CompleteLoginResponse), ended
    made.person_id = ended.person.person_id
    nir = persona_named(running, _PERSONA)["nir"]
    told = made.call(
        rpc["DeclareNir"], identity_pb.DeclareNirRequest(request_id=str(uuid4()), person_id=made.person_id, nir=nir)
    )
    assert isinstance(told, identity_pb.DeclareNirResponse), told
    yield made
    made.close()


async def _at_franceconnect(layout: Layout, url: str) -> dict[str, str]:
    async with Traveller.open(layout.public_url) as browser:
        return await browser.come_back(_PERSONA, begin=url)


@pytest.mark.parametrize("method", [pytest.param(rpc, id=f"{_audience(rpc)}.{rpc.name}") for rpc in _RPCS])
def test_no_message_makes_an_rpc_fail(method: MethodDescriptor, caller: Caller) -> None:
    fixed: dict[str, st.SearchStrategy[str]] = {}
    if "person_id" in method.input_type.fields_by_name:
        fixed["person_id"] = st.just(caller.person_id)
    if "request_id" in method.input_type.fields_by_name:
        fixed["request_id"] = st.uuids(version=4).map(str)
    if "page_token" in method.input_type.fields_by_name:
        fixed["page_token"] = PAGE_TOKENS

    @ATTACK
    @given(messages(method.input_type, fixed) | messages(method.input_type))
    def attack(request: Message) -> None:
        answer = caller.call(method, request)
        if isinstance(answer, grpc.RpcError):
            _check_refusal(answer, request)

    attack()


def _check_refusal(refusal: grpc.RpcError, request: Message) -> None:
    assert isinstance(refusal, grpc.Call)
    code, said = refusal.code(), f"{refusal.code()} {refusal.details()} to {str(request)[:500]}"
    assert code not in _OURS, f"a failure of ours: {said}"
    if code is grpc.StatusCode.INVALID_ARGUMENT:
        named = _violations(refusal)
        assert named, f"no field is named: {said}"
        assert all(one.field and one.description for one in named), f"a field without a name or a reason: {said}"


def _violations(refusal: grpc.Call) -> list[error_details_pb2.BadRequest.FieldViolation]:
    trailers = dict(refusal.trailing_metadata())
    status, found = status_pb2.Status.FromString(trailers[DETAILS_KEY]), error_details_pb2.BadRequest()
    unpacked = [detail.Unpack(found) for detail in status.details if detail.Is(found.DESCRIPTOR)]
    return list(found.field_violations) if any(unpacked) else []
