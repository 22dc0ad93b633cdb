"""What becomes of a delivery, and what follows: an address that fails, a browser that is gone, the next channel, ops who are told."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox, telemetry
from chassis.db import after_commit, unit_of_work
from services.notify.domain.messages import MessageKind
from services.notify.domain.sending.budget import Standing
from services.notify.domain.sending.channels import FAILED, Channel, DeliveryStatus
from services.notify.domain.sending.delivery import ESCALATED, Delivery
from services.notify.domain.sending.escalation import Held, next_after
from services.notify.store import addresses, consents, deliveries, reach, subscriptions
from services.notify.store.announcements import Announcement
from services.notify.usecases.plan import deliveries_for, reachable_of
from services.notify.usecases.sending import Sending

# After these, nothing more is sent to the address until the person gives it anew.
_ADDRESS_FAILS = frozenset({DeliveryStatus.PERMANENT_FAILURE, DeliveryStatus.RETURNED})


class Outcomes:
    """Writes what attempts came to, several in one transaction."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._failed = telemetry.meter().create_counter("notify_deliveries_failed", unit="{delivery}")

    async def attempted(self, results: Sequence[tuple[Delivery, Standing]]) -> None:
        """After attempts: what another has settled meanwhile stays as it is."""
        now = self._sending.notify.now()
        async with unit_of_work(self._sending.database) as session:
            written = await deliveries.conclude(session, results, now)
            for lead, standing in results:
                if standing.failed and lead.delivery_id in written:
                    carried = await deliveries.carried_by(session, self._sending.notify.vault, lead.delivery_id)
                    await self._follow(session, carried, standing)

    async def reported(self, session: AsyncSession, key: str, standing: Standing) -> None:
        """After a report, at once or days later. The same again, or one that says less than what is known, changes nothing."""
        delivery_id = key.partition(".")[0]
        carried = await deliveries.carried_by(session, self._sending.notify.vault, delivery_id, lock=True)
        if not any(one.key == key for one in carried):
            # Of a life before: it was put back in line since.
            return
        known = {one.status for one in carried}
        if standing.status in known or not _newer(known, standing.status):
            return
        await deliveries.stand(session, [one.delivery_id for one in carried], standing, self._sending.notify.now())
        await self._follow(session, [replace(one, status=standing.status) for one in carried], standing)

    async def _follow(self, session: AsyncSession, carried: Sequence[Delivery], standing: Standing) -> None:
        for one in carried:
            told = replace(one, status=standing.status, reason=standing.reason)
            if standing.failed:
                self._failed.add(1, {"channel": told.channel.lower(), "status": standing.status.lower()})
                if told.message_id:
                    await outbox.add(session, self._sending.failures.failed(told))
                await self._next_channel(session, told)
        lead = next((one for one in carried if one.is_lead), None)
        if lead and standing.status in _ADDRESS_FAILS:
            await self._mark(session, lead, standing.status)

    async def _mark(self, session: AsyncSession, lead: Delivery, status: DeliveryStatus) -> None:
        if lead.channel is Channel.PUSH:
            await subscriptions.remove_gone(session, lead.target)
        elif lead.address_digest is not None:
            if not lead.message_id:
                await addresses.mark_unreached(session, lead, status)
            await addresses.mark_failing(session, lead.person_id, lead.address_digest, status)

    async def _next_channel(self, session: AsyncSession, failed: Delivery) -> None:
        """Where a right is at stake: the next heavier channel that the person did not refuse, whatever the day of its escalation; a call on its day."""
        sending = self._sending
        now = sending.notify.now()
        standing = (await reach.standings(session, {failed.message_id}, now)).get(failed.message_id)
        if standing is None or not standing.holds or not await _agreed(session, standing):
            return
        reachable = (await reachable_of(session, sending, [failed.person_id], now))[failed.person_id]
        wishes, at_stake = reachable.wanted, standing.legal_effect
        held = Held(standing.created, at_stake, standing.unread, not wishes.escalation, standing.due)
        tried = await deliveries.channels_tried(session, failed.message_id)
        open_ways = {channel for channel in reachable.targets if wishes.let(standing.kind, channel, escalated=at_stake)}
        following = next_after(failed.channel, open_ways, tried, held, now)
        if following:
            announced = Announcement(failed.message_id, failed.person_id, ESCALATED, now)
            await deliveries.add(
                session, sending.notify.vault, deliveries_for(sending, announced, [following], reachable)
            )
            after_commit(session, sending.notify.wake_sending)


async def _agreed(session: AsyncSession, standing: reach.Standing) -> bool:
    """Whether who wrote it may still write to the person here."""
    if standing.kind is not MessageKind.ORGANISME:
        return True
    return bool(await consents.granted(session, {(standing.person_id, standing.organisme)}))


def _newer(known: set[DeliveryStatus], told: DeliveryStatus) -> bool:
    """Whether a report says more than what is known: a failure undoes « remis », and « pris en charge » undoes nothing."""
    settled = known & (FAILED | {DeliveryStatus.DELIVERED, DeliveryStatus.CANCELLED, DeliveryStatus.TEMPORARY_FAILURE})
    if told is DeliveryStatus.SENT:
        return not settled
    return not (told is DeliveryStatus.DELIVERED and known & FAILED)
