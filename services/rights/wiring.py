"""How the parts of rights are made out of its settings."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chassis.auth import Minter
from chassis.crypto import Vault
from chassis.db import Database
from services.rights.catalogue.loader import load_catalogue
from services.rights.events.applied import AppliedChanges
from services.rights.events.handlers import DirectoryRefresh
from services.rights.events.published import Announcements
from services.rights.partners.gateways import Gateways
from services.rights.partners.identity import IdentityDirectory
from services.rights.settings import Settings
from services.rights.store.attachments import AttachmentStore
from services.rights.store.last_known import LastKnownStore
from services.rights.usecases.collect import Collector
from services.rights.usecases.directory import DirectoryFinder
from services.rights.usecases.fan_out import FanOut
from services.rights.usecases.journal import Journal
from services.rights.usecases.keeper import Keeper
from services.rights.usecases.parts import Clock
from services.rights.usecases.purge import Purge


@dataclass(frozen=True)
class Ground:
    """What the process stands on."""

    database: Database
    vault: Vault
    minter: Minter
    clock: Clock


@dataclass(frozen=True)
class Parts:
    """What `main.py` serves and runs; `closers` are called at the end, last opened first."""

    collector: Collector
    keeper: Keeper
    purge: Purge
    refresh: DirectoryRefresh
    applied: AppliedChanges
    closers: tuple[Callable[[], Awaitable[None]], ...]


def utc_now() -> datetime:
    """The clock of a real process."""
    return datetime.now(UTC)


def make_parts(settings: Settings, ground: Ground) -> Parts:
    """Everything, over the ground."""
    database, clock, catalogue, announcer = ground.database, ground.clock, load_catalogue(), Announcements()
    attachments, last_known = AttachmentStore(ground.vault), LastKnownStore(ground.vault)
    identity = IdentityDirectory(settings, settings.identity_address, ground.minter)
    gateways = Gateways(settings, settings.organisme_addresses, ground.minter, clock)
    fan_out = FanOut(gateways, settings.fan_out)
    keeper = Keeper(database, last_known, announcer, catalogue, clock)
    collector = Collector(
        database=database,
        finder=DirectoryFinder(database, attachments, identity, timedelta(hours=settings.directory_hours), clock),
        fan_out=fan_out,
        store=last_known,
        journal=Journal(database, announcer, clock),
        keeper=keeper,
        catalogue=catalogue,
        budget=settings.view_budget_seconds,
        clock=clock,
    )
    purge = Purge(database, attachments, last_known, catalogue, clock)
    refresh = DirectoryRefresh(database, (attachments, last_known), identity, clock)
    applied = AppliedChanges(database, collector)
    return Parts(collector, keeper, purge, refresh, applied, (identity.close, gateways.close, fan_out.close))
