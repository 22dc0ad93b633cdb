"""A check made once: recorded, and offered to the others who received the same fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from chassis.bus import Event
from services.situation.domain.controls import Control, Level, fault, offered
from services.situation.domain.delivery import Delivery, State
from services.situation.domain.errors import ControlRefused, DeliveryNotFound, ForeignDelivery
from services.situation.store import controls, directory, ledger
from services.situation.usecases.context import PARIS, Situation


@dataclass(frozen=True, slots=True)
class ControlMade:
    """What an organisme says of a check; `expiry` is the last day it holds."""

    organisme: str
    delivery_id: str
    scope: tuple[str, ...]
    level: Level
    time: datetime
    expiry: date


async def record_control(session: AsyncSession, situation: Situation, made: ControlMade) -> Control:
    """Record a check and offer it. Raises DeliveryNotFound, ForeignDelivery or ControlRefused."""
    delivery = (await ledger.lock_deliveries(session, [made.delivery_id])).get(made.delivery_id)
    if delivery is None:
        raise DeliveryNotFound
    if delivery.organisme != made.organisme:
        raise ForeignDelivery
    refused = fault(made.scope, delivery.fields, made.time.astimezone(PARIS).date(), made.expiry)
    if refused:
        raise ControlRefused(refused)
    control = _control(situation, delivery, made)
    await controls.insert_control(session, control)
    offers = await _offers(session, situation, control)
    await outbox.add(session, *offers, situation.events.controlled(control))
    return control


def _control(situation: Situation, delivery: Delivery, made: ControlMade) -> Control:
    return Control(
        control_id=situation.new_id(),
        person_id=delivery.person_id,
        fact_id=delivery.fact_id,
        version_id=delivery.version_id,
        kind=delivery.kind,
        organisme=delivery.organisme,
        scope=made.scope,
        level=made.level,
        time=made.time,
        expiry=made.expiry,
    )


async def _offers(session: AsyncSession, situation: Situation, control: Control) -> Sequence[Event]:
    """For each other organisme that received the version, still has a basis for it and still knows the person: the check,
    and its line in the access journal."""
    today = situation.today()
    names = await directory.pseudonyms(session, control.person_id)
    events = []
    for delivery in await ledger.other_deliveries(session, control.version_id, control.organisme):
        rule = situation.catalogue.kinds[control.kind].recipient(delivery.organisme, today)
        fields = set(delivery.fields).intersection(rule.fields if rule else ())
        part = offered(control, delivery, fields, today)
        # To a dead delivery, the check goes along when it is sent again.
        if rule and part and delivery.organisme in names and delivery.state is not State.DEAD:
            events.append(situation.events.offered(part, delivery.organisme, names[delivery.organisme]))
            events.append(situation.events.accessed(delivery, rule.basis, situation.now(), None))
    return events
