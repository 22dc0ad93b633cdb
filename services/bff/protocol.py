"""HTTP on the wire, as uvicorn reads it; what is not HTTP is refused in the same words as everything else."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chassis import telemetry
from services.bff.problems import MEDIA_TYPE, Malformed
from services.bff.security import security_headers
from services.bff.settings import Settings
from services.bff.views.problem import problem_view


def protocol_of(settings: Settings) -> type[HttpToolsProtocol]:
    """What reads each connection."""
    guards = b"".join(name + b": " + value + b"\r\n" for name, value in security_headers(settings))

    class Protocol(HttpToolsProtocol):
        """Says a refusal that no application can say: there is no request to give it."""

        def send_400_response(self, msg: Any) -> None:  # noqa: ARG002  as uvicorn calls it
            """Refuses what could not be read, and hangs up."""
            self.transport.write(_refusal(guards))
            self.transport.close()

    return Protocol


def _refusal(guards: bytes) -> bytes:
    with telemetry.active(telemetry.begin("no request", telemetry.SpanKind.SERVER, "")):
        trace_id = telemetry.current_trace_id()
    body = problem_view(Malformed(), trace_id, status=400).model_dump_json(exclude_none=True).encode()
    head = (
        f"HTTP/1.1 400 Bad Request\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n"
        f"cache-control: no-store\r\nx-trace-id: {trace_id}\r\nconnection: close\r\n"
    )
    return head.encode() + guards + b"\r\n" + body
