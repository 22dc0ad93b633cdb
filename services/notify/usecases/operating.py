"""What those who run the suite do: put a delivery back in line, say what a call came to."""

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import after_commit
from services.notify.domain.errors import DeliveryNotFound, DeliveryNotRetried
from services.notify.domain.messages import Message
from services.notify.domain.sending.channels import Channel
from services.notify.store import messages, sent
from services.notify.store.sent import Sent
from services.notify.usecases.context import Notify


async def retry_delivery(session: AsyncSession, notify: Notify, delivery_id: str) -> Sent:
    """Back in line with a new budget. Raises DeliveryNotFound, or DeliveryNotRetried when it was not given up or its message no longer holds."""
    found = await sent.find(session, delivery_id, lock=True)
    if found is None:
        raise DeliveryNotFound
    message = await messages.find(session, notify.vault, found.person_id, found.message_id)
    if not found.given_up or found.channel is Channel.CALL or not message or not message.holds(notify.now()):
        raise DeliveryNotRetried
    await sent.put_back(session, delivery_id, notify.now())
    after_commit(session, notify.wake_sending)
    again = await sent.find(session, delivery_id)
    return again or found


async def list_calls(session: AsyncSession, notify: Notify, listed: list[Sent]) -> list[tuple[Sent, Message]]:
    """Whom to call, with the message that it is about."""
    about = await messages.by_ids(session, notify.vault, [each.message_id for each in listed])
    by_id = {message.message_id: message for message in about}
    return [(each, by_id[each.message_id]) for each in listed if each.message_id in by_id]


async def close_call(session: AsyncSession, notify: Notify, delivery_id: str, outcome: str) -> None:
    """What a call came to: REACHED, UNREACHABLE, REFUSED. Raises DeliveryNotFound for one that nobody waits for."""
    found = await sent.find(session, delivery_id, lock=True)
    if found is None or not await sent.close_call(session, delivery_id, outcome, notify.now()):
        raise DeliveryNotFound
