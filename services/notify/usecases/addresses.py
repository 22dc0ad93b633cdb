"""The addresses for alerts: each proves itself by a code that is sent to it; and the browsers."""

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.db import after_commit
from services.notify.domain.errors import NoCodeWaited, TooManyBrowsers, TooManyCodes, WrongCode
from services.notify.domain.preferences import (
    CODE_LIFE,
    CODE_TRIES,
    CODES_PER_ADDRESS,
    CODES_PER_PERSON,
    CODES_SINCE,
    MOST_BROWSERS,
    Address,
    Subscription,
    check_endpoint,
    normalised,
)
from services.notify.domain.sending import words
from services.notify.domain.sending.channels import Channel
from services.notify.domain.sending.delivery import Delivery, Secret
from services.notify.store import addresses, deliveries, subscriptions
from services.notify.store.addresses import Pending
from services.notify.usecases.context import Notify

_RETRY_SECONDS = 3600.0


async def set_address(session: AsyncSession, notify: Notify, person_id: str, channel: Channel, text: str) -> Pending:
    """An address that waits for the code just sent to it. Raises WrongField, TooManyCodes."""
    now = notify.now()
    address = Address(person_id, channel, normalised(channel, text), expires=now + CODE_LIFE)
    digest = addresses.digest_of(notify.vault, address.text)
    await addresses.lock_codes(session, person_id)
    by_person, for_address = await addresses.codes_since(session, person_id, digest, now - CODES_SINCE)
    if by_person >= CODES_PER_PERSON or for_address >= CODES_PER_ADDRESS:
        raise TooManyCodes(retry_in=_RETRY_SECONDS)
    code = f"{secrets.randbelow(1_000_000):06}"
    waiting = Pending(address, _sealed_digest(notify, address, code), 0)
    await addresses.set_pending(session, notify.vault, waiting)
    await addresses.note_code(session, person_id, digest, now)
    await deliveries.add(session, notify.vault, [_carrying(notify, address, code, now)])
    after_commit(session, notify.wake_sending)
    return waiting


async def count_try(session: AsyncSession, person_id: str, channel: Channel) -> None:
    """A code is about to be compared: counted in a transaction of its own, which no refusal undoes."""
    await addresses.note_try(session, person_id, channel)


async def confirm_address(
    session: AsyncSession, notify: Notify, person_id: str, channel: Channel, code: str
) -> Address:
    """The code came back. Raises NoCodeWaited, WrongCode. The try is counted already."""
    waiting = await addresses.pending(session, notify.vault, person_id, channel)
    if waiting is None or waiting.tries > CODE_TRIES or not _holds(waiting.address, notify.now()):
        raise NoCodeWaited
    if not hmac.compare_digest(_opened_digest(notify, waiting), _digest("".join(code.split()))):
        raise WrongCode
    confirmed = replace(waiting.address, confirmed=notify.now(), failing="", expires=None)
    await addresses.confirm(session, notify.vault, confirmed)
    return confirmed


async def add_browser(session: AsyncSession, notify: Notify, subscription: Subscription) -> str:
    """A browser that receives push messages; its id. Raises UnknownOrigin, TooManyBrowsers."""
    check_endpoint(subscription.endpoint, notify.push_origins)
    if await subscriptions.count(session, subscription.person_id) >= MOST_BROWSERS:
        raise TooManyBrowsers
    return await subscriptions.add(session, notify.vault, subscription, notify.now())


def _holds(address: Address, now: datetime) -> bool:
    return address.expires is not None and now <= address.expires


def _carrying(notify: Notify, address: Address, code: str, now: datetime) -> Delivery:
    return Delivery(
        delivery_id=notify.new_id(),
        person_id=address.person_id,
        message_id="",
        channel=address.channel,
        created=now,
        not_before=now,
        address_digest=addresses.digest_of(notify.vault, address.text),
        traceparent=telemetry.current_traceparent(),
        secret=Secret(address=address.text, text=words.confirming(address.channel, code)),
    )


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


def _context(address: Address) -> bytes:
    return f"{address.person_id}/{address.channel}/code".encode()


def _sealed_digest(notify: Notify, address: Address, code: str) -> bytes:
    # Of a million codes the digest alone would say which one: it is sealed too.
    return notify.vault.seal(_digest(code), _context(address))


def _opened_digest(notify: Notify, waiting: Pending) -> bytes:
    return notify.vault.open(waiting.code_digest, _context(waiting.address))
