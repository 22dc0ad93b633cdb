"""The calendar of rights, and the messages that come of it and of organismes."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.bff.access import Access, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, Key, Page, Words, refusals, router
from services.bff.screens import calendar as calendars
from services.bff.screens import messages as screens
from services.bff.screens.messages import Which
from services.bff.views.calendar import CalendarView
from services.bff.views.messages import CodeView, MessagesView, MessageView

routes = router("alertes")
_READ = declared(Access.CERTIFIED, "alert_rights")
_OF_ONE = refusals(401, 403, 404, 409)


class MessagePage(Page):
    """Which page of which messages."""

    which: Which = Field(Which.ALL, description="Tous, ceux qui tiennent encore, ou ceux qui ne sont pas lus.")


class Code(BaseModel):
    """A code received by e-mail, SMS or letter; case, spaces and hyphens do not matter."""

    model_config = ConfigDict(extra="forbid")

    code: Words = Field(min_length=1, max_length=40)


@routes.get("/calendar", responses=OF_A_PERSON, openapi_extra=_READ)
async def get_calendar(voice: ThePerson) -> CalendarView:
    """The dates that matter for the person's rights: what is to be done, when, why, and what happens otherwise."""
    return await calendars.calendar(voice)


@routes.get("/messages", responses=OF_A_PERSON, openapi_extra=_READ)
async def list_messages(voice: ThePerson, page: Annotated[MessagePage, Query()]) -> MessagesView:
    """The person's messages, newest first."""
    return await screens.messages(voice, page.page_size, page.page_token, page.which)


@routes.get("/messages/{message_id:uuid}", responses=refusals(401, 403, 404), openapi_extra=_READ)
async def get_message(voice: ThePerson, message_id: UUID) -> MessageView:
    """One message, with how it was sent."""
    return await screens.message(voice, str(message_id))


@routes.post("/messages/{message_id:uuid}/reading", responses=_OF_ONE, openapi_extra=_READ)
async def mark_message_read(voice: ThePerson, message_id: UUID, key: Key) -> MessageView:
    """The person has read it."""
    return await screens.mark_read(voice, str(message_id), key)


@routes.post("/messages/{message_id:uuid}/completion", responses=_OF_ONE, openapi_extra=_READ)
async def complete_task(voice: ThePerson, message_id: UUID, key: Key) -> MessageView:
    """« C'est fait », by whatever channel: nothing more is sent about it."""
    return await screens.complete(voice, str(message_id), key)


@routes.delete("/messages/{message_id:uuid}/completion", responses=_OF_ONE, openapi_extra=_READ)
async def reopen_task(voice: ThePerson, message_id: UUID, key: Key) -> MessageView:
    """It is not done after all."""
    return await screens.reopen(voice, str(message_id), key)


@routes.post("/messages/verification", responses=OF_A_PERSON, openapi_extra=_READ)
async def check_message_code(voice: ThePerson, code: Code) -> CodeView:
    """Whether a message received outside came from us."""
    return await screens.check_code(voice, code.code)
