"""The calendar of a person's rights."""

from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.bff.clients import Voice
from services.bff.views.calendar import CalendarView, calendar_view


async def calendar(voice: Voice) -> CalendarView:
    """The dates that matter."""
    service = voice.suite.notify
    request = pb.GetCalendarRequest(person_id=voice.person_id)
    return calendar_view(await voice.ask(service, service.stub.GetCalendar, request), step_up=voice.step_up)
