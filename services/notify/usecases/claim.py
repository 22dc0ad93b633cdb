"""What leaves now: in one transaction, what each message still is, whether its hour is right, what goes with it, and SENDING."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import unit_of_work
from services.notify.domain.messages import MessageKind
from services.notify.domain.preferences import CODE_LIFE, Preferences
from services.notify.domain.sending import codes, words
from services.notify.domain.sending.channels import GROUPED, Channel
from services.notify.domain.sending.delivery import ESCALATED, NOT_WANTED, Delivery, Secret
from services.notify.domain.sending.hours import first_hour
from services.notify.domain.sending.pace import Past, moment
from services.notify.domain.territories import territory_of, today_of
from services.notify.store import addresses, consents, deliveries, preferences, reach
from services.notify.store.reach import Reached, Standing
from services.notify.usecases.sending import Sending

# Longer than any attempt may last: the dispatcher bounds each hand-over well below it.
LEASE = timedelta(minutes=3)
_NO_LONGER = "NO_LONGER_HOLDS"
_NO_ADDRESS = "NO_ADDRESS"
_ENTROPY = 8


@dataclass(frozen=True, slots=True)
class Departure:
    """What is handed to a carrier now, once this transaction is committed: the lead, and what it says; `text` empty for a letter."""

    lead: Delivery
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is known, at this moment, of the persons and the messages of a claim."""

    now: datetime
    standing: Mapping[str, Standing]
    addresses: Mapping[tuple[str, Channel], Reached]
    browsers: Mapping[str, Mapping[str, Reached]]
    homes: Mapping[str, str]
    pasts: Mapping[tuple[str, Channel], Past]
    wishes: Mapping[str, Preferences]
    agreed: Set[tuple[str, str]]

    def address(self, one: Delivery) -> Reached | None:
        """Where it goes; a letter's is found when it is written."""
        if one.channel is Channel.PUSH:
            return self.browsers.get(one.person_id, {}).get(one.target)
        if one.channel in (Channel.EMAIL, Channel.SMS):
            return self.addresses.get((one.person_id, one.channel))
        return Reached("", b"")

    def hour(self, one: Delivery) -> datetime:
        """When it may leave. What is tried again is not counted twice: only its hour is looked at."""
        home = self.homes.get(one.person_id, "")
        if one.attempts:
            return first_hour(one.channel, self.now, home)
        return moment(one.channel, self.now, home, self.pasts.get((one.person_id, one.channel), Past()))


async def claim(sending: Sending, limit: int) -> list[Departure]:
    """The next departures, SENDING and committed; what no longer holds is cancelled, what comes too early waits."""
    now = sending.notify.now()
    async with unit_of_work(sending.database) as session:
        due = await deliveries.due(session, sending.notify.vault, now, limit)
        if not due:
            return []
        free = await deliveries.hold_persons(session, {_name(one) for one in due})
        # Somebody is sending to the others at this moment: what is due to them goes with the next hour.
        return await _depart(session, sending, [one for one in due if _name(one) in free], now)


async def _depart(session: AsyncSession, sending: Sending, due: Sequence[Delivery], now: datetime) -> list[Departure]:
    ground = await _ground(session, sending, due, now)
    told = [one for one in due if one.message_id]
    unfit = {one.delivery_id: reason for one in told if (reason := _unfit(one, ground))}
    for why in sorted({*unfit.values()}):
        await deliveries.cancel(session, [name for name, reason in unfit.items() if reason == why], why, now)
    asked = await _awaited(session, [one for one in due if not one.message_id], now)
    rest = [one for one in told if one.delivery_id not in unfit]
    early = {one.delivery_id: hour for one in rest if (hour := ground.hour(one)) > now}
    await deliveries.put_off(session, early)
    groups = _together([one for one in rest if one.delivery_id not in early])
    departures = [_departure(sending, ground, group) for group in groups]
    departures += [_confirmation(one, now) for one in asked]
    begun = [each.lead for each in departures]
    begun += [_follower(one, group[0], now) for group in groups for one in group[1:]]
    days = {one.delivery_id: today_of(now, territory_of(ground.homes.get(one.person_id, ""))) for one in begun}
    await deliveries.begin(session, sending.notify.vault, begun, now, days)
    return departures


