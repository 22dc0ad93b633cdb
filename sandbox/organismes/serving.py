"""The gRPC server of one organisme, on its own port, with its own audience."""

import grpc
from grpc_health.v1 import _async as aio_health
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1 import organisme_gateway_service_pb2_grpc as pb_grpc

from chassis.auth import Verifier
from chassis.gate import Gate
from chassis.server import OPTIONS
from sandbox.organismes.gateway import Gateway, Holdings
from sandbox.organismes.settings import Settings

_NAME = pb.DESCRIPTOR.services_by_name["OrganismeGatewayService"].full_name


class GatewayServer:
    """Health, reflection and the gateway; `port` is known once started."""

    def __init__(self, organisme: str, holdings: Holdings, settings: Settings) -> None:
        self._settings, self._address = settings, settings.organismes_listen[organisme]
        verifier = Verifier.from_file(settings.trusted_keys_file, f"organisme.{organisme}")
        self._server = grpc.aio.server(interceptors=[Gate(verifier)], options=OPTIONS)
        self._health = aio_health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        pb_grpc.add_OrganismeGatewayServiceServicer_to_server(Gateway(organisme, holdings), self._server)
        reflection.enable_server_reflection([_NAME, health.SERVICE_NAME, reflection.SERVICE_NAME], self._server)
        self.port = 0

    async def start(self) -> None:
        """Listen and serve."""
        self.port = self._listen()
        await self._server.start()
        await self._tell(health_pb2.HealthCheckResponse.SERVING)

    async def stop(self) -> None:
        """Refuse what is new, let what is under way end."""
        await self._tell(health_pb2.HealthCheckResponse.NOT_SERVING)
        await self._server.stop(self._settings.drain_seconds)

    def _listen(self) -> int:
        s = self._settings
        if s.tls_cert_file and s.tls_key_file and s.tls_ca_file:
            pair = (s.tls_key_file.read_bytes(), s.tls_cert_file.read_bytes())
            credentials = grpc.ssl_server_credentials([pair], s.tls_ca_file.read_bytes(), require_client_auth=True)
            return self._server.add_secure_port(self._address, credentials)
        return self._server.add_insecure_port(self._address)

    async def _tell(self, status: health_pb2.HealthCheckResponse.ServingStatus.ValueType) -> None:
        for name in ("", _NAME):
            await self._health.set(name, status)
