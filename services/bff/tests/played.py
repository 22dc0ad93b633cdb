"""The services, played behind the real gate: they answer with the samples, or as a test says, and remember who asked what."""

import inspect
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf import symbol_database
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from grpc_health.v1 import _async as aio_health
from grpc_health.v1 import health_pb2_grpc
from joserfc.jwk import KeySet
from mesdroits.common.v1.access_pb2 import ASSURANCE_LOW
from mesdroits.documents.v1 import documents_service_pb2 as documents_pb
from mesdroits.documents.v1 import documents_service_pb2_grpc as documents_grpc
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.notify.v1 import notify_service_pb2 as notify_pb
from mesdroits.notify.v1 import notify_service_pb2_grpc as notify_grpc
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as claims_pb
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2_grpc as claims_grpc
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.rights.v1 import rights_service_pb2_grpc as rights_grpc
from mesdroits.simulator.v1 import simulator_service_pb2 as simulator_pb
from mesdroits.simulator.v1 import simulator_service_pb2_grpc as simulator_grpc
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb
from mesdroits.situation.v1 import situation_service_pb2_grpc as situation_grpc

from chassis.auth import Caller, Verifier, current_caller
from chassis.errors import NotFound
from chassis.gate import Gate
from services.bff import samples

OTHER_PERSON = "0199b3c0-0000-7000-8000-000000000002"
Answer = Callable[[Any], Any]
_SERVICES: dict[str, tuple[Any, Any]] = {
    "identity": (identity_pb, identity_grpc),
    "situation": (situation_pb, situation_grpc),
    "rights": (rights_pb, rights_grpc),
    "simulator": (simulator_pb, simulator_grpc),
    "requests_tracking": (claims_pb, claims_grpc),
    "documents": (documents_pb, documents_grpc),
    "notify": (notify_pb, notify_grpc),
}


class SomebodyElses(NotFound):
    """What the real services say of what is not the caller's."""

    reason = "NOT_YOURS"


@dataclass(frozen=True)
class Call:
    """One call, as the service saw it."""

    rpc: str
    request: Any
    caller: Caller


@dataclass
class Played:
    """The services. `answers[rpc]` is a message, an exception to raise, or a function of the request, which may take its time."""

    answers: dict[str, Any] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    servers: dict[str, grpc.aio.Server] = field(default_factory=dict)

    async def start(self, trusted: KeySet) -> None:
        """Serves them, each with its own audience."""
        for name, (pb, stubs) in _SERVICES.items():
            descriptor: ServiceDescriptor = next(iter(pb.DESCRIPTOR.services_by_name.values()))
            server = grpc.aio.server(interceptors=[Gate(Verifier(trusted, name))])
            servicer = type("Servicer", (), {m.name: self._method(m) for m in descriptor.methods})()
            getattr(stubs, f"add_{descriptor.name}Servicer_to_server")(servicer, server)
            health_pb2_grpc.add_HealthServicer_to_server(aio_health.HealthServicer(), server)
            self.addresses[name] = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
            self.servers[name] = server
            await server.start()

    async def stop(self) -> None:
        for server in self.servers.values():
            await server.stop(0)

    def last(self, rpc: str) -> Call:
        """The last call of an RPC."""
        return next(call for call in reversed(self.calls) if call.rpc == rpc)

    def _method(self, method: MethodDescriptor) -> Any:
        answer_type = symbol_database.Default().GetSymbol(method.output_type.full_name)

        async def unary(_: Any, request: Message, __: Any) -> Any:
            answer = self._answer(method.name, request, answer_type)
            return await answer if inspect.isawaitable(answer) else answer

        async def streamed(_: Any, request: Message, __: Any) -> AsyncIterator[Any]:
            answers = self._answer(method.name, request, answer_type)
            if inspect.isasyncgen(answers):
                async for answer in answers:
                    yield answer
                return
            for answer in answers:
                yield answer

        return streamed if method.server_streaming else unary

    def _answer(self, rpc: str, request: Any, answer_type: Any) -> Any:
        self.calls.append(Call(rpc, request, current_caller()))
        answer = self.answers.get(rpc)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return answer(request)
        if answer is not None:
            return answer
        return _DEFAULTS[rpc](request) if rpc in _DEFAULTS else samples.sample(answer_type)


def completed(request: Any) -> Any:
    """The code says who comes back: `other` is another person, `high` a stronger login."""
    answer = samples.sample(identity_pb.CompleteLoginResponse)
    if request.code == "other":
        answer.person.person_id, answer.person.display_name = OTHER_PERSON, "Dominique Petit"
    answer.assurance = int(request.code) if request.code.isdigit() else ASSURANCE_LOW
    return answer


def _export(_: Any) -> list[Any]:
    entry = samples.sample(identity_pb.ListJournalEntriesResponse).entries[0]
    connection = samples.sample(identity_pb.ListConnectionsResponse).connections[0]
    return [identity_pb.ExportJournalResponse(entry=entry), identity_pb.ExportJournalResponse(connection=connection)]


def _owned(answer: type[Message]) -> Answer:
    def owned(request: Any) -> Any:
        if request.person_id != samples.PERSON_ID:
            raise SomebodyElses
        return samples.sample(answer)

    return owned


def _content(request: Any) -> list[Any]:
    if request.person_id != samples.PERSON_ID:
        raise SomebodyElses
    parts = documents_pb.ReadDocumentResponse
    return [parts(media_type="application/pdf", content=b"%PDF-"), parts(content=b"1.7")]


def _watched(_: Any) -> list[Any]:
    return [notify_pb.WatchMessagesResponse(unread=1), samples.sample(notify_pb.WatchMessagesResponse)]


_DEFAULTS: dict[str, Answer] = {
    "ReadDocument": _content,
    "CompleteLogin": completed,
    "ExportJournal": _export,
    "ListFactVersions": _owned(situation_pb.ListFactVersionsResponse),
    "GetDocument": _owned(documents_pb.GetDocumentResponse),
    "AbandonDeposit": _owned(documents_pb.AbandonDepositResponse),
    "CompleteDeposit": _owned(documents_pb.CompleteDepositResponse),
    "ReuseDocument": _owned(documents_pb.ReuseDocumentResponse),
    "AddUpload": _owned(documents_pb.AddUploadResponse),
    "RemoveUpload": _owned(documents_pb.RemoveUploadResponse),
    "GetUpload": _owned(documents_pb.GetUploadResponse),
    "AppendChunk": _owned(documents_pb.AppendChunkResponse),
    "GetDeclaration": _owned(situation_pb.GetDeclarationResponse),
    "ReplayDelivery": _owned(situation_pb.ReplayDeliveryResponse),
    "GetClaim": _owned(claims_pb.GetClaimResponse),
    "SaveDraft": _owned(claims_pb.SaveDraftResponse),
    "DiscardDraft": _owned(claims_pb.DiscardDraftResponse),
    "SubmitClaim": _owned(claims_pb.SubmitClaimResponse),
    "WithdrawClaim": _owned(claims_pb.WithdrawClaimResponse),
    "StartAppeal": _owned(claims_pb.StartAppealResponse),
    "GetMessage": _owned(notify_pb.GetMessageResponse),
    "MarkMessageRead": _owned(notify_pb.MarkMessageReadResponse),
    "CompleteTask": _owned(notify_pb.CompleteTaskResponse),
    "ReopenTask": _owned(notify_pb.ReopenTaskResponse),
    "WatchMessages": _watched,
}
