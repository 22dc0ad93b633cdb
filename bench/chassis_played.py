"""The processes of `bench.chassis`: a gRPC server, its client and an edge, each bare, with our instrumentation, or with contrib's; and the receiver.

`python -m bench.chassis_played <server|client|edge|receiver> <bare|ours|contrib> <folder of keys> <OTLP endpoint> <port>`. A client is told on its
standard input how many seconds to call, and answers with how many calls were made; everybody stops at the end of the input.
"""

import asyncio
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import uvicorn
import uvloop
from fastapi import FastAPI
from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as pb_grpc
from mesdroits.identity.v1 import person_pb2
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.grpc import aio_server_interceptor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pydantic import BaseModel
from starlette.types import ASGIApp

from chassis import telemetry
from chassis.auth import Minter, Verifier
from chassis.clients import Client
from chassis.gate import Gate
from chassis.server import OPTIONS
from chassis.settings import ProcessSettings
from services.bff.tracing import Tracing

PERSON = "0199b3c0-0000-7000-8000-000000000001"
_IN_FLIGHT = 32
_QUEUE = 65_536
_LARGEST_EXPORT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Part:
    """What a process plays, how it is instrumented, and where things are."""

    role: str
    variant: str
    keys: Path
    otlp: str
    port: int

    def settings(self, service: str) -> ProcessSettings:
        """As a process of the suite gets them."""
        return ProcessSettings(
            service=service, signing_key_file=self.keys / f"{service}.jwk", trusted_keys_file=self.keys / "trusted.jwks"
        )


class Person(pb_grpc.IdentityServiceServicer):
    """Answers at once with one person."""

    _ANSWER = pb.GetPersonResponse(person=person_pb2.Person(person_id=PERSON))

    async def GetPerson(self, request: Any, context: Any) -> pb.GetPersonResponse:  # noqa: ARG002
        return self._ANSWER


async def receive(part: Part) -> None:
    """Acknowledges what is exported over OTLP, and forgets it: an empty answer is each service's "all is well"."""

    async def export(request: bytes, context: Any) -> bytes:  # noqa: ARG001
        return b""

    server = grpc.aio.server(options=[("grpc.max_receive_message_length", _LARGEST_EXPORT_BYTES)])
    handler = grpc.unary_unary_rpc_method_handler(export)
    for signal in ("trace", "metrics", "logs"):
        name = f"opentelemetry.proto.collector.{signal}.v1.{signal.capitalize()}Service"
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, {"Export": handler}),))
    server.add_insecure_port(f"127.0.0.1:{part.port}")
    await server.start()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop(0)


class Answer(BaseModel):
    """What the edge serves."""

    person_id: str
    domains: list[str]


def begin(part: Part) -> TracerProvider | None:
    """Starts ours, or gives the provider of the contrib packages; a bare process has neither traces nor metrics."""
    name = f"bench-{part.role}-{part.variant}"
    if part.variant == "ours":
        telemetry.start(name, part.otlp)
    if part.variant != "contrib":
        return None
    provider = TracerProvider(resource=Resource({"service.name": name}))
    exporter = OTLPSpanExporter(endpoint=part.otlp, insecure=True)
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=_QUEUE))
    return provider


async def serve(part: Part) -> None:
    """One RPC behind the gate that every service has."""
    provider = begin(part)
    contrib = [aio_server_interceptor(provider)] if provider else []  # type: ignore[no-untyped-call]
    gate = Gate(Verifier.from_file(part.keys / "trusted.jwks", "identity"))
    server = grpc.aio.server(interceptors=[*contrib, gate], options=OPTIONS)
    pb_grpc.add_IdentityServiceServicer_to_server(Person(), server)  # type: ignore[abstract]  # it plays one RPC
    server.add_insecure_port(f"127.0.0.1:{part.port}")
    await server.start()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop(0)


async def call(part: Part) -> None:
    """Calls for as long as it is told, `_IN_FLIGHT` at a time."""
    settings = part.settings("bff")
    minter = Minter.from_settings(settings)
    client: Client[Any] = Client(
        settings, f"127.0.0.1:{part.port}", pb_grpc.IdentityServiceStub, "identity", minter
    )  # fmt: skip
    print("ready", flush=True)
    while seconds := await asyncio.to_thread(sys.stdin.readline):
        until = time.perf_counter() + float(seconds)
        began = time.perf_counter()
        counts = await asyncio.gather(*(_call_until(client, minter, until) for _ in range(_IN_FLIGHT)))
        print(sum(counts) / (time.perf_counter() - began), flush=True)
    await client.close()


async def _call_until(client: Client[Any], minter: Minter, until: float) -> int:
    request, made = pb.GetPersonRequest(person_id=PERSON), 0
    while time.perf_counter() < until:
        token = minter.mint("identity", person_id=PERSON)
        await client.call(client.stub.GetPerson, request, token=token)
        made += 1
    return made


def edge_app(part: Part) -> ASGIApp:
    """One route of an edge, under the same layer as the edge's."""
    app = FastAPI()
    answer = Answer(person_id=PERSON, domains=["SANTE", "FAMILLE"])

    @app.get("/persons/{person_id}")
    async def person(person_id: str) -> Answer:  # noqa: ARG001
        return answer

    provider = begin(part)
    if provider:
        FastAPIInstrumentor.instrument_app(app, tracer_provider=provider)
    return Tracing(app) if part.variant == "ours" else app


async def serve_edge(part: Part) -> None:
    """The route behind uvicorn, as the edge is served."""
    config = uvicorn.Config(
        edge_app(part), host="127.0.0.1", port=part.port, log_level="warning", access_log=False, http="httptools"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn tells it no other way
        await asyncio.sleep(0.02)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.should_exit = True
    await serving


def main(role: str, variant: str, keys: str, otlp: str, port: str) -> None:
    part = Part(role, variant, Path(keys), otlp, int(port))
    run = {"server": serve, "client": call, "edge": serve_edge, "receiver": receive}[role]
    uvloop.run(run(part))
    telemetry.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
