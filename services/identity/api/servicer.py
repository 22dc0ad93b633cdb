"""Identity's RPCs: request → use case → response. Who may call what is written on the contract, and checked before this code runs."""

from collections.abc import AsyncIterator

from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as pb_grpc

from chassis.auth import current_caller
from chassis.db import read_session, unit_of_work
from chassis.gate import Context
from chassis.idempotency import once
from services.identity.api import mapping, paging
from services.identity.domain.errors import LoginExpired
from services.identity.domain.journal import Entry
from services.identity.usecases import directory, journal, login, nir, people, reviews, rotation
from services.identity.usecases.parts import Parts


class IdentityServicer(pb_grpc.IdentityServiceServicer):
    """Every method may raise the problems of its use case; the gate turns them into statuses."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def BeginLogin(self, request: pb.BeginLoginRequest, _: Context) -> pb.BeginLoginResponse:
        assurance = mapping.read_assurance(request.assurance)
        prepared = await login.prepare_login(self._parts, request.redirect_uri, assurance)

        async def effect() -> pb.BeginLoginResponse:
            await login.begin_login(session, prepared)
            return pb.BeginLoginResponse(
                login_id=prepared.attempt.login_id, authorization_url=prepared.authorization_url
            )

        async with unit_of_work(self._parts.database) as session:
            return await once(session, request, pb.BeginLoginResponse, effect)

    async def CompleteLogin(self, request: pb.CompleteLoginRequest, _: Context) -> pb.CompleteLoginResponse:
        login_id = mapping.read_id("login_id", request.login_id)
        back = login.Return(login_id, request.request_id, request.code, request.error)
        attempt = await login.claim_attempt(self._parts, back)
        logged_in = await login.identify(self._parts, attempt, request.code) if attempt else None

        async def effect() -> pb.CompleteLoginResponse:
            if logged_in is None:
                raise LoginExpired
            opened = await login.record_login(self._parts, session, login_id, logged_in)
            person = await people.get_person(self._parts, session, opened.person_id)
            connection = mapping.connection(opened.connection)
            return pb.CompleteLoginResponse(
                person=mapping.person(person), connection_id=connection.connection_id, assurance=connection.assurance
            )

        async with unit_of_work(self._parts.database) as session:
            return await once(session, request, pb.CompleteLoginResponse, effect)

    async def EndLogin(self, request: pb.EndLoginRequest, _: Context) -> pb.EndLoginResponse:
        connection_id = mapping.read_id("connection_id", request.connection_id)
        endpoint = await login.prepare_logout(self._parts, connection_id)

        async def effect() -> pb.EndLoginResponse:
            url = await login.end_login(self._parts, session, request.person_id, connection_id, endpoint=endpoint)
            return pb.EndLoginResponse(logout_url=url)

        async with unit_of_work(self._parts.database) as session:
            return await once(session, request, pb.EndLoginResponse, effect)

    async def GetPerson(self, request: pb.GetPersonRequest, _: Context) -> pb.GetPersonResponse:
        async with read_session(self._parts.database) as session:
            found = await people.get_person(self._parts, session, request.person_id)
        recipients = map(mapping.nir_recipient, people.nir_recipients(self._parts))
        # A person's browser has no use for them; a service that reads documents compares them with what it read.
        names = None if current_caller().person_id else mapping.civil_names(found)
        return pb.GetPersonResponse(person=mapping.person(found), nir_recipients=recipients, names=names)

    async def DeclareNir(self, request: pb.DeclareNirRequest, _: Context) -> pb.DeclareNirResponse:
        declared = nir.read_nir(self._parts, request.nir)
        declaration = await nir.look_into(self._parts, request.person_id, declared)
        # The stored fingerprint of the request must not be a plain hash of a NIR.
        unsaid = pb.DeclareNirRequest(
            request_id=request.request_id, person_id=request.person_id, nir=declared.digest.hex()
        )

        async def effect() -> pb.DeclareNirResponse:
            reached = await nir.settle(self._parts, session, request.person_id, declaration)
            return pb.DeclareNirResponse(certification=mapping.certification(reached))

        async with unit_of_work(self._parts.database) as session:
            return await once(session, unsaid, pb.DeclareNirResponse, effect)

    async def RequestIdentityReview(
        self, request: pb.RequestIdentityReviewRequest, _: Context
    ) -> pb.RequestIdentityReviewResponse:
        async def effect() -> pb.RequestIdentityReviewResponse:
            reached = await reviews.request_review(self._parts, session, request.person_id, request.message)
            return pb.RequestIdentityReviewResponse(certification=mapping.certification(reached))

        async with unit_of_work(self._parts.database) as session:
            return await once(session, request, pb.RequestIdentityReviewResponse, effect)

    async def ListIdentityReviews(
        self, request: pb.ListIdentityReviewsRequest, _: Context
    ) -> pb.ListIdentityReviewsResponse:
        page = paging.moments(request.page_size, request.page_token)
        async with read_session(self._parts.database) as session:
            found = await reviews.list_reviews(self._parts, session, page.wanted, page.after)
        shown, token = page.cut(found, lambda review: (review.open_time, review.review_id))
        return pb.ListIdentityReviewsResponse(reviews=map(mapping.review, shown), next_page_token=token)

    async def ResolveIdentityReview(
        self, request: pb.ResolveIdentityReviewRequest, _: Context
    ) -> pb.ResolveIdentityReviewResponse:
        review_id, verdict = mapping.read_id("review_id", request.review_id), mapping.read_verdict(request.verdict)

        async def effect() -> pb.ResolveIdentityReviewResponse:
            closed = await reviews.resolve_review(self._parts, session, review_id, verdict, request.explanation)
            return pb.ResolveIdentityReviewResponse(review=mapping.review(closed))

        async with unit_of_work(self._parts.database) as session:
            return await once(session, request, pb.ResolveIdentityReviewResponse, effect)

    async def ListAttachments(self, request: pb.ListAttachmentsRequest, _: Context) -> pb.ListAttachmentsResponse:
        size, after = paging.attachments(request.page_size, request.page_token)
        async with read_session(self._parts.database) as session:
            found = await directory.list_attachments(session, request.person_id, size + 1, after)
        shown = found.lines[:size]
        token = paging.attachment_token(shown[-1][0]) if len(found.lines) > size else ""
        response = pb.ListAttachmentsResponse(
            attachments=[mapping.attachment(attachment) for _, attachment in shown], next_page_token=token
        )
        if found.resolved_time is not None:
            response.resolved_time.CopyFrom(mapping.timestamp(found.resolved_time))
        return response

    async def ResolvePseudonyms(self, request: pb.ResolvePseudonymsRequest, _: Context) -> pb.ResolvePseudonymsResponse:
        person_id = mapping.read_id("person_id", request.person_id)
        async with read_session(self._parts.database) as session:
            found = await directory.resolve_pseudonyms(self._parts, session, person_id, request.organismes)
        return pb.ResolvePseudonymsResponse(pseudonyms=map(mapping.pseudonym, found))

    async def RotatePseudonyms(self, request: pb.RotatePseudonymsRequest, _: Context) -> pb.RotatePseudonymsResponse:
        async def effect() -> pb.RotatePseudonymsResponse:
            begun = await rotation.rotate(self._parts, session, request.organisme)
            return pb.RotatePseudonymsResponse(key_version=begun.key_version, persons=begun.persons)

        async with unit_of_work(self._parts.database) as session:
            return await once(session, request, pb.RotatePseudonymsResponse, effect)

    async def ListJournalEntries(
        self, request: pb.ListJournalEntriesRequest, _: Context
    ) -> pb.ListJournalEntriesResponse:
        page = paging.moments(request.page_size, request.page_token)
        async with read_session(self._parts.database) as session:
            found = await journal.list_entries(self._parts, session, request.person_id, page.wanted, page.after)
        shown, token = page.cut(found, journal.key_of)
        return pb.ListJournalEntriesResponse(entries=map(mapping.entry, shown), next_page_token=token)

    async def ListConnections(self, request: pb.ListConnectionsRequest, _: Context) -> pb.ListConnectionsResponse:
        page = paging.moments(request.page_size, request.page_token)
        async with read_session(self._parts.database) as session:
            found = await journal.list_connections(session, request.person_id, page.wanted, page.after)
        shown, token = page.cut(found, journal.key_of)
        return pb.ListConnectionsResponse(connections=map(mapping.connection, shown), next_page_token=token)

    async def ExportJournal(
        self, request: pb.ExportJournalRequest, _: Context
    ) -> AsyncIterator[pb.ExportJournalResponse]:
        async for line in journal.export(self._parts, request.person_id):
            if isinstance(line, Entry):
                yield pb.ExportJournalResponse(entry=mapping.entry(line))
            else:
                yield pb.ExportJournalResponse(connection=mapping.connection(line))
