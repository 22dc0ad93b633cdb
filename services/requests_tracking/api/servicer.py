"""The RPCs: each opens its transaction, calls one use case and translates its answer."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from google.protobuf.message import Message
from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb
from mesdroits.requests_tracking.v1.requests_tracking_service_pb2_grpc import RequestsTrackingServiceServicer
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.auth import current_caller
from chassis.db import Database, is_identifier, read_session, unit_of_work
from chassis.errors import InvalidInput, Violation
from chassis.gate import Context
from chassis.idempotency import once
from chassis.pages import decode_token, encode_token, page_size
from services.requests_tracking.api import mapping
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.usecases import reading
from services.requests_tracking.usecases.appeal import start_appeal
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.directory import with_directory
from services.requests_tracking.usecases.disclosure import check_benefit, check_claim, withheld
from services.requests_tracking.usecases.drafts import Edit, discard_draft, save_draft, start_claim
from services.requests_tracking.usecases.poll import Poller
from services.requests_tracking.usecases.submit import submit_claim, withdraw_claim

R = TypeVar("R", bound=Message)


class RequestsTrackingServicer(RequestsTrackingServiceServicer):
    """`mesdroits.requests_tracking.v1.RequestsTrackingService`."""

    def __init__(self, database: Database, tracking: Tracking, poller: Poller) -> None:
        self._database, self._tracking, self._poller = database, tracking, poller

    async def ListClaimableBenefits(
        self, request: pb.ListClaimableBenefitsRequest, _: Context
    ) -> pb.ListClaimableBenefitsResponse:
        listed, today = self._tracking.catalogue.benefits, self._tracking.today()
        after, size = decode_token(request.page_token, 1), page_size(request.page_size)
        names = list(listed)
        first = names.index(after[0]) + 1 if after and after[0] in names else 0
        shown = names[first : first + size]
        more = encode_token(shown[-1]) if first + size < len(names) else ""
        benefits = [mapping.benefit_message(listed[name], today) for name in shown]
        return pb.ListClaimableBenefitsResponse(benefits=benefits, next_page_token=more)

    async def StartClaim(self, request: pb.StartClaimRequest, _: Context) -> pb.StartClaimResponse:
        async def effect(session: AsyncSession) -> pb.StartClaimResponse:
            opened = await start_claim(session, self._tracking, request.person_id, request.benefit)
            return pb.StartClaimResponse(claim=await self._shown(session, opened.claim))

        return await self._knowing(request, pb.StartClaimResponse, effect)

    async def SaveDraft(self, request: pb.SaveDraftRequest, _: Context) -> pb.SaveDraftResponse:
        async def effect(session: AsyncSession) -> pb.SaveDraftResponse:
            saved = await save_draft(session, self._tracking, _edit(request), dict(request.answers))
            return pb.SaveDraftResponse(claim=await self._shown(session, saved))

        return await self._once(request, pb.SaveDraftResponse, effect)

    async def DiscardDraft(self, request: pb.DiscardDraftRequest, _: Context) -> pb.DiscardDraftResponse:
        async def effect(session: AsyncSession) -> pb.DiscardDraftResponse:
            await discard_draft(session, self._tracking, request.person_id, request.claim_id)
            return pb.DiscardDraftResponse()

        return await self._once(request, pb.DiscardDraftResponse, effect)

    async def SubmitClaim(self, request: pb.SubmitClaimRequest, _: Context) -> pb.SubmitClaimResponse:
        async def effect(session: AsyncSession) -> pb.SubmitClaimResponse:
            sent = await submit_claim(session, self._tracking, _edit(request))
            return pb.SubmitClaimResponse(claim=await self._shown(session, sent.claim))

        return await self._knowing(request, pb.SubmitClaimResponse, effect)

    async def WithdrawClaim(self, request: pb.WithdrawClaimRequest, _: Context) -> pb.WithdrawClaimResponse:
        async def effect(session: AsyncSession) -> pb.WithdrawClaimResponse:
            await withdraw_claim(session, self._tracking, request.person_id, request.claim_id)
            return pb.WithdrawClaimResponse(claim=await self._read(session, request.person_id, request.claim_id))

        return await self._once(request, pb.WithdrawClaimResponse, effect)

    async def StartAppeal(self, request: pb.StartAppealRequest, _: Context) -> pb.StartAppealResponse:
        async def effect(session: AsyncSession) -> pb.StartAppealResponse:
            opened = await start_appeal(session, self._tracking, request.person_id, request.claim_id, request.path)
            return pb.StartAppealResponse(claim=await self._shown(session, opened.claim))

        return await self._once(request, pb.StartAppealResponse, effect)

    async def GetClaim(self, request: pb.GetClaimRequest, _: Context) -> pb.GetClaimResponse:
        await self._poller.look(request.person_id)
        async with read_session(self._database) as session:
            await check_claim(session, self._tracking, current_caller(), request.claim_id)
            return pb.GetClaimResponse(claim=await self._read(session, request.person_id, request.claim_id))

    async def ListClaims(self, request: pb.ListClaimsRequest, _: Context) -> pb.ListClaimsResponse:
        before, size = _place(request.page_token), page_size(request.page_size)
        if before is None:
            await self._poller.look(request.person_id)
        async with read_session(self._database) as session:
            hidden = await withheld(session, self._tracking, current_caller())
            wanted = reading.Wanted(request.person_id, before, size + 1, hidden)
            found = await reading.list_claims(session, self._tracking, wanted)
        last = found[size - 1].claim if len(found) > size else None
        more = encode_token(last.changed.isoformat(), last.claim_id) if last else ""
        catalogue, today = self._tracking.catalogue, self._tracking.today()
        messages = [mapping.claim_message(seen, catalogue, today, whole=False) for seen in found[:size]]
        return pb.ListClaimsResponse(claims=messages, next_page_token=more, hidden_by_assurance=len(hidden))

    async def GetDurations(self, request: pb.GetDurationsRequest, _: Context) -> pb.GetDurationsResponse:
        async with read_session(self._database) as session:
            found = await reading.get_durations(session, self._tracking, request.benefit, request.organisme)
        return pb.GetDurationsResponse(durations=mapping.durations_message(found) if found else None)

    async def _read(self, session: AsyncSession, person_id: str, claim_id: str) -> claim_pb2.Claim:
        seen = await reading.get_claim(session, self._tracking, person_id, claim_id)
        return mapping.claim_message(seen, self._tracking.catalogue, self._tracking.today(), whole=True)

    async def _shown(self, session: AsyncSession, claim: Claim) -> claim_pb2.Claim:
        return await self._read(session, claim.person_id, claim.claim_id)

    async def _once(
        self, request: Message, response_type: type[R], effect: Callable[[AsyncSession], Awaitable[R]]
    ) -> R:
        async with unit_of_work(self._database) as session:
            # Before what the same request was answered is looked up: it may have been answered to a stronger login.
            await self._check(session, request)
            return await once(session, request, response_type, lambda: effect(session))

    async def _check(self, session: AsyncSession, request: Message) -> None:
        if isinstance(request, pb.StartClaimRequest):
            check_benefit(self._tracking, current_caller(), request.benefit)
        else:
            claim_id: str = request.claim_id  # type: ignore[attr-defined]
            await check_claim(session, self._tracking, current_caller(), claim_id)

    async def _knowing(
        self,
        request: pb.StartClaimRequest | pb.SubmitClaimRequest,
        response_type: type[R],
        effect: Callable[[AsyncSession], Awaitable[R]],
    ) -> R:
        async def act() -> R:
            return await self._once(request, response_type, effect)

        return await with_directory(self._database, self._tracking, request.person_id, act)


def _edit(request: pb.SaveDraftRequest | pb.SubmitClaimRequest) -> Edit:
    return Edit(request.person_id, request.claim_id, request.etag)


def _place(token: str) -> tuple[datetime, str] | None:
    """Where the previous page stopped. Raises InvalidInput on a token that this service did not make."""
    key = decode_token(token, 2)
    if key is None:
        return None
    try:
        instant = datetime.fromisoformat(key[0])
        if instant.tzinfo is None or not is_identifier(key[1]):
            raise ValueError(token)
        return instant.astimezone(UTC), key[1]
    except (ValueError, OverflowError):
        raise InvalidInput([Violation("page_token", "Cette page n'existe plus. Revenez à la première page.")]) from None
