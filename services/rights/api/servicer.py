"""RightsService, served: request → use case → response."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mesdroits.rights.v1 import rights_service_pb2 as pb
from mesdroits.rights.v1.rights_service_pb2_grpc import RightsServiceServicer

from chassis.auth import current_caller
from chassis.db import is_identifier
from chassis.errors import InvalidInput, Violation
from chassis.gate import Context
from chassis.pages import decode_token, encode_token, page_size
from services.rights.api import benefits as benefit_mapping
from services.rights.api.mapping import Mapper, exposure
from services.rights.domain.paging import Key
from services.rights.usecases import benefits, continuity, held, papers, payments, view
from services.rights.usecases.collect import Collector, Harvest
from services.rights.usecases.parts import Reader, day_of
from services.rights.usecases.payments import Page

if TYPE_CHECKING:
    from mesdroits.common.v1.date_pb2 import Date

_PURPOSE = "consult_rights"
# Parts of a key: payments (date, organisme, benefit, amount, rank), papers (date, organisme, reference, rank), benefits (domain, id).
_PAYMENT_KEY, _PAPER_KEY, _BENEFIT_KEY = 5, 4, 2


@dataclass(frozen=True)
class RightsServicer(RightsServiceServicer):
    """One method per RPC."""

    collector: Collector

    async def GetView(self, request: pb.GetViewRequest, _: Context) -> pb.GetViewResponse:
        """Six domains, whoever answers."""
        seen = await view.get_view(self.collector, _reader(request))
        mapper = self._mapper(seen.harvest)
        return pb.GetViewResponse(
            domains=[mapper.domain(each) for each in seen.domains],
            sources=mapper.sources(seen.hidden),
            partial=not seen.harvest.is_complete,
        )

    async def GetHeldRights(self, request: pb.GetHeldRightsRequest, _: Context) -> pb.GetHeldRightsResponse:
        """For a service: in no order that means anything."""
        found = await held.get_held(self.collector, _person(request.person_id), current_caller().purpose or _PURPOSE)
        mapper = self._mapper(found.harvest)
        return pb.GetHeldRightsResponse(
            rights=[mapper.held(line) for line in found.rights],
            sources=mapper.sources({}),
            gaps=[mapper.gap(gap) for gap in found.gaps],
        )

    async def ListPayments(self, request: pb.ListPaymentsRequest, _: Context) -> pb.ListPaymentsResponse:
        """Newest first."""
        page = await payments.list_payments(self.collector, _reader(request), _page(request, _PAYMENT_KEY))
        mapper = self._mapper(page.harvest)
        return pb.ListPaymentsResponse(
            payments=[mapper.payment(each) for each in page.payments],
            next_page_token=_token(page.following),
            sources=mapper.sources(page.hidden),
        )

    async def ListStatements(self, request: pb.ListStatementsRequest, _: Context) -> pb.ListStatementsResponse:
        """Newest first."""
        page = await papers.list_statements(self.collector, _reader(request), _page(request, _PAPER_KEY))
        mapper = self._mapper(page.harvest)
        return pb.ListStatementsResponse(
            statements=[mapper.statement(each) for each in page.statements],
            next_page_token=_token(page.following),
            sources=mapper.sources({}),
            hidden_by_assurance=page.hidden,
        )

    async def ListAttestations(self, request: pb.ListAttestationsRequest, _: Context) -> pb.ListAttestationsResponse:
        """Newest first."""
        page = await papers.list_attestations(self.collector, _reader(request), _page(request, _PAPER_KEY))
        mapper = self._mapper(page.harvest)
        return pb.ListAttestationsResponse(
            attestations=[mapper.attestation(each) for each in page.attestations],
            next_page_token=_token(page.following),
            sources=mapper.sources({}),
            hidden_by_assurance=page.hidden,
        )

    async def CheckContinuity(self, request: pb.CheckContinuityRequest, _: Context) -> pb.CheckContinuityResponse:
        """Oldest first."""
        found = await continuity.check_continuity(self.collector, _reader(request))
        mapper = self._mapper(found.harvest)
        return pb.CheckContinuityResponse(gaps=[mapper.gap(gap) for gap in found.gaps], sources=mapper.sources({}))

    async def ListBenefits(self, request: pb.ListBenefitsRequest, _: Context) -> pb.ListBenefitsResponse:
        """By domain."""
        on, page, catalogue = self._day(request), _page(request, _BENEFIT_KEY), self.collector.catalogue
        found, following = benefits.list_benefits(catalogue, on, page.after, page.size)
        shown = [benefit_mapping.benefit(each, catalogue, on) for each in found]
        return pb.ListBenefitsResponse(benefits=shown, next_page_token=_token(following))

    async def GetExposure(self, request: pb.GetExposureRequest, _: Context) -> pb.GetExposureResponse:
        """In the order of the portal."""
        regime = benefit_mapping.regime(request.regime)
        if regime is None:
            raise InvalidInput([Violation("regime", "Ce régime n'existe pas.")])
        found = benefits.get_exposure(self.collector.catalogue, regime, self._day(request))
        return pb.GetExposureResponse(domains=[exposure(domain, each) for domain, each in found.items()])

    def _mapper(self, harvest: Harvest) -> Mapper:
        return Mapper(self.collector.catalogue, day_of(harvest.now), harvest.statuses)

    def _day(self, request: pb.ListBenefitsRequest | pb.GetExposureRequest) -> date:
        return _date(request.date) if request.HasField("date") else day_of(self.collector.clock())


def _person(said: str) -> str:
    """Whom a service names; a person's own token was compared with the request already."""
    if not is_identifier(said):
        raise InvalidInput([Violation("person_id", "Cet identifiant n'est pas celui d'une personne.")])
    return said


def _reader(request: Any) -> Reader:
    caller = current_caller()
    return Reader(request.person_id, caller.assurance, caller.purpose or _PURPOSE)


def _page(request: Any, arity: int) -> Page:
    return Page(decode_token(request.page_token, arity), page_size(request.page_size))


def _token(following: Key | None) -> str:
    return encode_token(*following) if following else ""


def _date(said: "Date") -> date:
    try:
        return date(said.year, said.month, said.day)
    except ValueError:
        raise InvalidInput([Violation("date", "Cette date n'existe pas.")]) from None
