"""Send again what could not be delivered, at the person's wish or an operator's."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from services.situation.domain.catalogue import Recipient
from services.situation.domain.controls import Control, offered
from services.situation.domain.declarations import FollowedDelivery
from services.situation.domain.delivery import Delivery, State, sent_again, step_of
from services.situation.domain.errors import (
    DeliveryNotDead,
    DeliveryNotFound,
    DirectoryUnknown,
    LaterVersionSent,
    NoBasisAnyMore,
)
from services.situation.domain.facts import FactVersion
from services.situation.domain.routing import Directory, Question, route, share
from services.situation.store import controls, declarations, directory, facts, ledger
from services.situation.usecases.context import Parcel, Situation


async def replay_delivery(
    session: AsyncSession, situation: Situation, person_id: str, delivery_id: str
) -> FollowedDelivery:
    """Put a dead delivery on its way again, as a new event of the same delivery, with today's basis and pseudonym.

    Raises DeliveryNotFound, DeliveryNotDead, LaterVersionSent, NoBasisAnyMore or DirectoryUnknown.
    """
    delivery = (await ledger.lock_deliveries(session, [delivery_id])).get(delivery_id)
    if delivery is None or delivery.person_id != person_id:
        raise DeliveryNotFound
    if delivery.state is not State.DEAD:
        raise DeliveryNotDead
    again = sent_again(delivery, situation.new_id(), situation.now())
    await ledger.advance(session, [again], [(delivery_id, step_of(again))])
    parcel = await _parcel(session, situation, again)
    journal = situation.events.accessed(again, parcel.basis, again.state_time, parcel.version.verb)
    await outbox.add(session, situation.events.changed(parcel), journal)
    return await declarations.followed_delivery(session, again)


async def _parcel(session: AsyncSession, situation: Situation, delivery: Delivery) -> Parcel:
    known = await directory.find(session, delivery.person_id)
    if known is None:
        raise DirectoryUnknown
    version = await facts.last_version(session, situation.vault, delivery.person_id, delivery.fact_id)
    if version is None or version.version_id != delivery.version_id:
        raise LaterVersionSent
    rule = await _rule(session, situation, delivery, version, known)
    # What was confirmed, less what the organisme may no longer receive.
    narrowed = replace(rule, fields=tuple(name for name in delivery.fields if name in rule.fields))
    return Parcel(
        delivery=delivery,
        version=replace(version, content=share(narrowed, version.content)),
        pseudonym=known.pseudonyms[delivery.organisme],
        basis=rule.basis,
        declare_time=version.known_time,
        controls=await _controls(session, situation, delivery, narrowed.fields),
    )


async def _rule(
    session: AsyncSession, situation: Situation, delivery: Delivery, version: FactVersion, known: Directory
) -> Recipient:
    """The rule by which the organisme would receive the version if it were told today."""
    # This delivery never arrived: only the others show what the organisme holds.
    history = await ledger.history_of(session, delivery.fact_id, but=delivery.delivery_id)
    kind = situation.catalogue.kinds[delivery.kind]
    told = route(Question(kind, version.verb, situation.today(), version.content, history), known).recipients
    rule = next((rule for rule in told if rule.organisme == delivery.organisme), None)
    if rule is None:
        raise NoBasisAnyMore
    return rule


async def _controls(
    session: AsyncSession, situation: Situation, delivery: Delivery, fields: Collection[str]
) -> tuple[Control, ...]:
    today = situation.today()
    made = await controls.of_version(session, delivery.version_id, today)
    parts = (offered(control, delivery, fields, today) for control in made)
    return tuple(part for part in parts if part)
