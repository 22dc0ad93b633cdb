"""Messages: what was told to the person, what they did about it, and each change as it happens."""

from collections.abc import AsyncGenerator
from enum import StrEnum

from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.bff.clients import Voice
from services.bff.views.messages import (
    CodeView,
    MessagesView,
    MessageView,
    NewsView,
    code_view,
    message_view,
    messages_view,
    news_view,
)


class Which(StrEnum):
    """Which messages of a person."""

    ALL = "all"
    OPEN = "open"
    UNREAD = "unread"


_FILTERS = {
    Which.ALL: pb.MESSAGE_FILTER_UNSPECIFIED,
    Which.OPEN: pb.MESSAGE_FILTER_OPEN,
    Which.UNREAD: pb.MESSAGE_FILTER_UNREAD,
}


async def messages(voice: Voice, page_size: int, page_token: str, which: Which = Which.ALL) -> MessagesView:
    """A page of messages."""
    service = voice.suite.notify
    request = pb.ListMessagesRequest(
        person_id=voice.person_id, filter=_FILTERS[which], page_size=page_size, page_token=page_token
    )
    return messages_view(await voice.ask(service, service.stub.ListMessages, request), step_up=voice.step_up)


async def message(voice: Voice, message_id: str) -> MessageView:
    """One message, with how it was sent."""
    service = voice.suite.notify
    request = pb.GetMessageRequest(person_id=voice.person_id, message_id=message_id)
    return message_view((await voice.ask(service, service.stub.GetMessage, request)).message, step_up=voice.step_up)


async def mark_read(voice: Voice, message_id: str, request_id: str) -> MessageView:
    """The person has read it."""
    service = voice.suite.notify
    request = pb.MarkMessageReadRequest(request_id=request_id, person_id=voice.person_id, message_id=message_id)
    return message_view(
        (await voice.ask(service, service.stub.MarkMessageRead, request)).message, step_up=voice.step_up
    )


async def complete(voice: Voice, message_id: str, request_id: str) -> MessageView:
    """The person says that it is done."""
    service = voice.suite.notify
    request = pb.CompleteTaskRequest(request_id=request_id, person_id=voice.person_id, message_id=message_id)
    return message_view((await voice.ask(service, service.stub.CompleteTask, request)).message, step_up=voice.step_up)


async def reopen(voice: Voice, message_id: str, request_id: str) -> MessageView:
    """The person takes it back."""
    service = voice.suite.notify
    request = pb.ReopenTaskRequest(request_id=request_id, person_id=voice.person_id, message_id=message_id)
    return message_view((await voice.ask(service, service.stub.ReopenTask, request)).message, step_up=voice.step_up)


async def check_code(voice: Voice, code: str) -> CodeView:
    """Whether a message received outside came from us."""
    service = voice.suite.notify
    request = pb.CheckCodeRequest(person_id=voice.person_id, code=code)
    return code_view(await voice.ask(service, service.stub.CheckCode, request))


async def news(voice: Voice, seconds: float) -> AsyncGenerator[NewsView, None]:
    """Each change as it happens, for so long; the first at once, with how many are unread."""
    service = voice.suite.notify
    request = pb.WatchMessagesRequest(person_id=voice.person_id)
    async for change in voice.listen(service, service.stub.WatchMessages, request, seconds=seconds):
        yield news_view(change, step_up=voice.step_up)
