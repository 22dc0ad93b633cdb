"""What organismes answer: their receipts, and the events that the bus gave up on."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox, telemetry
from chassis.bus import Event
from services.situation.domain.delivery import Delivery, Receipt, Step, answered, given_up, step_of
from services.situation.domain.errors import DeliveryNotFound, ForeignDelivery
from services.situation.store import ledger
from services.situation.usecases.context import Situation


async def record_receipts(session: AsyncSession, situation: Situation, receipts: Sequence[Receipt]) -> None:
    """Move deliveries as their organismes say, all at once: a late or repeated receipt changes nothing.

    Raises DeliveryNotFound, or ForeignDelivery when an organisme speaks of another one's delivery.
    """
    held = await ledger.lock_deliveries(session, {receipt.delivery_id for receipt in receipts})
    changed: dict[str, Delivery] = {}
    steps: list[tuple[str, Step]] = []
    events: list[Event] = []
    for receipt in receipts:
        before = _own(held, receipt)
        after = answered(before, receipt, situation.now())
        if after.received_time != before.received_time:
            events.append(situation.events.accessed(after, telemetry.current_trace_id()))
        if after.state != before.state:
            steps.append((after.delivery_id, step_of(after)))
            events.append(situation.events.advanced(after))
        if after != before:
            held[after.delivery_id] = changed[after.delivery_id] = after
    await ledger.advance(session, list(changed.values()), steps)
    await outbox.add(session, *events)


def _own(held: dict[str, Delivery], receipt: Receipt) -> Delivery:
    delivery = held.get(receipt.delivery_id)
    if delivery is None:
        raise DeliveryNotFound
    if delivery.organisme != receipt.organisme:
        raise ForeignDelivery
    return delivery


async def give_up(session: AsyncSession, situation: Situation, event_id: str, reason: str) -> None:
    """The bus will not deliver this event again: its delivery is dead, unless the organisme has answered it."""
    delivery_id = await ledger.delivery_id_of_event(session, event_id)
    if delivery_id is None:
        return
    before = (await ledger.lock_deliveries(session, [delivery_id]))[delivery_id]
    after = given_up(before, reason, situation.now())
    if before.event_id == event_id and after != before:
        await ledger.advance(session, [after], [(delivery_id, step_of(after))])
        await outbox.add(session, situation.events.advanced(after))
