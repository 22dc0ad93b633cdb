"""What this process is made of: the object store, the checks, identity and the organismes."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

from chassis.bus import Bus
from chassis.clients import Client
from chassis.crypto import Signer
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.inbox import Consumer, Handler
from chassis.server import Service
from services.documents.checks.malware import Clamd
from services.documents.checks.pipeline import Examiner, examine
from services.documents.checks.sandbox import Sandbox, SandboxBroken, SandboxSettings
from services.documents.domain.verdicts import Deposited, Examination
from services.documents.events.handlers import CLAIM, ERASED, Decisions, Erasure
from services.documents.events.published import Published
from services.documents.marking.copies import mark
from services.documents.partners.gateways import Gateways
from services.documents.partners.identity import IdentityDirectory
from services.documents.rules.loader import load, load_retention
from services.documents.settings import Settings
from services.documents.store.objects import Bucket, Objects, open_store
from services.documents.usecases.context import Examine, Parts
from services.documents.usecases.delivering import Delivering
from services.documents.usecases.examining import Examining
from services.documents.usecases.purging import Purging
from services.documents.usecases.watch import Watch


async def open_checks(settings: Settings, stack: AsyncExitStack) -> Examine:
    """The checks, warm. What breaks on our side is tried again."""
    sandbox = await stack.enter_async_context(
        Sandbox.open(SandboxSettings(seconds=settings.examination_seconds, keys=settings.trusted_2ddoc_keys_file))
    )
    examiner = Examiner(sandbox, Clamd(Path(settings.clamd_socket)) if settings.clamd_socket else Clamd())

    async def examined(deposited: Deposited) -> Examination:
        try:
            return await examine(deposited, examiner)
        except SandboxBroken as broken:
            raise Unavailable from broken

    return examined


def make_parts(settings: Settings, service: Service, examined: Examine) -> Parts:
    """Everything that the use cases work with."""
    vault = service.vault()
    identity = Client(settings, settings.identity_address, IdentityServiceStub, "identity", service.minter)
    gateways = Gateways(settings, settings.organisme_addresses, service.minter)
    service.closing(identity.close)
    service.closing(gateways.close)
    bucket = Bucket(
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        access_key_id=settings.s3_access_key_id,
        secret_access_key=settings.s3_secret_access_key.get_secret_value(),
    )
    return Parts(
        rulebook=load(),
        retention=load_retention(),
        vault=vault,
        objects=Objects(open_store(settings.documents_store, bucket), vault),
        events=Published(),
        directory=IdentityDirectory(identity),
        couriers=gateways,
        examine=examined,
        mark=mark,
        signer=Signer.from_file(settings.signing_key_file),
    )


def workers(settings: Settings, database: Database, parts: Parts) -> dict[str, Callable[[], Awaitable[None]]]:
    """What goes on beside the calls."""
    return {
        "examining": Examining(database, parts).run,
        "examining-too": Examining(database, parts).run,
        "delivering": Delivering(database, parts, timedelta(days=settings.undelivered_days)).run,
        "purging": Purging(database, parts).run,
        "watch": Watch(database).run,
    }


def consumers(database: Database, bus: Bus, parts: Parts) -> dict[str, Consumer]:
    """Durable name → consumer: whom identity forgets, and what becomes of claims."""
    hears: dict[str, tuple[str, str, Handler]] = {
        "documents-erasure": ("IDENTITY", ERASED, Erasure(parts.objects).handle),
        "documents-decisions": ("REQUESTS_TRACKING", CLAIM, Decisions(parts).handle),
    }
    return {
        durable: Consumer(database, bus, stream=stream, durable=durable, subjects=[subject], handler=handler)
        for durable, (stream, subject, handler) in hears.items()
    }
