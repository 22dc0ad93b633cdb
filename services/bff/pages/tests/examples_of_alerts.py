"""The calendar, messages and preferences as notify tells them, and the screens that follow: nothing yet, hidden, done, refused, hostile."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.json_format import ParseDict
from mesdroits.notify.v1 import message_pb2, preferences_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.bff import samples_of_alerts as samples
from services.bff.pages.alerting import ADDRESS_FIELDS, WAYS, by_channel, grouped
from services.bff.pages.forms import Fault, beside
from services.bff.pages.routes.messages import CheckView
from services.bff.pages.tests import moments
from services.bff.samples import sample
from services.bff.views.base import View
from services.bff.views.calendar import CalendarView, calendar_view
from services.bff.views.messages import CodeView, MessageView, code_view, message_view, messages_view
from services.bff.views.preferences import preferences_view

Case = tuple[str, View, dict[str, Any]]


def message(of: dict[str, Any] = samples.TASK, **changed: Any) -> MessageView:
    """A message of the samples, changed in part."""
    return message_view(ParseDict({**of, **changed}, message_pb2.Message()), step_up=True)


def calendar(view: CalendarView) -> Case:
    """The screen of the calendar."""
    return "calendar.html", view, {"groups": grouped(view)}


def check(code: str = "", checked: CodeView | None = None, found: tuple[Fault, ...] = ()) -> Case:
    """The screen that verifies a code."""
    return (
        "message_check.html",
        CheckView(),
        {"code": code, "checked": checked, "faults": found, "errors": beside(found)},
    )


def preferences(told: tuple[str, str] = ("", ""), found: tuple[Fault, ...] = (), **changed: Any) -> Case:
    """The screen of the preferences."""
    view = preferences_view(ParseDict({**samples.PREFERENCES, **changed}, preferences_pb2.Preferences()))
    more = {
        "told": told[0], "told_more": told[1], "faults": found, "errors": beside(found),
        "addresses": by_channel(view, confirmed=True), "awaited": by_channel(view, confirmed=False),
        "typed_addresses": {"email": "pas une adresse"} if found else {}, "channels": ADDRESS_FIELDS, "ways": WAYS,
    }  # fmt: skip
    return "preferences.html", view, more


def screens() -> Iterator[tuple[str, Case]]:
    """Every screen of alerts, by name."""
    yield "calendar", calendar(calendar_view(sample(pb.GetCalendarResponse)))
    yield "calendar_empty", calendar(calendar_view(pb.GetCalendarResponse()))
    yield "messages", ("messages.html", messages_view(sample(pb.ListMessagesResponse)), {})
    yield "messages_empty", ("messages.html", messages_view(pb.ListMessagesResponse()), {})
    yield "message", ("message.html", message(), {})
    yield "message_done", ("message.html", message(samples.DONE), {})
    yield "message_hidden", ("message.html", message(samples.HIDDEN), {})
    yield "message_of_an_organisme", ("message.html", message(samples.LETTER), {})
    hostile = message(title=moments.HOSTILE, body=moments.HOSTILE, senderName=moments.HOSTILE)
    yield "message_hostile", ("message.html", hostile, {})
    yield from _unbroken()
    yield "message_check", check()
    yield "message_ours", check(samples.CODE, code_view(sample(pb.CheckCodeResponse)))
    yield "message_not_ours", check("AAAA-AAAA", code_view(pb.CheckCodeResponse()))
    yield "message_check_error", check(found=(Fault("code", "code", "Écrivez le code.", "Le code du message"),))
    yield "preferences", preferences()
    yield "preferences_saved", preferences(("C'est enregistré", "Ce que vous avez choisi vaut dès maintenant."))
    yield "preferences_new", preferences(addresses=[], organismes=[], pushPublicKey="")
    mail, number = samples.PREFERENCES["addresses"]
    waiting = {"channel": "CHANNEL_SMS", "maskedAddress": "… 90 12", "expireTime": "2026-11-22T13:20:00Z"}
    refused = {
        "channel": "CHANNEL_EMAIL",
        "maskedAddress": "z…@exemple.fr",
        "failing": "Le code n'a pas pu y arriver : l'adresse n'existe pas.",
    }
    yield "preferences_changing", preferences(addresses=[mail, refused, number, waiting])
    yield "preferences_awaited", preferences(addresses=[refused, waiting])
    found = Fault("address_email", "address_email", "Cette adresse n'est pas complète.", "Adresse e-mail")
    yield "preferences_error", preferences(found=(found,))


def _unbroken() -> Iterator[tuple[str, Case]]:
    """What an organisme may write: one word, longer than a line."""
    word = moments.UNBROKEN
    told: dict[str, Any] = {
        name: word for name in ("title", "body", "senderName", "because", "ruleQuote", "consequence", "actionLabel")
    }
    listed = ParseDict({"messages": [{**samples.TASK, **told}]}, pb.ListMessagesResponse())
    date = {
        name: word for name in ("label", "organismeName", "because", "consequence", "legalReference", "actionLabel")
    }
    dates = ParseDict(
        {"items": [{**samples.DTR, **date}], "dataTime": samples.TASK["createTime"]}, pb.GetCalendarResponse()
    )
    yield "messages_unbroken", ("messages.html", messages_view(listed), {})
    yield "message_unbroken", ("message.html", message(**told), {})
    yield "calendar_unbroken", calendar(calendar_view(dates))
