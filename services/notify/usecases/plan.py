"""From what is to be told to who is told how: the deliveries of each message, in the transaction that takes the message out of line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.db import after_commit, unit_of_work
from services.notify.domain.preferences import Preferences
from services.notify.domain.sending.channels import GROUPED, Channel
from services.notify.domain.sending.delivery import Delivery
from services.notify.domain.sending.pace import Past, moment
from services.notify.domain.territories import territory_of, today_of
from services.notify.store import announcements, deliveries, preferences, reach
from services.notify.store.announcements import Announcement
from services.notify.usecases.sending import Sending

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Reachable:
    """How one person can be reached now: `targets`, channel → where (one browser each; one empty name for an address)."""

    department: str
    wanted: Preferences
    targets: dict[Channel, tuple[str, ...]]
    pasts: dict[Channel, Past]


async def plan(sending: Sending) -> int:
    """Plans what waits, a hundred at a time; how many were taken out of line."""
    async with unit_of_work(sending.database) as session:
        taken = await announcements.take(session, _BATCH)
        if taken:
            await _plan(session, sending, taken)
            after_commit(session, sending.notify.wake_sending)
    return len(taken)


async def _plan(session: AsyncSession, sending: Sending, taken: Sequence[Announcement]) -> None:
    now = sending.notify.now()
    standing = await reach.standings(session, {one.message_id for one in taken}, now)
    held = [one for one in taken if one.message_id in standing and standing[one.message_id].holds]
    reachable = await reachable_of(session, sending, {one.person_id for one in held}, now)
    planned: list[Delivery] = []
    for one in held:
        channels = reachable[one.person_id].wanted.kinds.get(standing[one.message_id].kind, frozenset())
        # Paper is told once: a reminder does not write again.
        wished = [channel for channel in sorted(channels) if channel is not Channel.LETTER or one.round == 1]
        planned += deliveries_for(sending, one, wished, reachable[one.person_id])
    await deliveries.add(session, sending.notify.vault, planned)


async def reachable_of(
    session: AsyncSession, sending: Sending, person_ids: Iterable[str], now: datetime
) -> dict[str, Reachable]:
    """How each of these persons can be reached."""
    names, vault = sorted(set(person_ids)), sending.notify.vault
    homes = await reach.departments(session, vault, names)
    works = await reach.addresses_of(session, vault, names)
    browsers = await reach.browsers_of(session, vault, names)
    days = {name: today_of(now, territory_of(homes[name])) for name in names}
    past = await reach.pasts(session, days)
    wishes = await preferences.of_persons(session, names)
    found = {}
    for name in names:
        targets: dict[Channel, tuple[str, ...]] = {
            channel: ("",) for channel in (Channel.EMAIL, Channel.SMS) if (name, channel) in works
        }
        targets |= {Channel.PUSH: tuple(browsers[name])} if browsers[name] else {}
        found[name] = Reachable(
            homes[name],
            wishes[name],
            targets | {Channel.LETTER: ("",), Channel.CALL: ("",)},
            {channel: past.get((name, channel), Past()) for channel in GROUPED},
        )
    return found


def deliveries_for(
    sending: Sending, one: Announcement, channels: Iterable[Channel], reachable: Reachable
) -> list[Delivery]:
    """One for each channel by which the person can be reached; a call is for an agent, and nothing is to be sent."""
    now = sending.notify.now()
    return [
        Delivery(
            delivery_id=sending.notify.new_id(),
            person_id=one.person_id,
            message_id=one.message_id,
            channel=channel,
            created=now,
            not_before=None
            if channel is Channel.CALL
            else moment(channel, now, reachable.department, reachable.pasts.get(channel, Past())),
            round=one.round,
            target=target,
            traceparent=telemetry.current_traceparent(),
        )
        for channel in channels
        for target in reachable.targets.get(channel, ())
    ]
