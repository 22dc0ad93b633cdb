"""Identity, situation, rights, requests and documents, played for the persons of whom something new is heard: what notify asks them, and nothing more.

A person's CSS is as it was, until their organisme says otherwise: renewed (another period follows) or its renewal done (a duty with a date).
"""

from datetime import date, datetime
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.documents.v1 import documents_service_pb2 as documents_pb
from mesdroits.documents.v1 import documents_service_pb2_grpc as documents_grpc
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as claims_pb
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2_grpc as claims_grpc
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.rights.v1 import rights_service_pb2_grpc as rights_grpc
from mesdroits.rights.v1 import view_pb2
from mesdroits.situation.v1 import facts_pb2
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb
from mesdroits.situation.v1 import situation_service_pb2_grpc as situation_grpc

from sandbox.suite.layout import Layout
from services.notify.domain.months import add_days, add_months
from tests.faults.alerts_crowd import CSS_END, DAWN

Context = grpc.aio.ServicerContext[Any, Any]


class _Identity(identity_grpc.IdentityServiceServicer):
    async def GetPerson(self, request: identity_pb.GetPersonRequest, _: Context) -> identity_pb.GetPersonResponse:
        answer = identity_pb.GetPersonResponse()
        answer.person.person_id = request.person_id
        answer.person.birth_date.CopyFrom(_day(date(1980, 5, 1)))
        return answer

    async def ListAttachments(
        self, _request: identity_pb.ListAttachmentsRequest, _: Context
    ) -> identity_pb.ListAttachmentsResponse:
        return identity_pb.ListAttachmentsResponse(resolved_time=_instant(DAWN))


class _Situation(situation_grpc.SituationServiceServicer):
    async def ListFacts(self, _request: situation_pb.ListFactsRequest, _: Context) -> situation_pb.ListFactsResponse:
        answer = situation_pb.ListFactsResponse()
        content = facts_pb2.FactContent(address=facts_pb2.Address(commune_code="63113"))
        answer.facts.add().content.CopyFrom(content)
        return answer


class _Claims(claims_grpc.RequestsTrackingServiceServicer):
    async def ListClaims(self, _request: claims_pb.ListClaimsRequest, _: Context) -> claims_pb.ListClaimsResponse:
        return claims_pb.ListClaimsResponse()


class _Documents(documents_grpc.DocumentsServiceServicer):
    async def ListDocuments(
        self, _request: documents_pb.ListDocumentsRequest, _: Context
    ) -> documents_pb.ListDocumentsResponse:
        return documents_pb.ListDocumentsResponse()


class Sources(rights_grpc.RightsServiceServicer):
    """All of them; `renewed`, `settled`: the persons of whom their organisme has said so by now."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.renewed: set[str] = set()
        self.settled: set[str] = set()
        self._server: grpc.aio.Server | None = None

    async def start(self) -> None:
        """Serve them all, each at its own address."""
        server = self._server = grpc.aio.server()
        identity_grpc.add_IdentityServiceServicer_to_server(_Identity(), server)  # type: ignore[abstract]
        situation_grpc.add_SituationServiceServicer_to_server(_Situation(), server)  # type: ignore[abstract]
        claims_grpc.add_RequestsTrackingServiceServicer_to_server(_Claims(), server)  # type: ignore[abstract]
        documents_grpc.add_DocumentsServiceServicer_to_server(_Documents(), server)  # type: ignore[abstract]
        rights_grpc.add_RightsServiceServicer_to_server(self, server)
        for service in ("identity", "situation", "rights", "requests_tracking", "documents"):
            server.add_insecure_port(self._layout.address(service))
        await server.start()

    async def stop(self) -> None:
        """Serve no more."""
        if self._server:
            await self._server.stop(0)

    async def GetHeldRights(
        self, request: rights_pb.GetHeldRightsRequest, _: Context
    ) -> rights_pb.GetHeldRightsResponse:
        """The CSS, as its organisme says that it stands."""
        held = _css(None, CSS_END)
        if request.person_id in self.settled:
            due = _day(add_months(CSS_END, -2))
            kind = organisme_pb.DUTY_KIND_RENEWAL
            held.duties.append(organisme_pb.Duty(kind=kind, due_date=due, done_time=_instant(DAWN)))
        rights = [held]
        if request.person_id in self.renewed:
            rights.append(_css(add_days(CSS_END, 1), add_months(CSS_END, 12)))
        return rights_pb.GetHeldRightsResponse(rights=rights)


def _css(start: date | None, end: date) -> view_pb2.Right:
    period = date_pb2.Period(start_date=_day(start) if start else None, end_date=_day(end))
    return view_pb2.Right(benefit="c2s", organisme="cnam", state=organisme_pb.RIGHT_STATE_OPEN, period=period)


def _day(value: date) -> date_pb2.Date:
    return date_pb2.Date(year=value.year, month=value.month, day=value.day)


def _instant(value: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(value)
    return stamp
