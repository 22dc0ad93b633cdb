"""Beside the calls: every deposit that is whole is examined. A process that dies leaves its document to the next one, when the lease is over."""

import asyncio
import hashlib
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.db import TRANSIENT, Database, read_session, unit_of_work
from chassis.errors import Unavailable
from services.documents.domain import admissibility
from services.documents.domain.admissibility import Asked, Purpose
from services.documents.domain.deposits import Content, Document, State
from services.documents.domain.errors import ContentDamaged, DocumentNotFound, NotMarked
from services.documents.domain.rulebook import Rulebook
from services.documents.domain.verdicts import Deposited, Examination, Holder, Outcome, RefusalReason, Verdict
from services.documents.store import uploads, work
from services.documents.usecases.accepting import accept
from services.documents.usecases.appending import name_of
from services.documents.usecases.context import Parts
from services.documents.usecases.moving import locked, move

_log = logging.getLogger(__name__)
_LEASE = timedelta(seconds=90)
_POLL_SECONDS, _AWAY_SECONDS = 1.0, 1.0
# A document that has three times taken its process with it is looked at by a person.
_MOST_ATTEMPTS = 3
# What the law does not let anybody take as a file, under whatever name it comes.
_NEVER = frozenset({RefusalReason.ORIGINAL_PAPIER_REQUIS, RefusalReason.TELETRANSMISSION_PRESCRIPTEUR})
_GIVEN_UP = Verdict(
    "examen-interrompu",
    "1",
    Outcome.INCONCLUSIVE,
    "Nous n'avons pas pu lire ce document automatiquement : une personne va le regarder.",
)
_TO_REVIEW = Examination((_GIVEN_UP,), needs_review=True)


