"""The RPCs: each opens its transaction, calls one use case and translates its answer."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from google.protobuf.message import Message
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.documents.v1 import documents_service_pb2_grpc as pb_grpc
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.auth import current_caller
from chassis.db import Database, read_session, unit_of_work
from chassis.gate import Context
from chassis.idempotency import once
from chassis.pages import encode_token, page_size
from services.documents.api import reading as say
from services.documents.domain.deposits import Document
from services.documents.domain.errors import CodeUnknown, UploadNotFound
from services.documents.domain.guessing import guess
from services.documents.mapping.admissibility import answer_message, kind_message, piece_message
from services.documents.mapping.documents import document_message, document_messages, timestamp
from services.documents.mapping.documents import upload_message as upload
from services.documents.usecases import deposit, reading, reuse, reviews, verifying
from services.documents.usecases.appending import Appending
from services.documents.usecases.context import Parts

R = TypeVar("R", bound=Message)


class DocumentsServicer(pb_grpc.DocumentsServiceServicer):
    """`mesdroits.documents.v1.DocumentsService`."""

    def __init__(self, database: Database, parts: Parts) -> None:
        self._database, self._parts = database, parts
        self._appending = Appending(database, parts)

    async def ListDocumentTypes(self, request: pb.ListDocumentTypesRequest, _: Context) -> pb.ListDocumentTypesResponse:
        book, size = self._parts.rulebook, page_size(request.page_size)
        found = (
            guess(book, request.words) if request.words else sorted(book.types.values(), key=lambda kind: kind.label)
        )
        first = say.first_after(request.page_token, len(found))
        more = encode_token(str(first + size)) if first + size < len(found) else ""
        return pb.ListDocumentTypesResponse(
            types=map(kind_message, found[first : first + size]), next_page_token=more
        )  # fmt: skip

    async def ListBenefitPieces(self, request: pb.ListBenefitPiecesRequest, _: Context) -> pb.ListBenefitPiecesResponse:
        book, size = self._parts.rulebook, page_size(request.page_size)
        pieces = book.pieces.get(request.benefit, ())
        first = say.first_after(request.page_token, len(pieces))
        more = encode_token(str(first + size)) if first + size < len(pieces) else ""
        shown = [piece_message(book, piece) for piece in pieces[first : first + size]]
        return pb.ListBenefitPiecesResponse(pieces=shown, next_page_token=more)

    async def CheckAdmissibility(
        self, request: pb.CheckAdmissibilityRequest, _: Context
    ) -> pb.CheckAdmissibilityResponse:
        asked = say.asked_of(request)
        files = await self._parts.directory.files(request.person_id)
        answer = deposit.check(self._parts, asked, files)
        return pb.CheckAdmissibilityResponse(answer=answer_message(self._parts.rulebook, answer))

    async def StartDeposit(self, request: pb.StartDepositRequest, _: Context) -> pb.StartDepositResponse:
        asked = say.asked_of(request)
        files = await self._parts.directory.files(request.person_id)

        async def effect(session: AsyncSession) -> pb.StartDepositResponse:
            started = await deposit.start(session, self._parts, request.person_id, asked, files)
            return pb.StartDepositResponse(document=await self._message(session, started))

        return await self._once(request, pb.StartDepositResponse, effect)

    async def AddUpload(self, request: pb.AddUploadRequest, _: Context) -> pb.AddUploadResponse:
        async def effect(session: AsyncSession) -> pb.AddUploadResponse:
            added = await deposit.add_upload(
                session, self._parts, request.person_id, request.document_id, request.length
            )
            return pb.AddUploadResponse(upload=upload(added))

        return await self._once(request, pb.AddUploadResponse, effect)

    async def GetUpload(self, request: pb.GetUploadRequest, _: Context) -> pb.GetUploadResponse:
        async with read_session(self._database) as session:
            found = await reading.get_upload(session, request.upload_id, request.person_id)
        return pb.GetUploadResponse(upload=upload(found))

    async def AppendChunk(self, request: pb.AppendChunkRequest, _: Context) -> pb.AppendChunkResponse:
        part = say.part_of(request)
        sha256 = await self._appending.keep(request.person_id, part)

        async def effect(session: AsyncSession) -> pb.AppendChunkResponse:
            kept = await self._appending.append(session, request.person_id, part, sha256)
            return pb.AppendChunkResponse(upload=upload(kept.upload), deposit_time=timestamp(kept.deposit_time))

        try:
            return await self._once(request, pb.AppendChunkResponse, effect)
        except UploadNotFound:
            # It was the person's a moment ago: taken away since, or they are forgotten, and no row would lead the purge here.
            await self._parts.objects.erase(f"uploads/{part.upload_id}")
            raise

    async def RemoveUpload(self, request: pb.RemoveUploadRequest, _: Context) -> pb.RemoveUploadResponse:
        async def effect(session: AsyncSession) -> pb.RemoveUploadResponse:
            await deposit.remove_upload(session, self._parts, request.person_id, request.upload_id)
            return pb.RemoveUploadResponse()

        answer = await self._once(request, pb.RemoveUploadResponse, effect)
        # Whoever dies before this leaves it to the purge of the deposit.
        await self._parts.objects.erase(f"uploads/{request.upload_id}")
        return answer

    async def CompleteDeposit(self, request: pb.CompleteDepositRequest, _: Context) -> pb.CompleteDepositResponse:
        async def effect(session: AsyncSession) -> pb.CompleteDepositResponse:
            moved = await deposit.complete(session, self._parts, request.person_id, request.document_id)
            return pb.CompleteDepositResponse(document=await self._message(session, moved))

        return await self._once(request, pb.CompleteDepositResponse, effect)

    async def AbandonDeposit(self, request: pb.AbandonDepositRequest, _: Context) -> pb.AbandonDepositResponse:
        async def effect(session: AsyncSession) -> pb.AbandonDepositResponse:
            moved = await deposit.abandon(session, self._parts, request.person_id, request.document_id)
            return pb.AbandonDepositResponse(document=await self._message(session, moved))

        return await self._once(request, pb.AbandonDepositResponse, effect)

    async def GetDocument(self, request: pb.GetDocumentRequest, _: Context) -> pb.GetDocumentResponse:
        async with read_session(self._database) as session:
            found = await reading.get(session, self._parts, request.document_id, request.person_id)
        return pb.GetDocumentResponse(document=document_message(self._parts.rulebook, found))

    async def ListDocuments(self, request: pb.ListDocumentsRequest, _: Context) -> pb.ListDocumentsResponse:
        last, size = say.before(request.page_token), page_size(request.page_size)
        if request.type and self._parts.rulebook.named(request.type) is None:
            return pb.ListDocumentsResponse()
        async with read_session(self._database) as session:
            found = await reading.list_of(
                session, self._parts, request.person_id, kind=request.type, before=last, limit=size + 1
            )
        more = encode_token(found[size - 1].document.document_id) if len(found) > size else ""
        messages = document_messages(self._parts.rulebook, found[:size])
        return pb.ListDocumentsResponse(documents=messages, next_page_token=more)

    async def ReadDocument(self, request: pb.ReadDocumentRequest, _: Context) -> AsyncIterator[pb.ReadDocumentResponse]:
        async with unit_of_work(self._database) as session:
            document = await reading.read(session, self._parts, request.document_id, request.person_id)
        async for media_type, piece in reading.content_of(self._parts, document):
            yield pb.ReadDocumentResponse(media_type=media_type, content=piece)

    async def ReuseDocument(self, request: pb.ReuseDocumentRequest, _: Context) -> pb.ReuseDocumentResponse:
        files = await self._parts.directory.files(request.person_id)

        async def effect(session: AsyncSession) -> pb.ReuseDocumentResponse:
            held = (await reading.get(session, self._parts, request.document_id, request.person_id)).document
            again = await reuse.reuse(session, self._parts, held, say.purpose_said(request.purpose), files)
            return pb.ReuseDocumentResponse(document=await self._message(session, again))

        return await self._once(request, pb.ReuseDocumentResponse, effect)

    async def GiveVerdict(self, request: pb.GiveVerdictRequest, _: Context) -> pb.GiveVerdictResponse:
        async def effect(session: AsyncSession) -> pb.GiveVerdictResponse:
            judged = await reviews.give_verdict(session, self._parts, say.judgement_of(request))
            return pb.GiveVerdictResponse(document=await self._message(session, judged))

        return await self._once(request, pb.GiveVerdictResponse, effect)

    async def ListReviews(self, request: pb.ListReviewsRequest, _: Context) -> pb.ListReviewsResponse:
        after, size = say.place(request.page_token), page_size(request.page_size)
        async with read_session(self._database) as session:
            found = await reading.list_reviews(session, self._parts, after=after, limit=size + 1)
        last = found[size - 1].document if len(found) > size else None
        more = encode_token(last.state_time.isoformat(), last.document_id) if last else ""
        messages = document_messages(self._parts.rulebook, found[:size])
        return pb.ListReviewsResponse(documents=messages, next_page_token=more)

    async def ReadReview(self, request: pb.ReadReviewRequest, _: Context) -> AsyncIterator[pb.ReadReviewResponse]:
        reader = current_caller().issuer
        async with unit_of_work(self._database) as session:
            document = await reading.read_review(session, self._parts, request.document_id, reader)
        async for media_type, piece in reading.content_of(self._parts, document):
            yield pb.ReadReviewResponse(media_type=media_type, content=piece)

    async def GetNewCode(self, request: pb.GetNewCodeRequest, _: Context) -> pb.GetNewCodeResponse:
        async with read_session(self._database) as session:
            given = await verifying.draw(session, self._parts, request.subject_sha256)
        return pb.GetNewCodeResponse(code=given.code, document_id=given.document_id)

    async def KeepProduced(self, request: pb.KeepProducedRequest, _: Context) -> pb.KeepProducedResponse:
        made = await verifying.put_produced(self._parts, say.produced_of(request))

        async def effect(session: AsyncSession) -> pb.KeepProducedResponse:
            kept = await verifying.keep_produced(session, self._parts, made)
            return pb.KeepProducedResponse(document=await self._message(session, kept))

        try:
            answer = await self._once(request, pb.KeepProducedResponse, effect)
        except CodeUnknown:
            await self._parts.objects.erase(f"contents/{made.document_id}")
            raise
        if answer.document.document_id != made.document_id:
            # It was kept already: what was put there for nothing goes.
            await self._parts.objects.erase(f"contents/{made.document_id}")
        return answer

    async def VerifyCode(self, request: pb.VerifyCodeRequest, _: Context) -> pb.VerifyCodeResponse:
        async with read_session(self._database) as session:
            found = await verifying.verify(session, self._parts, request.code, request.sha256)
        if found is None:
            return pb.VerifyCodeResponse(known=False)
        return pb.VerifyCodeResponse(
            known=True, unchanged=found.unchanged, label=found.label, produce_time=timestamp(found.produce_time)
        )  # fmt: skip

    async def _once(
        self, request: Message, response: type[R], effect: Callable[[AsyncSession], Awaitable[R]]
    ) -> R:  # fmt: skip
        async with unit_of_work(self._database) as session:
            return await once(session, request, response, lambda: effect(session))

    async def _message(self, session: AsyncSession, document: Document) -> document_pb2.Document:
        found = await reading.get(session, self._parts, document.document_id)
        return document_message(self._parts.rulebook, found)
