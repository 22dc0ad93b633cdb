"""What the description of the API shows of the calendar, of messages and of preferences: an example of each body, and of each answer."""

from collections.abc import Iterator
from typing import Any

from mesdroits.notify.v1 import notify_service_pb2 as pb
from pydantic import BaseModel

from services.bff.samples import sample
from services.bff.samples_of_alerts import CODE, PREFERENCES_ETAG
from services.bff.views.calendar import calendar_view
from services.bff.views.messages import code_view, message_view, messages_view
from services.bff.views.preferences import address_view, awaited_view, preferences_view

_ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/exemple"
BODIES: dict[str, Any] = {
    "check_message_code": {"code": CODE},
    "save_preferences": {
        "channels": {"task": ["email", "letter"], "notice": ["email"]},
        "consents": {"cnaf": True},
        "escalation": True,
        "etag": PREFERENCES_ETAG,
    },
    "set_alert_address": {"address": "camille.martin@exemple.fr"},
    "confirm_alert_address": {"code": "482 913"},
    "add_push_subscription": {"endpoint": _ENDPOINT, "p256dh": "B" + "A" * 86, "auth": "A" * 22},
    "remove_push_subscription": {"endpoint": _ENDPOINT},
}


def alert_examples() -> Iterator[tuple[str, BaseModel]]:
    """Operation → what it answers."""
    yield "get_calendar", calendar_view(sample(pb.GetCalendarResponse))
    yield "list_messages", messages_view(sample(pb.ListMessagesResponse))
    yield "get_message", message_view(sample(pb.GetMessageResponse).message)
    yield "mark_message_read", message_view(sample(pb.MarkMessageReadResponse).message)
    yield "complete_task", message_view(sample(pb.CompleteTaskResponse).message)
    yield "reopen_task", message_view(sample(pb.ReopenTaskResponse).message)
    yield "check_message_code", code_view(sample(pb.CheckCodeResponse))
    yield "get_preferences", preferences_view(sample(pb.GetPreferencesResponse).preferences)
    yield "save_preferences", preferences_view(sample(pb.SavePreferencesResponse).preferences)
    yield "set_alert_address", awaited_view(sample(pb.SetAlertAddressResponse))
    yield "confirm_alert_address", address_view(sample(pb.ConfirmAlertAddressResponse).address)
