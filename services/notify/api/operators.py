"""The RPCs of those who run the suite: deliveries given up, persons to call."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from google.protobuf.message import Message
from mesdroits.notify.v1 import notify_service_pb2 as pb
from mesdroits.notify.v1.notify_service_pb2_grpc import NotifyServiceServicer
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import Database, read_session, unit_of_work
from chassis.gate import Context
from chassis.idempotency import once
from chassis.pages import page_size
from services.notify.api import mapping
from services.notify.api.tokens import place_of, token_of
from services.notify.domain.errors import WrongField
from services.notify.store import sent
from services.notify.usecases import operating
from services.notify.usecases.context import Notify

R = TypeVar("R", bound=Message)


class Served(NotifyServiceServicer):
    """What the RPCs have in common."""

    def __init__(self, database: Database, notify: Notify) -> None:
        self._database, self._notify = database, notify

    async def _once(
        self, request: Message, response_type: type[R], effect: Callable[[AsyncSession], Awaitable[R]]
    ) -> R:
        async with unit_of_work(self._database) as session:
            return await once(session, request, response_type, lambda: effect(session))


class Operators(Served):
    """For `ops` alone."""

    async def ListFailedDeliveries(
        self, request: pb.ListFailedDeliveriesRequest, _: Context
    ) -> pb.ListFailedDeliveriesResponse:
        after, size = place_of(request.page_token), page_size(request.page_size)
        async with read_session(self._database) as session:
            found = await sent.failed(session, after=after, limit=size + 1)
        more = _more(found, size, lambda each: each.status_time)
        shown = [mapping.failed_message(each) for each in found[:size]]
        return pb.ListFailedDeliveriesResponse(deliveries=shown, next_page_token=more)

    async def RetryDelivery(self, request: pb.RetryDeliveryRequest, _: Context) -> pb.RetryDeliveryResponse:
        async def effect(session: AsyncSession) -> pb.RetryDeliveryResponse:
            back = await operating.retry_delivery(session, self._notify, request.delivery_id)
            return pb.RetryDeliveryResponse(delivery=mapping.delivery_message(back))

        return await self._once(request, pb.RetryDeliveryResponse, effect)

    async def ListCallTasks(self, request: pb.ListCallTasksRequest, _: Context) -> pb.ListCallTasksResponse:
        after, size = place_of(request.page_token), page_size(request.page_size)
        async with read_session(self._database) as session:
            found = await sent.calls(session, after=after, limit=size + 1)
            tasks = await operating.list_calls(session, self._notify, found[:size])
        more = _more(found, size, lambda each: each.created)
        shown = [mapping.call_message(*task) for task in tasks]
        return pb.ListCallTasksResponse(tasks=shown, next_page_token=more)

    async def CloseCallTask(self, request: pb.CloseCallTaskRequest, _: Context) -> pb.CloseCallTaskResponse:
        outcome = pb.CallOutcome.DESCRIPTOR.values_by_number.get(request.outcome)
        if outcome is None:
            raise WrongField("outcome", "Cette issue n'existe pas.")

        async def effect(session: AsyncSession) -> pb.CloseCallTaskResponse:
            name = outcome.name.removeprefix("CALL_OUTCOME_")
            await operating.close_call(session, self._notify, request.delivery_id, name)
            return pb.CloseCallTaskResponse()

        return await self._once(request, pb.CloseCallTaskResponse, effect)


def _more(found: list[sent.Sent], size: int, instant: Callable[[sent.Sent], datetime]) -> str:
    if len(found) <= size:
        return ""
    last = found[size - 1]
    return token_of(instant(last), last.delivery_id)
