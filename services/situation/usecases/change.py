"""Preview a change, then write it: what is confirmed is exactly what was shown, or nothing is sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox, telemetry
from chassis.bus import Event
from chassis.errors import Violation
from services.situation.domain.catalogue import FactKind, Recipient
from services.situation.domain.dates import french_date
from services.situation.domain.declarations import Declaration, FollowedDelivery
from services.situation.domain.delivery import Delivery, State, step_of
from services.situation.domain.errors import AlreadyTold, DirectoryUnknown, InvalidChange, StalePreview, StaleVersion
from services.situation.domain.facts import Change, FactVersion, Outcome, outcome_of, version_of
from services.situation.domain.preview import etag
from services.situation.domain.repeats import already_told, comparable
from services.situation.domain.routing import Directory, History, Question, Routing, route, share, without
from services.situation.store import declarations, directory, facts, ledger, recording
from services.situation.usecases.context import PARIS, Parcel, Situation


@dataclass(frozen=True, slots=True)
class Told:
    """What the person told already, and the declaration that they told it by."""

    version: FactVersion
    declaration_id: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What each organisme would receive, the etag to confirm it with, and what was told already where this says nothing else."""

    outcome: Outcome
    routing: Routing
    directory: Directory
    etag: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A change, the etag of the preview that the person saw, and the optional recipients that they refuse. `repeat`: told already, they want it
    sent again."""

    person_id: str
    change: Change
    etag: str
    refused: Collection[str] = ()
    repeat: bool = False


async def preview_change(session: AsyncSession, situation: Situation, person_id: str, change: Change) -> Preview:
    """What each organisme would receive; nothing is written. Raises what `outcome_of` raises, and DirectoryUnknown."""
    kind = _kind(situation, change)
    today = situation.today()
    current, history = None, History()
    if change.fact_id:
        current = await facts.last_version(session, situation.vault, person_id, change.fact_id)
        history = await ledger.history_of(session, change.fact_id) if current else history
    outcome = outcome_of(change, kind, current, today)
    found = await directory.find(session, person_id)
    if found is None:
        raise DirectoryUnknown
    routing = route(Question(kind, change.verb, today, outcome.content, history), found)
    standing = await facts.standing(session, person_id, kind.name)
    digest = etag(person_id, outcome, routing, [version.version_id for version in standing])
    return Preview(outcome, routing, found, digest, await _told(session, situation, outcome, standing))


async def declare_change(session: AsyncSession, situation: Situation, confirmation: Confirmation) -> Declaration:
    """Write a confirmed change, its deliveries and their events. Raises StalePreview when something else would be sent,
    or another change of the same kind was written since, and AlreadyTold."""
    # Two confirmations at the same moment: the second one looks once the first is written.
    await facts.lock_kind(session, confirmation.person_id, confirmation.change.kind)
    preview = await preview_change(session, situation, confirmation.person_id, confirmation.change)
    if preview.etag != confirmation.etag:
        raise StalePreview
    if preview.told and not confirmation.repeat:
        told_on = french_date(preview.told.version.known_time.astimezone(PARIS).date())
        raise AlreadyTold(f"Vous avez déjà déclaré cela le {told_on}. Pour l'envoyer une seconde fois, confirmez-le.")
    routing = without(preview.routing, confirmation.refused)
    version = version_of(preview.outcome, confirmation.person_id, situation.now(), situation.new_id)
    declaration = _declaration(situation, version, routing)
    if not await recording.insert_declaration(session, situation.vault, declaration):
        raise StaleVersion
    changed = _changed(situation, declaration, routing, preview.directory)
    journal = (
        situation.events.accessed(followed.delivery, rule.basis, declaration.declare_time, version.verb)
        for followed, rule in zip(declaration.deliveries, routing.recipients, strict=True)
    )
    await outbox.add(session, *changed, situation.events.declared(declaration), *journal)
    return declaration


async def _told(
    session: AsyncSession, situation: Situation, outcome: Outcome, standing: Sequence[FactVersion]
) -> Told | None:
    opened = await facts.fill(session, situation.vault, comparable(outcome, standing))
    version = already_told(outcome, opened)
    return Told(version, await declarations.id_of(session, version.version_id)) if version else None


def _kind(situation: Situation, change: Change) -> FactKind:
    kind = situation.catalogue.kinds.get(change.kind)
    if kind is None:
        raise InvalidChange([Violation("change.kind", "Choisissez le type d'information à déclarer.")])
    return kind


def _declaration(situation: Situation, version: FactVersion, routing: Routing) -> Declaration:
    declaration_id = situation.new_id()
    deliveries = (_delivery(situation, declaration_id, version, rule) for rule in routing.recipients)
    return Declaration(
        declaration_id=declaration_id,
        version=version,
        deliveries=tuple(FollowedDelivery(delivery, (step_of(delivery),)) for delivery in deliveries),
        exclusions=routing.exclusions,
        declare_time=version.known_time,
        trace_id=telemetry.current_trace_id(),
    )


def _delivery(situation: Situation, declaration_id: str, version: FactVersion, rule: Recipient) -> Delivery:
    delivery_id = situation.new_id()
    return Delivery(
        delivery_id=delivery_id,
        declaration_id=declaration_id,
        person_id=version.person_id,
        version_id=version.version_id,
        fact_id=version.fact_id,
        kind=version.kind,
        organisme=rule.organisme,
        fields=rule.fields,
        basis_reference=rule.basis.reference,
        event_id=delivery_id,
        state=State.PENDING,
        state_time=version.known_time,
    )


def _changed(situation: Situation, declaration: Declaration, routing: Routing, known: Directory) -> list[Event]:
    version = declaration.version
    return [
        situation.events.changed(
            Parcel(
                delivery=followed.delivery,
                version=replace(version, content=share(rule, version.content)),
                pseudonym=known.pseudonyms[rule.organisme],
                basis=rule.basis,
                declare_time=declaration.declare_time,
            )
        )
        for followed, rule in zip(declaration.deliveries, routing.recipients, strict=True)
    ]
