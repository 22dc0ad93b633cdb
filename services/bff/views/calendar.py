"""« Mon calendrier » : the dates that matter for a person's rights, and what happens otherwise."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.notify.v1 import calendar_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb

from services.bff.facts import iso_date
from services.bff.shapes import code
from services.bff.views.assurance import Withheld, concealed
from services.bff.views.base import Link, View
from services.bff.views.french import day, instant, listed, moment, month
from services.bff.views.vocabulary import ORGANISMES

_STATES = {
    "upcoming": "À venir",
    "open": "À faire maintenant",
    "done": "C'est fait",
    "missed": "Date dépassée",
    "automatic": "Rien à faire",
}
_HIDDEN = "Une échéance de santé"
_COMPUTED = "Date calculée par la règle : l'organisme ne nous l'a pas dite."


class CalendarItemView(View):
    """A date. `state`: upcoming, open, done, missed or automatic. `hidden`: it is about health and the login is too weak to say more.

    `still`: what is left to whoever missed it. `step_up`: how to read what it hides, where a stronger one is offered.
    """

    item_id: str
    rule: str
    label: str
    benefit: str | None
    organisme: str | None
    organisme_name: str | None
    state: str
    state_text: str
    open_date: str | None
    due_date: str
    due_text: str
    because: str
    consequence: str | None
    reference_months: tuple[str, ...]
    months_text: str | None
    legal_reference: str | None
    checked_text: str | None
    action: Link | None
    still: Link | None
    message_id: str | None
    computed: bool
    computed_text: str | None
    hidden: bool
    step_up: Link | None
    done_time: str | None
    done_text: str | None


class CalendarView(View):
    """The calendar: what is to be done now first, then what comes, then what is behind. `read_text`: as of when rights were read. `unanswered`: organismes."""

    items: tuple[CalendarItemView, ...]
    data_time: str | None
    read_text: str | None
    unanswered: tuple[str, ...]
    unanswered_text: str | None


def calendar_view(answer: pb.GetCalendarResponse, *, step_up: bool = False) -> CalendarView:
    """The calendar. `step_up`: whether a stronger login is offered."""
    read = answer.HasField("data_time")
    return CalendarView(
        items=tuple(item_view(item, step_up=step_up, still=_still(item, answer.items)) for item in answer.items),
        data_time=instant(answer.data_time) if read else None,
        read_text=f"Vos droits ont été relus {moment(answer.data_time)}." if read else None,
        unanswered=tuple(answer.unanswered),
        unanswered_text=_unanswered(answer.unanswered),
    )


def item_view(item: calendar_pb2.CalendarItem, *, step_up: bool = False, still: Link | None = None) -> CalendarItemView:
    """One date. `step_up`: whether a stronger login is offered; `still`: what is left to whoever missed it."""
    said = concealed(_HIDDEN, step_up=step_up) if item.hidden_by_assurance else Withheld(None, None)
    state = code(calendar_pb2.ItemState.DESCRIPTOR, item.state) or "upcoming"
    return CalendarItemView(
        item_id=item.item_id,
        rule=item.rule,
        label=item.label,
        benefit=item.benefit or None,
        organisme=item.organisme or None,
        organisme_name=item.organisme_name or None,
        state=state,
        state_text=_STATES.get(state, ""),
        because=said.text or item.because,
        consequence=None if item.hidden_by_assurance else item.consequence or None,
        legal_reference=item.legal_reference or None,
        checked_text=f"Règle vérifiée le {day(item.check_date)}" if item.HasField("check_date") else None,
        action=Link(text=item.action_label, href=item.action_url) if item.action_label and item.action_url else None,
        still=still,
        message_id=item.message_id or None,
        computed=item.computed,
        computed_text=_COMPUTED if item.computed else None,
        hidden=item.hidden_by_assurance,
        step_up=said.step_up,
        **_days(item, state),
    )


def _still(missed: calendar_pb2.CalendarItem, items: Sequence[calendar_pb2.CalendarItem]) -> Link | None:
    """A rule that gives more time opens the day after, for the same right at the same organisme."""
    if missed.state != calendar_pb2.ITEM_STATE_MISSED:
        return None
    after = (date.fromisoformat(iso_date(missed.due_date)) + timedelta(days=1)).isoformat()
    subject = (missed.benefit, missed.organisme, missed.hidden_by_assurance)
    for one in items:
        same = (one.benefit, one.organisme, one.hidden_by_assurance) == subject and one.HasField("open_date")
        if same and one.state == calendar_pb2.ITEM_STATE_OPEN and iso_date(one.open_date) == after:
            text = f"C'est encore possible jusqu'au {day(one.due_date)}"
            return Link(text=text, href=f"/calendrier#date-{one.item_id}")
    return None


def _days(item: calendar_pb2.CalendarItem, state: str) -> dict[str, Any]:
    """From when, until when, about which months, and when it was done."""
    done = item.HasField("done_time")
    return {
        "open_date": iso_date(item.open_date) if item.HasField("open_date") else None,
        "due_date": iso_date(item.due_date),
        "due_text": _when(item, state),
        "reference_months": tuple(iso_date(one) for one in item.reference_months),
        "months_text": _months(tuple(item.reference_months)),
        "done_time": instant(item.done_time) if done else None,
        "done_text": f"Fait {moment(item.done_time)}" if done else None,
    }


def _unanswered(organismes: Sequence[str]) -> str | None:
    """Who did not answer, as a sentence names them."""
    names = listed([ORGANISMES.get(one, one) for one in organismes])
    whose = "Leurs" if len(organismes) > 1 else "Ses"
    return (
        f"{names} : pas de réponse à notre dernière demande. {whose} dates peuvent manquer ou être anciennes."
        if names
        else None
    )


def _when(item: calendar_pb2.CalendarItem, state: str) -> str:
    if state == "automatic":
        return f"Le {day(item.due_date)}"
    since = item.HasField("open_date") and item.open_date != item.due_date
    span = f"du {day(item.open_date)} au {day(item.due_date)}" if since else f"jusqu'au {day(item.due_date)} inclus"
    return f"C'était à faire {span}" if state == "missed" else span[:1].upper() + span[1:]


def _months(months: tuple[Date, ...]) -> str | None:
    return f"Mois à déclarer : {listed([month(one) for one in months])}" if months else None
