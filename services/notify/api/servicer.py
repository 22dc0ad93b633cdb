"""The RPCs of persons: each opens its transaction, calls one use case and translates its answer."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from mesdroits.notify.v1 import message_pb2, preferences_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.auth import current_caller
from chassis.db import Database, read_session, unit_of_work
from chassis.gate import Context
from chassis.pages import page_size
from services.notify.api import mapping, wishes
from services.notify.api.mapping import Mapper
from services.notify.api.operators import Operators
from services.notify.api.tokens import place_of, token_of
from services.notify.api.watching import Stream
from services.notify.domain.errors import WrongField
from services.notify.domain.messages import Message
from services.notify.domain.preferences import Subscription
from services.notify.events.hub import Hub
from services.notify.store import addresses, sent, subscriptions
from services.notify.store.messages import Shelf
from services.notify.usecases import addresses as giving
from services.notify.usecases import preferences, reading, tasks
from services.notify.usecases.context import Notify
from services.notify.usecases.whose_day import day_of

_LONGEST_CODE = 40


class NotifyServicer(Operators):
    """`mesdroits.notify.v1.NotifyService`."""

    def __init__(self, database: Database, notify: Notify, hub: Hub) -> None:
        super().__init__(database, notify)
        self._hub = hub

    async def GetCalendar(self, request: pb.GetCalendarRequest, _: Context) -> pb.GetCalendarResponse:
        async with read_session(self._database) as session:
            found = await reading.get_calendar(session, self._notify, request.person_id)
        mapper = self._mapper()
        items, silent = [mapper.line(line) for line in found.lines], sorted(found.unanswered)
        return pb.GetCalendarResponse(items=items, data_time=mapping.timestamp(found.read), unanswered=silent)

    async def ListMessages(self, request: pb.ListMessagesRequest, _: Context) -> pb.ListMessagesResponse:
        before, size = place_of(request.page_token), page_size(request.page_size)
        shelf = self._shelf(request)
        async with read_session(self._database) as session:
            found, unread = await tasks.list_messages(session, self._notify, shelf, before=before, limit=size + 1)
            day = await day_of(session, self._notify, request.person_id)
        last = found[size - 1] if len(found) > size else None
        more = token_of(last.created, last.message_id) if last else ""
        mapper = self._mapper()
        shown = [mapper.message(message, day) for message in found[:size]]
        return pb.ListMessagesResponse(messages=shown, next_page_token=more, unread=unread)

    async def GetMessage(self, request: pb.GetMessageRequest, _: Context) -> pb.GetMessageResponse:
        person_id, vault = request.person_id, self._notify.vault
        async with read_session(self._database) as session:
            found = await tasks.get_message(session, self._notify, person_id, request.message_id)
            ways = await sent.of_message(session, vault, person_id, request.message_id)
            day = await day_of(session, self._notify, person_id)
        return pb.GetMessageResponse(message=self._mapper().message(found, day, ways))

    async def MarkMessageRead(self, request: pb.MarkMessageReadRequest, _: Context) -> pb.MarkMessageReadResponse:
        async def effect(session: AsyncSession) -> pb.MarkMessageReadResponse:
            read = await tasks.mark_read(session, self._notify, request.person_id, request.message_id)
            return pb.MarkMessageReadResponse(message=await self._shown(session, read))

        return await self._once(request, pb.MarkMessageReadResponse, effect)

    async def CompleteTask(self, request: pb.CompleteTaskRequest, _: Context) -> pb.CompleteTaskResponse:
        async def effect(session: AsyncSession) -> pb.CompleteTaskResponse:
            done = await tasks.complete_task(session, self._notify, request.person_id, request.message_id)
            return pb.CompleteTaskResponse(message=await self._shown(session, done))

        return await self._once(request, pb.CompleteTaskResponse, effect)

    async def ReopenTask(self, request: pb.ReopenTaskRequest, _: Context) -> pb.ReopenTaskResponse:
        async def effect(session: AsyncSession) -> pb.ReopenTaskResponse:
            opened = await tasks.reopen_task(session, self._notify, request.person_id, request.message_id)
            return pb.ReopenTaskResponse(message=await self._shown(session, opened))

        return await self._once(request, pb.ReopenTaskResponse, effect)

    async def CheckCode(self, request: pb.CheckCodeRequest, _: Context) -> pb.CheckCodeResponse:
        if len(request.code) > _LONGEST_CODE:
            return pb.CheckCodeResponse()
        async with read_session(self._database) as session:
            found = await sent.by_code(session, self._notify.vault, request.person_id, request.code)
        if found is None:
            return pb.CheckCodeResponse()
        return pb.CheckCodeResponse(
            ours=True,
            channel=mapping.channel_value(found.channel),
            send_time=mapping.timestamp(found.sent),
            message_id=found.message_id,
        )

    async def GetPreferences(self, request: pb.GetPreferencesRequest, _: Context) -> pb.GetPreferencesResponse:
        async with read_session(self._database) as session:
            found = await preferences.get_wishes(session, self._notify, request.person_id)
        return pb.GetPreferencesResponse(preferences=self._wishes(found))

    async def SavePreferences(self, request: pb.SavePreferencesRequest, _: Context) -> pb.SavePreferencesResponse:
        edit = wishes.edit_of(request)

        async def effect(session: AsyncSession) -> pb.SavePreferencesResponse:
            saved = await preferences.save_wishes(session, self._notify, edit)
            return pb.SavePreferencesResponse(preferences=self._wishes(saved))

        return await self._once(request, pb.SavePreferencesResponse, effect)

    async def SetAlertAddress(self, request: pb.SetAlertAddressRequest, _: Context) -> pb.SetAlertAddressResponse:
        channel = wishes.addressed(request.channel)

        async def effect(session: AsyncSession) -> pb.SetAlertAddressResponse:
            waiting = await giving.set_address(session, self._notify, request.person_id, channel, request.address)
            shown = wishes.address_message(waiting.address)
            return pb.SetAlertAddressResponse(address=shown, expire_time=shown.expire_time)

        return await self._once(request, pb.SetAlertAddressResponse, effect)

    async def ConfirmAlertAddress(
        self, request: pb.ConfirmAlertAddressRequest, _: Context
    ) -> pb.ConfirmAlertAddressResponse:
        channel = wishes.addressed(request.channel)
        async with unit_of_work(self._database) as session:
            await giving.count_try(session, request.person_id, channel)

        async def effect(session: AsyncSession) -> pb.ConfirmAlertAddressResponse:
            held = await giving.confirm_address(session, self._notify, request.person_id, channel, request.code)
            return pb.ConfirmAlertAddressResponse(address=wishes.address_message(held))

        return await self._once(request, pb.ConfirmAlertAddressResponse, effect)

    async def RemoveAlertAddress(
        self, request: pb.RemoveAlertAddressRequest, _: Context
    ) -> pb.RemoveAlertAddressResponse:
        channel = wishes.addressed(request.channel)

        async def effect(session: AsyncSession) -> pb.RemoveAlertAddressResponse:
            await addresses.remove(session, request.person_id, channel)
            return pb.RemoveAlertAddressResponse()

        return await self._once(request, pb.RemoveAlertAddressResponse, effect)

    async def AddPushSubscription(
        self, request: pb.AddPushSubscriptionRequest, _: Context
    ) -> pb.AddPushSubscriptionResponse:
        async def effect(session: AsyncSession) -> pb.AddPushSubscriptionResponse:
            name = self._notify.new_id()
            browser = Subscription(name, request.person_id, request.endpoint, request.p256dh, request.auth)
            known = await giving.add_browser(session, self._notify, browser)
            return pb.AddPushSubscriptionResponse(subscription_id=known)

        return await self._once(request, pb.AddPushSubscriptionResponse, effect)

    async def RemovePushSubscription(
        self, request: pb.RemovePushSubscriptionRequest, _: Context
    ) -> pb.RemovePushSubscriptionResponse:
        async def effect(session: AsyncSession) -> pb.RemovePushSubscriptionResponse:
            await subscriptions.remove(session, request.person_id, request.endpoint)
            return pb.RemovePushSubscriptionResponse()

        return await self._once(request, pb.RemovePushSubscriptionResponse, effect)

    async def WatchMessages(
        self, request: pb.WatchMessagesRequest, _: Context
    ) -> AsyncIterator[pb.WatchMessagesResponse]:
        stream = Stream(self._database, self._notify, self._hub, self._mapper())
        async with aclosing(stream.run(request.person_id)) as responses:
            async for response in responses:
                yield response

    def _mapper(self) -> Mapper:
        return Mapper(self._notify.organismes, current_caller().assurance)

    async def _shown(self, session: AsyncSession, message: Message) -> message_pb2.Message:
        return self._mapper().message(message, await day_of(session, self._notify, message.person_id))

    def _wishes(self, found: preferences.Wishes) -> preferences_pb2.Preferences:
        return wishes.wishes_message(found, self._mapper(), self._notify.push_public_key)

    def _shelf(self, request: pb.ListMessagesRequest) -> Shelf:
        if request.filter not in pb.MessageFilter.DESCRIPTOR.values_by_number:
            raise WrongField("filter", "Ce choix n'existe pas.")
        return Shelf(
            request.person_id,
            self._notify.now(),
            open_only=request.filter == pb.MESSAGE_FILTER_OPEN,
            unread_only=request.filter == pb.MESSAGE_FILTER_UNREAD,
        )
