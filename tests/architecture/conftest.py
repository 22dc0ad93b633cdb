"""Every service of the contract served at once behind the real gate, by handlers that only note that they were reached."""

import contextlib
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
import pytest_asyncio
from google.api import field_behavior_pb2
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from joserfc.jwk import OKPKey

from chassis.auth import Minter, Verifier, access_of
from chassis.gate import Gate
from sandbox.suite.keys import ISSUERS
from tests.architecture.contract import audience, services

PERSON = "0199b3c0-0000-7000-8000-000000000001"
_HIGHEST = 3


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private key for every process of the suite, and for one that nobody knows."""
    folder = tmp_path_factory.mktemp("keys")
    public = []
    for issuer in (*ISSUERS, "stranger"):
        key = OKPKey.generate_key("Ed25519", {"kid": issuer}, private=True)
        (folder / f"{issuer}.jwk").write_text(json.dumps(key.as_dict(private=True)))
        if issuer != "stranger":
            public.append(key.as_dict(private=False))
    (folder / "trusted.jwks").write_text(json.dumps({"keys": public}))
    return folder


@dataclass
class Contract:
    """Every service behind its gate. `reached` are the RPCs whose handler ran."""

    keys: Path
    channels: dict[str, grpc.aio.Channel] = field(default_factory=dict)
    reached: list[str] = field(default_factory=list)

    def mint(self, rpc: MethodDescriptor, issuer: str, **claims: Any) -> str:
        """A token for the service of an RPC, unless `audience` says otherwise."""
        key = OKPKey.import_key(json.loads((self.keys / f"{issuer}.jwk").read_text()))
        wanted: dict[str, Any] = {"audience": audience(rpc.containing_service), "assurance": _HIGHEST, **claims}
        return Minter(issuer, key).mint(wanted.pop("audience"), **wanted)

    def rightful(self, rpc: MethodDescriptor, **claims: Any) -> str:
        """A token that the policy of an RPC accepts: the person's where it may be, else a service's."""
        policy = access_of(rpc)
        assert policy
        if policy.person_field:
            return self.mint(rpc, "bff", **{"person_id": PERSON} | claims)
        return self.mint(rpc, policy.callers[0], **claims)

    async def call(
        self, rpc: MethodDescriptor, token: str | None, *, request: Message | None = None, timeout: float | None = 5.0
    ) -> grpc.StatusCode:
        """The code that an RPC answers with."""
        service = rpc.containing_service.full_name
        channel = self.channels[service]
        kinds: Any = {
            (False, False): channel.unary_unary, (False, True): channel.unary_stream, (True, True): channel.stream_stream,
        }  # fmt: skip
        serialise = GetMessageClass(rpc.input_type).SerializeToString
        kind = kinds[rpc.client_streaming, rpc.server_streaming]
        one = request or filled(rpc)
        call = kind(f"/{service}/{rpc.name}", serialise, GetMessageClass(rpc.output_type).FromString)(
            iter([one]) if rpc.client_streaming else one,
            timeout=timeout,
            metadata=(("authorization", token),) if token is not None else (),
        )
        if rpc.server_streaming:
            with contextlib.suppress(grpc.aio.AioRpcError):
                [_ async for _ in call]
        code: grpc.StatusCode = await call.code()
        return code


def filled(rpc: MethodDescriptor) -> Message:
    """A request with everything required of it, for our person."""
    request = GetMessageClass(rpc.input_type)()
    for one in rpc.input_type.fields:
        if field_behavior_pb2.REQUIRED in one.GetOptions().Extensions[field_behavior_pb2.field_behavior]:
            _fill(request, one)
    policy = access_of(rpc)
    if policy and policy.person_field:
        setattr(request, policy.person_field, PERSON)
    return request


def _fill(request: Message, one: FieldDescriptor) -> None:
    if one.is_repeated:
        values = getattr(request, one.name)
        values.add() if one.type == FieldDescriptor.TYPE_MESSAGE else values.append("x")
    elif one.type == FieldDescriptor.TYPE_MESSAGE:
        getattr(request, one.name).SetInParent()
    elif one.type == FieldDescriptor.TYPE_BYTES:
        setattr(request, one.name, b"x")
    elif one.type == FieldDescriptor.TYPE_STRING:
        setattr(request, one.name, str(uuid.uuid4()))
    else:
        setattr(request, one.name, 1)


@pytest_asyncio.fixture
async def contract(keys: Path) -> AsyncIterator[Contract]:
    """One server for each service, as each has an audience of its own."""
    here, servers = Contract(keys), []
    for service in services():
        server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(keys / "trusted.jwks", audience(service)))])
        server.add_generic_rpc_handlers((_handlers(service, here.reached),))
        here.channels[service.full_name] = grpc.aio.insecure_channel(
            f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        )
        await server.start()
        servers.append(server)
    yield here
    for channel in here.channels.values():
        await channel.close(None)
    for server in servers:
        await server.stop(0)


def _handlers(service: ServiceDescriptor, reached: list[str]) -> "grpc.GenericRpcHandler[Any, Any]":
    return grpc.method_handlers_generic_handler(
        service.full_name, {rpc.name: _handler(rpc, reached) for rpc in service.methods}
    )


def _handler(rpc: MethodDescriptor, reached: list[str]) -> "grpc.RpcMethodHandler[Any, Any]":
    answer = GetMessageClass(rpc.output_type)

    async def one(request: Any, context: Any) -> Any:
        reached.append(rpc.full_name)
        return answer()

    async def many(request: Any, context: Any) -> AsyncIterator[Any]:
        reached.append(rpc.full_name)
        yield answer()

    async def each(requests: AsyncIterator[Any], context: Any) -> AsyncIterator[Any]:
        async for _ in requests:
            reached.append(rpc.full_name)
            yield answer()

    read, write = GetMessageClass(rpc.input_type).FromString, answer.SerializeToString
    if rpc.client_streaming:
        return grpc.stream_stream_rpc_method_handler(each, read, write)
    if rpc.server_streaming:
        return grpc.unary_stream_rpc_method_handler(many, read, write)
    return grpc.unary_unary_rpc_method_handler(one, read, write)
