"""How the parts are made, who consumes what, and what runs beside the RPCs."""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mesdroits.documents.v1.documents_service_pb2_grpc import DocumentsServiceStub
from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from mesdroits.requests_tracking.v1.requests_tracking_service_pb2_grpc import RequestsTrackingServiceStub
from mesdroits.rights.v1.rights_service_pb2_grpc import RightsServiceStub
from mesdroits.situation.v1.situation_service_pb2_grpc import SituationServiceStub

from chassis.auth import Minter
from chassis.bus import Bus
from chassis.clients import Client
from chassis.crypto import Vault
from chassis.db import Database
from chassis.inbox import Consumer
from chassis.together import TogetherConsumer
from services.notify.calendar.loader import load
from services.notify.domain.messages import Message
from services.notify.events import handlers
from services.notify.events.near import Near
from services.notify.events.published import Published
from services.notify.partners.claims import Claims
from services.notify.partners.identity import Identity
from services.notify.partners.rights import Rights
from services.notify.partners.situation import Situation
from services.notify.partners.sources import Partners
from services.notify.partners.titles import Titles
from services.notify.settings import Settings
from services.notify.templates.loader import load_templates
from services.notify.usecases.context import Notify
from services.notify.usecases.days import pass_days
from services.notify.usecases.gauges import Gauges
from services.notify.usecases.sweep import Sweeper
from services.notify.wiring_sending import make_sending

Run = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Bells:
    """What wakes the sweepers and whoever sends, rather than their next turn; and who hears of each change, where somebody does."""

    sweeping: asyncio.Event
    sending: asyncio.Event
    changed: Callable[[Message], None] = lambda _: None


@dataclass(frozen=True)
class Parts:
    """What `main.py` serves and runs; `closers` are called at the end, last opened first."""

    notify: Notify
    near: Near
    background: dict[str, Run]
    closers: tuple[Run, ...]


def utc_now() -> datetime:
    """The clock of a real process."""
    return datetime.now(UTC)


def make_notify(settings: Settings, vault: Vault, minter: Minter, bells: Bells) -> tuple[Notify, tuple[Run, ...]]:
    """The rules, their words, and the other services; with what closes them."""
    partners, closers = _partners(settings, minter)
    rulebook = load()
    templates = load_templates(rulebook)
    notify = Notify(
        rulebook=rulebook,
        words=templates.words,
        vault=vault,
        events=Published(),
        sources=partners,
        organismes=templates.names.organismes,
        push_origins=settings.push_origins,
        push_public_key=_push_key(settings.vapid_key_file) if settings.vapid_key_file else "",
        kept_days=settings.kept_days,
        now=utc_now,
        wake=bells.sweeping.set,
        wake_sending=bells.sending.set,
        changed=bells.changed,
    )
    return notify, closers


def _partners(settings: Settings, minter: Minter) -> tuple[Partners, tuple[Run, ...]]:
    """Who is asked of a person; with what closes them."""
    identity = Client(settings, settings.identity_address, IdentityServiceStub, "identity", minter)
    situation = Client(settings, settings.situation_address, SituationServiceStub, "situation", minter)
    rights = Client(settings, settings.rights_address, RightsServiceStub, "rights", minter)
    documents = Client(settings, settings.documents_address, DocumentsServiceStub, "documents", minter)
    address = settings.requests_tracking_address
    claims = Client(settings, address, RequestsTrackingServiceStub, "requests_tracking", minter)
    sources = Identity(identity), Situation(situation), Rights(rights, minter), Claims(claims), Titles(documents)
    closers = (identity.close, situation.close, rights.close, claims.close, documents.close)
    return Partners(*sources, utc_now), closers


def _push_key(path: Path) -> str:
    """The public half of the VAPID key (P-256, PEM), as browsers take it: the uncompressed point in base64url."""
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def make_parts(settings: Settings, database: Database, vault: Vault, minter: Minter) -> Parts:
    """Everything, over the ground that the chassis gives."""
    near = Near()
    bells = Bells(asyncio.Event(), asyncio.Event(), near.note)
    notify, closers = make_notify(settings, vault, minter, bells)
    background: dict[str, Run] = {
        "days": partial(pass_days, database, notify),
        "gauges": Gauges(database, notify).run,
    }
    sent = make_sending(settings, database, notify, minter, bells.sending)
    background |= sent.background
    for rank in range(settings.sweepers):
        background[f"sweep {rank}"] = Sweeper(database, notify, bells.sweeping).run
    return Parts(notify, near, background, (*closers, *sent.closers))


def consumers(database: Database, bus: Bus, notify: Notify) -> dict[str, Consumer]:
    """Durable name → consumer."""
    news, directories = handlers.PersonNews(notify), handlers.Directories(notify)
    listening = {
        durable: Consumer(database, bus, durable=durable, **listens)
        for durable, listens in {
            "notify-directory": _to("IDENTITY", [handlers.RESOLVED, handlers.ROTATED], prepare=directories.prepare),
            "notify-erasure": _to("IDENTITY", [handlers.ERASED], handler=handlers.on_person_erased),
            "notify-rights": _to("RIGHTS", [handlers.OBSERVED], handler=news.handle),
            "notify-situation": _to("SITUATION", [handlers.DECLARED], handler=news.handle),
            "notify-documents": _to("DOCUMENTS", [handlers.DEPOSITED], handler=news.handle),
            "notify-claims": _to("REQUESTS_TRACKING", [handlers.ADVANCED, handlers.EXPECTED], handler=news.handle),
        }.items()
    }
    written = handlers.Correspondence(notify)
    listens = _to("MESSAGES", [handlers.PUT, handlers.WITHDRAWN], handler=written.handle, together=written.together)
    listening["notify-messages"] = TogetherConsumer(database, bus, durable="notify-messages", **listens)
    return listening


def _to(stream: str, subjects: Sequence[str], **handling: Any) -> dict[str, Any]:
    return {"stream": stream, "subjects": subjects, **handling}
