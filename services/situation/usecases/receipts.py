"""What organismes answer: their receipts, and the events that the bus gave up on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox, telemetry
from chassis.bus import Event
from services.situation.domain.delivery import Delivery, Receipt, Step, answered, given_up, step_of
from services.situation.domain.errors import DeliveryNotFound, ForeignDelivery
from services.situation.store import ledger
from services.situation.usecases.context import Situation


@dataclass(slots=True)
class _News:
    """What a group of receipts changes, gathered so that it is written at once."""

    held: dict[str, Delivery]
    changed: dict[str, Delivery] = field(default_factory=dict)
    steps: list[tuple[str, Step]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


async def record_receipts(session: AsyncSession, situation: Situation, receipts: Sequence[Receipt]) -> None:
    """Move deliveries as their organismes say, in this order, all at once: a late or repeated receipt changes nothing.

    Raises DeliveryNotFound, or ForeignDelivery when an organisme speaks of another one's delivery.
    """
    if not receipts:
        return
    news = _News(await ledger.lock_deliveries(session, {receipt.delivery_id for receipt in receipts}))
    for receipt in receipts:
        # Each answer has its own trace: the one of the click behind it.
        with telemetry.span("record receipt", parent=receipt.traceparent):
            _take(situation, news, receipt)
    await ledger.advance(session, list(news.changed.values()), news.steps)
    await outbox.add(session, *news.events)


def _take(situation: Situation, news: _News, receipt: Receipt) -> None:
    before = news.held.get(receipt.delivery_id)
    if before is None:
        raise DeliveryNotFound
    if before.organisme != receipt.organisme:
        raise ForeignDelivery
    after = answered(before, receipt, situation.now())
    if after == before:
        return
    if after.state != before.state:
        news.steps.append((after.delivery_id, step_of(after)))
        news.events.append(situation.events.advanced(after))
    news.held[after.delivery_id] = news.changed[after.delivery_id] = after


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
