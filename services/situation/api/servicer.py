"""The RPCs: each opens its transaction, calls one use case and translates its answer."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from mesdroits.situation.v1 import situation_service_pb2 as pb
from mesdroits.situation.v1.situation_service_pb2_grpc import SituationServiceServicer

from chassis.db import Database, read_session, unit_of_work
from chassis.gate import Context
from chassis.idempotency import once
from chassis.pages import decode_token, encode_token, page_size
from services.situation.api import mapping, paging
from services.situation.mapping.ledger import (
    control_message,
    declaration_message,
    delivery_message,
    kind_message,
    version_message,
)
from services.situation.usecases import reading
from services.situation.usecases.change import Confirmation, declare_change, preview_change
from services.situation.usecases.context import Situation
from services.situation.usecases.directory import with_directory
from services.situation.usecases.replay import replay_delivery

T = TypeVar("T")


class SituationServicer(SituationServiceServicer):
    """`mesdroits.situation.v1.SituationService`."""

    def __init__(self, database: Database, situation: Situation) -> None:
        self._database, self._situation = database, situation

    async def ListFactKinds(self, request: pb.ListFactKindsRequest, _: Context) -> pb.ListFactKindsResponse:
        catalogue, today = self._situation.catalogue, self._situation.today()
        organismes = await self._organismes(request.person_id) if request.person_id else None
        after, size = decode_token(request.page_token, 1), page_size(request.page_size)
        names = list(catalogue.kinds)
        first = names.index(after[0]) + 1 if after and after[0] in names else 0
        shown = names[first : first + size]
        more = encode_token(shown[-1]) if first + size < len(names) else ""
        kinds = [mapping.kind_info(catalogue.kinds[name], organismes, catalogue, today) for name in shown]
        return pb.ListFactKindsResponse(kinds=kinds, next_page_token=more)

    async def ListFacts(self, request: pb.ListFactsRequest, _: Context) -> pb.ListFactsResponse:
        valid = mapping.day_of(request.valid_date, "valid_date") if request.HasField("valid_date") else None
        known = mapping.instant_of(request.known_time, "known_time") if request.HasField("known_time") else None
        after, size = decode_token(request.page_token, 1) or ("",), page_size(request.page_size)
        async with read_session(self._database) as session:
            moment = reading.AsOf(valid, known)
            found = await reading.list_facts(
                session, self._situation, request.person_id, moment, after=after[0], limit=size + 1
            )
        more = encode_token(found[size - 1].fact_id) if len(found) > size else ""
        return pb.ListFactsResponse(facts=map(version_message, found[:size]), next_page_token=more)

    async def ListFactVersions(self, request: pb.ListFactVersionsRequest, _: Context) -> pb.ListFactVersionsResponse:
        after, size = paging.number(request.page_token), page_size(request.page_size)
        async with read_session(self._database) as session:
            found = await reading.list_versions(
                session, self._situation, request.person_id, request.fact_id, after=after, limit=size + 1
            )
        more = encode_token(str(found[size - 1].number)) if len(found) > size else ""
        return pb.ListFactVersionsResponse(versions=map(version_message, found[:size]), next_page_token=more)

    async def PreviewChange(self, request: pb.PreviewChangeRequest, _: Context) -> pb.PreviewChangeResponse:
        change = mapping.change_of(request.change)

        async def preview() -> pb.PreviewChangeResponse:
            async with read_session(self._database) as session:
                found = await preview_change(session, self._situation, request.person_id, change)
            return mapping.preview_response(found, self._situation.catalogue, self._situation.today())

        return await self._knowing(request.person_id, preview)

    async def DeclareChange(self, request: pb.DeclareChangeRequest, _: Context) -> pb.DeclareChangeResponse:
        async def declare() -> pb.DeclareChangeResponse:
            async with unit_of_work(self._database) as session:

                async def effect() -> pb.DeclareChangeResponse:
                    confirmation = Confirmation(
                        person_id=request.person_id,
                        change=mapping.change_of(request.change),
                        etag=request.etag,
                        refused=list(request.refused_organismes),
                        repeat=request.repeat_confirmed,
                    )
                    written = await declare_change(session, self._situation, confirmation)
                    message = declaration_message(written, self._situation.catalogue, self._situation.today())
                    return pb.DeclareChangeResponse(declaration=message)

                return await once(session, request, pb.DeclareChangeResponse, effect)

        return await self._knowing(request.person_id, declare)

    async def GetDeclaration(self, request: pb.GetDeclarationRequest, _: Context) -> pb.GetDeclarationResponse:
        async with read_session(self._database) as session:
            found = await reading.get_declaration(session, self._situation, request.person_id, request.declaration_id)
        message = declaration_message(found, self._situation.catalogue, self._situation.today())
        return pb.GetDeclarationResponse(declaration=message)

    async def ListDeclarations(self, request: pb.ListDeclarationsRequest, _: Context) -> pb.ListDeclarationsResponse:
        before, size = paging.identifier(request.page_token), page_size(request.page_size)
        async with read_session(self._database) as session:
            found = await reading.list_declarations(
                session, self._situation, request.person_id, before=before, limit=size + 1
            )
        more = encode_token(found[size - 1].declaration_id) if len(found) > size else ""
        catalogue, today = self._situation.catalogue, self._situation.today()
        messages = [declaration_message(declaration, catalogue, today) for declaration in found[:size]]
        return pb.ListDeclarationsResponse(declarations=messages, next_page_token=more)

    async def ListControls(self, request: pb.ListControlsRequest, _: Context) -> pb.ListControlsResponse:
        before, size = paging.identifier(request.page_token), page_size(request.page_size)
        async with read_session(self._database) as session:
            found = await reading.list_controls(
                session, self._situation, request.person_id, before=before, limit=size + 1
            )
        more = encode_token(found[size - 1].control_id) if len(found) > size else ""
        return pb.ListControlsResponse(controls=map(control_message, found[:size]), next_page_token=more)

    async def ReplayDelivery(self, request: pb.ReplayDeliveryRequest, _: Context) -> pb.ReplayDeliveryResponse:
        async def replay() -> pb.ReplayDeliveryResponse:
            async with unit_of_work(self._database) as session:

                async def effect() -> pb.ReplayDeliveryResponse:
                    sent = await replay_delivery(session, self._situation, request.person_id, request.delivery_id)
                    message = delivery_message(sent, self._situation.catalogue, self._situation.today())
                    return pb.ReplayDeliveryResponse(delivery=message)

                return await once(session, request, pb.ReplayDeliveryResponse, effect)

        return await self._knowing(request.person_id, replay)

    async def ListDeadDeliveries(
        self, request: pb.ListDeadDeliveriesRequest, _: Context
    ) -> pb.ListDeadDeliveriesResponse:
        after, size = paging.place(request.page_token), page_size(request.page_size)
        async with read_session(self._database) as session:
            found = await reading.list_dead_deliveries(session, after=after, limit=size + 1)
        catalogue, today = self._situation.catalogue, self._situation.today()
        messages = [
            pb.DeadDelivery(
                person_id=followed.delivery.person_id,
                delivery=delivery_message(followed, catalogue, today),
                kind=kind_message(followed.delivery.kind),
            )
            for followed, _ in found[:size]
        ]
        last = found[size - 1] if len(found) > size else None
        more = encode_token(last[1].isoformat(), last[0].delivery.delivery_id) if last else ""
        return pb.ListDeadDeliveriesResponse(deliveries=messages, next_page_token=more)

    async def _organismes(self, person_id: str) -> set[str]:
        async def read() -> set[str]:
            async with read_session(self._database) as session:
                return await reading.organismes_of(session, self._situation, person_id)

        return await self._knowing(person_id, read)

    async def _knowing(self, person_id: str, act: Callable[[], Awaitable[T]]) -> T:
        return await with_directory(self._database, self._situation, person_id, act)
