"""Beside the calls: every accepted document is brought to its organisme, tried again for as long as it takes, its date unchanged.

To each organisme one document at a time: one that hangs holds back its own, and nobody else's.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NoReturn

from chassis import outbox, telemetry
from chassis.db import TRANSIENT, Database, unit_of_work
from chassis.errors import Problem, Unavailable
from services.documents.domain.deposits import Document, Hop, Receipt, State
from services.documents.domain.errors import ContentDamaged, DocumentNotFound
from services.documents.store import documents, journal, work
from services.documents.usecases.context import Parts
from services.documents.usecases.moving import locked, move
from services.documents.usecases.reading import content_of

_log = logging.getLogger(__name__)
_LEASE = timedelta(seconds=120)
_POLL_SECONDS, _AWAY_SECONDS = 1.0, 1.0
_FIRST_SECONDS, _LONGEST_SECONDS = 5.0, 3600.0
_AWAY = "L'organisme ne répond pas pour le moment. Nous réessayons : la date de votre dépôt ne change pas."
_NO_FILE = (
    "Cet organisme n'a pas encore de dossier à votre nom. Nous réessayons : la date de votre dépôt ne change pas."
)
_REFUSED = "L'organisme n'a pas pu prendre le document. Nous réessayons : la date de votre dépôt ne change pas."
_DAMAGED = "Notre copie de ce document ne se lit plus. Déposez-le de nouveau : la date de ce dépôt reste écrite ici."
_WAITING = frozenset({State.ACCEPTED, State.UNDELIVERED})


def rest(attempts: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time, an hour at most."""
    return timedelta(seconds=min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0 ** min(attempts - 1, 20)))


class Delivering:
    """Brings documents; several may run at once, in any number of processes."""

    def __init__(self, database: Database, parts: Parts, undelivered_after: timedelta) -> None:
        self._database, self._parts, self._patience = database, parts, undelivered_after
        self._busy: set[str] = set()

    async def run(self) -> NoReturn:
        """Until cancelled. What is away is waited for."""
        async with asyncio.TaskGroup() as under_way:
            while True:
                try:
                    document = await self._take()
                except TRANSIENT as away:
                    _log.warning("delivery waits", extra={"reason": type(away).__name__})
                    await asyncio.sleep(_AWAY_SECONDS)
                    continue
                if document:
                    under_way.create_task(self._carry(document))
                else:
                    await self._parts.to_deliver.wait(_POLL_SECONDS)

    async def once(self) -> bool:
        """Brings what has waited the longest; False when nothing waits."""
        document = await self._take()
        if document:
            await self._carry(document)
        return document is not None

    async def _take(self) -> Document | None:
        parts = self._parts
        async with unit_of_work(self._database) as session:
            document = await work.take(session, parts.vault, _WAITING, parts.now(), _LEASE, but=self._busy)
        if document:
            self._busy.add(document.purpose.organisme)
        return document

    async def _carry(self, document: Document) -> None:
        parent = document.traceparent
        try:
            # Whoever identity forgets meanwhile takes their documents along.
            with telemetry.span("deliver document", parent=parent) as span, suppress(DocumentNotFound):
                failure = await self._try(document)
                if failure:
                    telemetry.fail(span, failure)
        except TRANSIENT as away:
            # Its lease brings it back.
            _log.warning("delivery waits", extra={"reason": type(away).__name__})
        finally:
            self._busy.discard(document.purpose.organisme)
            self._parts.to_deliver.ring()

    async def _try(self, document: Document) -> str:
        """The reason of the failure, "" when it arrived or has nowhere to go yet."""
        try:
            receipt = await self._bring(document)
        except ContentDamaged as lost:
            await self._failed(document, _DAMAGED)
            return lost.reason
        except Problem as failed:
            await self._failed(document, _AWAY if isinstance(failed, Unavailable) else _REFUSED)
            return failed.reason
        await (self._failed(document, _NO_FILE) if receipt is None else self._arrived(document, receipt))
        return ""

    async def _bring(self, document: Document) -> Receipt | None:
        pseudonym = await self._parts.directory.pseudonym(document.person_id, document.purpose.organisme)
        if not pseudonym:
            return None
        damaged: list[ContentDamaged] = []
        try:
            return await self._parts.couriers.deliver(document, pseudonym, self._pieces(document, damaged))
        except Problem as failed:
            raise damaged[0] if damaged else failed from None

    async def _pieces(self, document: Document, damaged: list[ContentDamaged]) -> AsyncIterator[bytes]:
        """What goes over the line, which tells nobody why it was cut: `damaged` does."""
        try:
            async for _, piece in content_of(self._parts, document):
                yield piece
        except ContentDamaged as lost:
            damaged.append(lost)
            raise

    async def _arrived(self, document: Document, receipt: Receipt) -> None:
        parts, organisme = self._parts, document.purpose.organisme
        async with unit_of_work(self._database) as session:
            current = await locked(session, parts, document.document_id)
            if current.state not in _WAITING:
                return
            hop = Hop(organisme, receipt.receive_time, receipt.receipt)
            await documents.add_hop(session, document.document_id, hop)
            await outbox.add(session, parts.events.delivered(current, parts.now()))
            await move(session, parts, current, State.DELIVERED, detail=organisme)

    async def _failed(self, document: Document, why: str) -> None:
        """Notes the failure once, and the alert once: the rest is only time."""
        parts, now = self._parts, self._parts.now()
        async with unit_of_work(self._database) as session:
            current = await locked(session, parts, document.document_id)
            if current.state not in _WAITING:
                return
            if await documents.last_failure(session, document.document_id) != why:
                await documents.add_hop(
                    session, document.document_id, Hop(document.purpose.organisme, now, failure=why)
                )  # fmt: skip
                await journal.write(session, document.document_id, "FAILED", document.purpose.organisme, now)
            since = await work.accept_time(session, document.document_id)
            late = why == _DAMAGED or _is_late(since, now, self._patience)
            if current.state is State.ACCEPTED and late:
                await move(session, parts, current, State.UNDELIVERED, detail=document.purpose.organisme)
            next_try = now + rest(current.attempts)
            await work.release(session, document.document_id, next_try, counts=True)


def _is_late(since: datetime | None, now: datetime, patience: timedelta) -> bool:
    return since is not None and now - since >= patience
