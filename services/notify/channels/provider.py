"""An SMS gateway, a printer of letters, or the reports of a mail relay, as `provider/v1` has them."""

import time
import uuid

from mesdroits.provider.v1 import delivery_provider_service_pb2 as pb
from mesdroits.provider.v1 import delivery_provider_service_pb2_grpc as pb_grpc

from chassis.auth import Minter
from chassis.clients import Client
from chassis.errors import InvalidInput, Problem, Refused
from chassis.settings import ProcessSettings
from services.notify.domain.sending.channels import Carried, Channel, Fate, Heard
from services.notify.domain.sending.delivery import Parcel
from services.notify.domain.sending.words import gsm

_SECONDS = 20.0
_QUESTION_SECONDS = 3.0
# Who has answered within that time is called without being asked first whether it is there.
_FRESH_SECONDS = 5.0
# What the transport says when it cannot tell whether the call arrived; any other reason is the provider's own word.
_OF_TRANSPORT = frozenset({"UNAVAILABLE", "TIMED_OUT", "INTERNAL"})
_PAGE = 200
# Any name space of our own: the same delivery has the same key, whoever sends it.
_KEYS = uuid.UUID("5b1c1b0e-6c1d-4f0e-9a3e-3d0f6f1d9a51")
_HEARD = {
    pb.OUTCOME_TAKEN: Heard.TAKEN,
    pb.OUTCOME_DELIVERED: Heard.DELIVERED,
    pb.OUTCOME_TEMPORARY_FAILURE: Heard.TEMPORARY_FAILURE,
    pb.OUTCOME_PERMANENT_FAILURE: Heard.PERMANENT_FAILURE,
    pb.OUTCOME_RETURNED: Heard.RETURNED,
}


class GrpcProvider:
    """One provider, number `rank` (1, 2…) of the list that notify was given: its token's audience is `provider.<rank>`."""

    def __init__(self, settings: ProcessSettings, address: str, rank: int, minter: Minter) -> None:
        self.name = f"provider.{rank}"
        stub = pb_grpc.DeliveryProviderServiceStub
        self._client = Client(settings, address, stub, self.name, minter)
        self._answered = -_FRESH_SECONDS

    async def close(self) -> None:
        await self._client.close()

    async def carry(self, parcel: Parcel) -> Carried:
        """Hands over an SMS or a letter. One that was silent of late is asked something harmless first: a provider that is down is then known to
        have taken nothing, and another may be tried."""
        if time.monotonic() - self._answered > _FRESH_SECONDS and await self.find(parcel.key) is None:
            return Carried(Fate.NOT_TAKEN, self.name, reason="PROVIDER_AWAY")
        try:
            # Not tried again by itself: what a call that broke came to is asked, by whoever chooses between providers.
            answer = await self._client.call(
                self._client.stub.AcceptDelivery, _request(parcel), timeout=_SECONDS, idempotent=False
            )
        except (InvalidInput, Refused) as refused:
            return Carried(Fate.REFUSED, self.name, reason=refused.reason)
        except Problem as problem:
            self._answered = -_FRESH_SECONDS
            fate = Fate.UNSURE if problem.reason in _OF_TRANSPORT else Fate.NOT_TAKEN
            return Carried(fate, self.name, reason=problem.reason)
        self._answered = time.monotonic()
        return Carried(Fate.TAKEN, self.name, answer.reference)

    async def find(self, key: str) -> Heard | None:
        """What it knows of a delivery; None: it does not answer."""
        request = pb.FindDeliveryRequest(delivery_id=key)
        try:
            answer = await self._client.call(self._client.stub.FindDelivery, request, timeout=_QUESTION_SECONDS)
        except Problem:
            return None
        self._answered = time.monotonic()
        return _HEARD.get(answer.report.outcome, Heard.TAKEN) if answer.HasField("report") else Heard.ABSENT

    async def page(self, token: str) -> tuple[list[tuple[str, Heard]], str]:
        """Reports from there on, and where to go on from. Raises the provider's Problem."""
        request = pb.ListReportsRequest(page_size=_PAGE, page_token=token)
        answer = await self._client.call(self._client.stub.ListReports, request, timeout=_QUESTION_SECONDS)
        told = [(one.delivery_id, _HEARD[one.outcome]) for one in answer.reports if one.outcome in _HEARD]
        return told, answer.next_page_token


def _request(parcel: Parcel) -> pb.AcceptDeliveryRequest:
    request_id = str(uuid.uuid5(_KEYS, parcel.key))
    if parcel.channel is Channel.SMS:
        sms = pb.Sms(telephone=parcel.address, text=gsm(parcel.text))
        return pb.AcceptDeliveryRequest(delivery_id=parcel.key, request_id=request_id, sms=sms)
    letter = pb.Letter(address_lines=parcel.lines, pdf=parcel.pdf)
    return pb.AcceptDeliveryRequest(delivery_id=parcel.key, request_id=request_id, letter=letter)
