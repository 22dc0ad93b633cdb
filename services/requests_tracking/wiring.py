"""How the parts are made, who consumes what, and what runs beside the RPCs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

from chassis.auth import Minter
from chassis.bus import Bus
from chassis.clients import Client
from chassis.crypto import Vault
from chassis.db import Database
from chassis.inbox import Consumer
from services.requests_tracking.catalogue.loader import load
from services.requests_tracking.events import handlers
from services.requests_tracking.events.published import Published
from services.requests_tracking.partners.gateways import OrganismeGateways
from services.requests_tracking.partners.identity import Identity
from services.requests_tracking.settings import Settings
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.days import pass_days
from services.requests_tracking.usecases.dispatch import Dispatcher
from services.requests_tracking.usecases.poll import Poller
from services.requests_tracking.usecases.watch import Watch


@dataclass(frozen=True)
class Parts:
    """What `main.py` serves and runs; `closers` are called at the end, last opened first."""

    tracking: Tracking
    poller: Poller
    background: dict[str, Callable[[], Awaitable[None]]]
    closers: tuple[Callable[[], Awaitable[None]], ...]


def utc_now() -> datetime:
    """The clock of a real process."""
    return datetime.now(UTC)


def make_parts(settings: Settings, database: Database, vault: Vault, minter: Minter) -> Parts:
    """Everything, over the ground that the chassis gives."""
    client = Client(settings, settings.identity_address, IdentityServiceStub, "identity", minter)
    gateways = OrganismeGateways(settings, settings.organisme_addresses, minter, utc_now)
    bell = asyncio.Event()
    tracking = Tracking(load(), vault, Published(), Identity(client), gateways, now=utc_now, wake=bell.set)
    poller = Poller(database, tracking, settings.poll_budget_seconds, timedelta(minutes=settings.poll_minutes))
    background: dict[str, Callable[[], Awaitable[None]]] = {
        "errands": Dispatcher(database, tracking, bell).run,
        "days": partial(pass_days, database, tracking),
        "polling": poller.daily,
        "watch": Watch(database).run,
    }
    return Parts(tracking, poller, background, (client.close, gateways.close, poller.close))


def consumers(database: Database, bus: Bus, tracking: Tracking) -> dict[str, Consumer]:
    """Durable name → consumer."""
    claims, documents = handlers.ClaimNews(database, tracking), handlers.DocumentNews(tracking)
    directories = handlers.Directories(tracking)
    return {
        durable: Consumer(database, bus, durable=durable, **listens)
        for durable, listens in {
            "requests_tracking-claims": _to("CLAIMS", [handlers.MOVED], prepare=claims.prepare),
            "requests_tracking-documents": _to("DOCUMENTS", [handlers.DOCUMENT], handler=documents.handle),
            "requests_tracking-directory": _to(
                "IDENTITY", [handlers.RESOLVED, handlers.ROTATED], prepare=directories.prepare
            ),
            "requests_tracking-erasure": _to("IDENTITY", [handlers.ERASED], handler=handlers.on_person_erased),
        }.items()
    }


def _to(stream: str, subjects: Sequence[str], **handling: Any) -> dict[str, Any]:
    return {"stream": stream, "subjects": subjects, **handling}