class Examining:
    """Examines what waits, one document at a time; several may run at once, in any number of processes."""

    def __init__(self, database: Database, parts: Parts) -> None:
        self._database, self._parts = database, parts

    async def run(self) -> NoReturn:
        """Until cancelled. What is away is waited for."""
        while True:
            try:
                if not await self.once():
                    await self._parts.to_examine.wait(_POLL_SECONDS)
            except (Unavailable, *TRANSIENT) as away:
                _log.warning("examination waits", extra={"reason": type(away).__name__})
                await asyncio.sleep(_AWAY_SECONDS)

    async def once(self) -> bool:
        """Examines what has waited the longest; False when nothing waits. Raises Unavailable: it is taken again later."""
        parts = self._parts
        async with unit_of_work(self._database) as session:
            taken = frozenset({State.CHECKING})
            document = await work.take(session, parts.vault, taken, parts.now(), _LEASE)
            if document is None:
                return False
            if document.attempts > _MOST_ATTEMPTS:
                await self._conclude(session, document, _TO_REVIEW, None)
                return True
        with telemetry.span("examine document", parent=document.traceparent), suppress(DocumentNotFound):
            # Whoever identity forgets meanwhile takes their documents along.
            await self._examine(document)
        return True

    async def _examine(self, document: Document) -> None:
        try:
            examination = await self._found(document)
            content = await self._keep(document, examination)
        except Unavailable:
            await self._postpone(document)
            raise
        try:
            async with unit_of_work(self._database) as session:
                current = await locked(session, self._parts, document.document_id)
                if current.state is State.CHECKING:
                    await self._conclude(session, current, examination, content)
        except DocumentNotFound:
            # Forgotten meanwhile: what was just put there goes too.
            await self._parts.objects.erase(f"contents/{document.document_id}")
            raise
        await self._forget_uploads(document, content)

    async def _found(self, document: Document) -> Examination:
        """Raises Unavailable where we are at fault."""
        try:
            files = await self._files(document)
            examination = await self._parts.examine(await self._deposited(document, files))
        except ContentDamaged:
            return _TO_REVIEW
        return await self._marked(document, examination)

    async def _files(self, document: Document) -> tuple[bytes, ...]:
        async with read_session(self._database) as session:
            listed = (await uploads.of_documents(session, [document.document_id])).get(document.document_id, [])
            chunks = {file.upload_id: await uploads.chunks_of(session, file.upload_id) for file in listed}
        objects, files = self._parts.objects, []
        for file in listed:
            found = [await objects.get(f"uploads/{file.upload_id}", name_of(c)) for c in chunks[file.upload_id]]
            files.append(b"".join(found))
        return tuple(files)

    async def _deposited(self, document: Document, files: tuple[bytes, ...]) -> Deposited:
        parts, kind = self._parts, self._parts.rulebook.types[document.type]
        try:
            holder = await parts.directory.holder(document.person_id)
        except Unavailable:
            # The check of names says that it cannot tell; the others do not wait for it.
            holder = Holder()
        return Deposited(
            files=files,
            type=document.type,
            deposit_date=parts.day(document.deposit_time or document.state_time),
            holder=holder,
            limits=parts.rulebook.limits(kind, document.purpose.organisme),
            freshness=kind.freshness,
            document_date=document.document_date,
            refused_types=_refused_types(parts, document.deposit_time or document.state_time, document.purpose),
        )

    async def _marked(self, document: Document, found: Examination) -> Examination:
        """A title of identity says on every page whom its copy is for; one that cannot be marked is looked at by a person."""
        parts, kind = self._parts, self._parts.rulebook.types[document.type]
        if not kind.identity_title or found.refused or found.content is None:
            return found
        day = parts.day(document.deposit_time or document.state_time)
        sentence = marking_sentence(parts.rulebook, document.purpose.organisme, day)
        try:
            return replace(found, content=await parts.mark(found.content, found.media_type, sentence))
        except NotMarked:
            return replace(found, needs_review=True)

    async def _keep(self, document: Document, found: Examination) -> Content | None:
        """Puts what is kept in the object store, before the transaction that says so."""
        content = found.content
        if found.refused or content is None:
            return None
        prefix = f"contents/{document.document_id}"
        await self._parts.objects.put_whole(prefix, content)
        digest = hashlib.sha256(content).hexdigest()
        return Content(document.document_id, digest, len(content), found.media_type, found.pages)

    async def _conclude(
        self, session: AsyncSession, document: Document, found: Examination, content: Content | None
    ) -> None:
        # What the person did not say is kept as it was read: by it, whoever sends the document again is told that it has grown old.
        day = document.document_date or found.dated
        judged = replace(
            document, verdicts=found.verdicts, content=content, document_date=day, expiry_date=found.expiry
        )  # fmt: skip
        if found.refused:
            failed = next(v.rule for v in found.verdicts if v.outcome in (Outcome.FAILED, Outcome.NON_RECEVABLE))
            await move(session, self._parts, judged, State.REFUSED, detail=failed)
        elif found.needs_review or content is None:
            await move(session, self._parts, judged, State.IN_REVIEW)
        else:
            await accept(session, self._parts, judged, detail=f"sha256 {content.sha256}")

    async def _postpone(self, document: Document) -> None:
        # Not the document's fault: this try does not count.
        async with unit_of_work(self._database) as session:
            await work.release(session, document.document_id, self._parts.now() + timedelta(seconds=2))

    async def _forget_uploads(self, document: Document, content: Content | None) -> None:
        """What came is not kept beside what it became; a process that dies here leaves it to the purge."""
        if content is None:
            return
        async with unit_of_work(self._database) as session:
            listed = (await uploads.of_documents(session, [document.document_id])).get(document.document_id, [])
            await uploads.forget_chunks(session, [file.upload_id for file in listed])
        for file in listed:
            await self._parts.objects.erase(f"uploads/{file.upload_id}")


def marking_sentence(rulebook: Rulebook, organisme: str, day: date) -> str:
    """Whom the copy is for, and since when."""
    named = rulebook.organismes.get(organisme)
    whom = f"pour {named.name}" if named else "pour vos droits sociaux"
    return f"Copie {whom} - déposée le {day:%d/%m/%Y} - aucun autre usage"


def _refused_types(parts: Parts, now: datetime, purpose: Purpose) -> tuple[tuple[str, RefusalReason], ...]:
    """The types that nobody may take as a file that day, whatever they are said to be."""
    found = []
    for name in parts.rulebook.types:
        answer = admissibility.answer(parts.rulebook, Asked(name, purpose), now, ())
        if answer.reason in _NEVER:
            found.append((name, answer.reason))
    return tuple(found)