async def _ground(session: AsyncSession, sending: Sending, due: Sequence[Delivery], now: datetime) -> _Ground:
    vault, persons = sending.notify.vault, sorted({one.person_id for one in due})
    standing = await reach.standings(session, {one.message_id for one in due} - {""}, now)
    pushed = {one.person_id for one in due if one.channel is Channel.PUSH}
    homes = await reach.departments(session, vault, persons)
    days = {name: today_of(now, territory_of(homes[name])) for name in persons}
    written = {(one.person_id, one.organisme) for one in standing.values() if one.kind is MessageKind.ORGANISME}
    return _Ground(
        now=now,
        standing=standing,
        addresses=await reach.addresses_of(session, vault, persons),
        browsers=await reach.browsers_of(session, vault, sorted(pushed)) if pushed else {},
        homes=homes,
        pasts=await reach.pasts(session, days),
        wishes=await preferences.of_persons(session, persons),
        agreed=await consents.granted(session, written) if written else set(),
    )


async def _awaited(session: AsyncSession, carrying: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Of those that carry a code, the ones whose code is the last that was asked for and still holds; the others are cancelled."""
    if not carrying:
        return []
    waiting = await addresses.awaited(session, {one.person_id for one in carrying})
    asked = [one for one in carrying if waiting.get((one.person_id, one.channel)) == _code_of(one)]
    asked = [one for one in asked if now <= one.created + CODE_LIFE]
    over = [one.delivery_id for one in carrying if one not in asked]
    await deliveries.cancel(session, over, _NO_LONGER, now)
    return asked


def _code_of(one: Delivery) -> tuple[bytes | None, datetime]:
    return one.address_digest, one.created + CODE_LIFE


def _unfit(one: Delivery, ground: _Ground) -> str:
    """Why it does not leave, whatever the hour; empty: it leaves."""
    standing = ground.standing.get(one.message_id)
    # A message that was read needs no knocking at the door; a task does until it is done.
    if standing is None or not standing.holds or not (standing.unread or standing.kind is MessageKind.TASK):
        return _NO_LONGER
    if not _wanted(one, standing, ground):
        return NOT_WANTED
    return _NO_ADDRESS if ground.address(one) is None else ""


def _wanted(one: Delivery, standing: Standing, ground: _Ground) -> bool:
    # What the person says holds for what waits, too.
    if standing.kind is MessageKind.ORGANISME and (one.person_id, standing.organisme) not in ground.agreed:
        return False
    escalated = one.round == ESCALATED and standing.legal_effect
    return ground.wishes[one.person_id].let(standing.kind, one.channel, escalated=escalated)


def _name(one: Delivery) -> str:
    return f"{one.person_id}/{one.channel}"


def _together(held: Iterable[Delivery]) -> list[list[Delivery]]:
    # One knock for all that waits at the same door; each letter is about one thing.
    doors: dict[tuple[str, ...], list[Delivery]] = defaultdict(list)
    for one in held:
        alone = () if one.channel in GROUPED else (one.delivery_id,)
        doors[(one.person_id, one.channel, one.target, *alone)].append(one)
    return list(doors.values())


def _departure(sending: Sending, ground: _Ground, group: Sequence[Delivery]) -> Departure:
    lead, reached = group[0], ground.address(group[0])
    told = [ground.standing[one.message_id] for one in group]
    code = lead.secret.code or ("" if lead.channel is Channel.LETTER else codes.shown(sending.draw(_ENTROPY)))
    senders = {sending.sender(each.organisme) for each in told}
    count = len({each.message_id for each in told})
    due = min((each.due for each in told if each.due), default=None)
    notice = words.Notice(senders.pop() if len(senders) == 1 else "", count, code, due)
    address = reached.text if reached else ""
    begun = replace(
        lead,
        attempts=lead.attempts + 1,
        not_before=ground.now + LEASE,
        carrier_id=lead.delivery_id,
        address_digest=reached.digest if reached and reached.digest else None,
        secret=replace(lead.secret, address=address, code=code),
    )
    return Departure(begun, words.said(lead.channel, notice), count)


def _confirmation(one: Delivery, now: datetime) -> Departure:
    # It says itself what it says, to an address that is not confirmed yet.
    begun = replace(one, attempts=one.attempts + 1, not_before=now + LEASE, carrier_id=one.delivery_id)
    return Departure(begun, one.secret.text, 1)


def _follower(one: Delivery, lead: Delivery, now: datetime) -> Delivery:
    return replace(one, attempts=one.attempts + 1, not_before=now + LEASE, carrier_id=lead.delivery_id, secret=Secret())
