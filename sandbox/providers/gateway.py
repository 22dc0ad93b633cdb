"""The gRPC side of one house: `provider/v1`, as an SMS gateway, a printer of letters and the reports of its mail relay."""

from datetime import UTC, datetime
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.provider.v1 import delivery_provider_service_pb2 as pb
from mesdroits.provider.v1 import delivery_provider_service_pb2_grpc as pb_grpc

from chassis.auth import Verifier
from chassis.errors import InvalidInput, Refused, Unavailable, Violation
from chassis.gate import Gate
from chassis.pages import decode_token, encode_token, page_size
from chassis.server import OPTIONS
from sandbox.providers.house import Answer, House, Parcel, Silence, Told
from sandbox.providers.recipients import Conduct, of_lines, of_telephone
from sandbox.providers.settings import Settings

Context = grpc.aio.ServicerContext[Any, Any]


class AddressRefused(Refused):
    """The address does not exist, or refuses."""

    reason = "ADDRESS_REFUSED"


class ProviderBusy(Unavailable):
    """It was not taken; the provider says so itself."""

    reason = "PROVIDER_BUSY"


class Gateway(pb_grpc.DeliveryProviderServiceServicer):
    """One house."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def AcceptDelivery(self, request: pb.AcceptDeliveryRequest, _: Context) -> pb.AcceptDeliveryResponse:
        """Takes an SMS or a letter, once per delivery."""
        parcel, conduct = _parcel(request)
        refusal = self._house.refuses(parcel.recipient, conduct)
        if refusal is Answer.REFUSED:
            raise AddressRefused
        if refusal is Answer.LATER:
            raise ProviderBusy
        if await self._house.take(parcel, conduct) is Answer.CUT:
            # As a connection that breaks looks from the other side.
            raise Unavailable
        return pb.AcceptDeliveryResponse(reference=f"{self._house.name}-{request.delivery_id[-12:]}")

    async def FindDelivery(self, request: pb.FindDeliveryRequest, _: Context) -> pb.FindDeliveryResponse:
        """What is known of a delivery."""
        await self._house.before_answer()
        try:
            told = self._house.find(request.delivery_id)
        except Silence:
            raise Unavailable from None
        return pb.FindDeliveryResponse(report=_report(told) if told else None)

    async def ListReports(self, request: pb.ListReportsRequest, _: Context) -> pb.ListReportsResponse:
        """Reports, oldest first."""
        await self._house.before_answer()
        key = decode_token(request.page_token, 2)
        told = self._house.reports((key[0], key[1]) if key else None, page_size(request.page_size))
        following = encode_token(*told[-1].key) if told else request.page_token or encode_token("0", "0")
        return pb.ListReportsResponse(reports=map(_report, told), next_page_token=following)


class GatewayServer:
    """Listens while it is up; `port` is known once started, and kept."""

    def __init__(self, house: House, rank: int, settings: Settings) -> None:
        self._house, self._settings = house, settings
        self._verifier = Verifier.from_file(settings.trusted_keys_file, f"provider.{rank + 1}")
        self._host, _, port = settings.providers_listen[rank].rpartition(":")
        self.port = int(port)
        self._server: grpc.aio.Server | None = None

    @property
    def up(self) -> bool:
        return self._server is not None

    async def start(self) -> None:
        """Listen and serve; nothing if it does."""
        if self._server is None:
            self._server = grpc.aio.server(interceptors=[Gate(self._verifier)], options=OPTIONS)
            pb_grpc.add_DeliveryProviderServiceServicer_to_server(Gateway(self._house), self._server)
            self.port = self._listen(self._server)
            await self._server.start()

    async def stop(self) -> None:
        """Cut every call and refuse new ones."""
        if self._server is not None:
            server, self._server = self._server, None
            await server.stop(0)

    def _listen(self, server: grpc.aio.Server) -> int:
        s, address = self._settings, f"{self._host}:{self.port}"
        if s.tls_cert_file and s.tls_key_file and s.tls_ca_file:
            pair = (s.tls_key_file.read_bytes(), s.tls_cert_file.read_bytes())
            credentials = grpc.ssl_server_credentials([pair], s.tls_ca_file.read_bytes(), require_client_auth=True)
            return server.add_secure_port(address, credentials)
        return server.add_insecure_port(address)


def _parcel(request: pb.AcceptDeliveryRequest) -> tuple[Parcel, Conduct]:
    if request.HasField("sms"):
        text = request.sms.text
        if not text or len(text) > 160:
            raise InvalidInput([Violation("sms.text", "Un SMS fait 160 caractères au plus.")])
        return Parcel(request.delivery_id, "SMS", request.sms.telephone, text.encode()), of_telephone(
            request.sms.telephone
        )
    lines = list(request.letter.address_lines)
    if not 1 <= len(lines) <= 7 or any(len(line) > 38 for line in lines) or not request.letter.pdf.startswith(b"%PDF-"):
        raise InvalidInput([Violation("letter", "Une lettre a une à sept lignes d'adresse de 38 signes, et un PDF.")])
    return Parcel(request.delivery_id, "LETTER", "\n".join(lines), request.letter.pdf), of_lines(lines)


def _report(told: Told) -> pb.Report:
    time = Timestamp()
    time.FromDatetime(datetime.fromtimestamp(told.time, UTC))
    return pb.Report(
        delivery_id=told.delivery_id, outcome=pb.Outcome.Value(f"OUTCOME_{told.outcome}"), report_time=time
    )
