"""How a person wants to be reached, and which organismes may write to them here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.errors import StalePreferences, WrongField
from services.notify.domain.preferences import Address, Consent, Preferences, shown
from services.notify.store import addresses, consents, directory, preferences, subscriptions
from services.notify.usecases.context import Notify
from services.notify.usecases.organisme_messages import agree


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that the person decides. `consents`: one for each organisme where they have a file, or of which they said something."""

    preferences: Preferences
    consents: Sequence[Consent]
    addresses: Sequence[Address]
    browsers: int


@dataclass(frozen=True, slots=True)
class Edit:
    """What the person edits; `etag`: of what they had read."""

    person_id: str
    etag: str
    wanted: Preferences
    consents: Mapping[str, bool]


async def get_wishes(session: AsyncSession, notify: Notify, person_id: str) -> Wishes:
    """As they stand."""
    said = await consents.of_person(session, person_id)
    names = sorted({*await directory.organismes_of(session, person_id), *said})
    return Wishes(
        preferences=await preferences.find(session, person_id),
        consents=[said.get(name, Consent(name)) for name in names],
        addresses=shown(await addresses.of_person(session, notify.vault, person_id), notify.now()),
        browsers=await subscriptions.count(session, person_id),
    )


async def save_wishes(session: AsyncSession, notify: Notify, edit: Edit) -> Wishes:
    """From now on so. Raises StalePreferences, or WrongField for an organisme that nobody knows."""
    unknown = sorted(set(edit.consents) - set(notify.organismes))
    if unknown:
        raise WrongField("consents", "Cet organisme n'existe pas.")
    before = await preferences.find(session, edit.person_id)
    later = replace(edit.wanted, version=before.version + 1)
    if etag_of(before) != edit.etag or not await preferences.save(session, edit.person_id, later):
        raise StalePreferences
    changed = await consents.save(session, edit.person_id, edit.consents, notify.now())
    await agree(session, notify, edit.person_id, {name for name in changed if edit.consents[name]})
    return await get_wishes(session, notify, edit.person_id)


def etag_of(held: Preferences) -> str:
    """Changes with every edit."""
    return f"p{held.version}"
