"""What one organisme makes of the events it pulls, and of the tasks that come due. Synchronous, within a transaction.

- not signed by the situation service, or not a message of the contract: nobody can be answered, it is terminated;
- the organisme's software breaks on it (`poison` in the persona's file): it is retried until the last delivery;
- no file under this pseudonym, or a content that contradicts its kind: RECEIVED, then REJECTED with a reason;
- else RECEIVED, and later what the persona's file says.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Self

from joserfc.jwk import KeySet
from mesdroits.organisme.v1 import events_pb2
from opentelemetry.trace import Tracer

from chassis import telemetry
from chassis.bus import Incoming
from chassis.telemetry import Attributes
from sandbox.organismes.ledger import Ledger, Task, kind_of
from sandbox.organismes.outbox import Outbox
from sandbox.organismes.personas import Check, OrganismeFile, Reaction
from sandbox.organismes.reading import UnreadableError, incoherence, read
from sandbox.organismes.receipts import Receipts, receipt
from sandbox.organismes.register import Register
from sandbox.organismes.store import Store
from sandbox.organismes.vocabulary import Answer
from sandbox.organismes.world import World

_NO_FILE = "Aucun dossier ne correspond à cette personne dans notre organisme."
_REJECTED = "Cette information ne correspond pas à celles de votre dossier."
_TO_CHECK = "Nous devons vérifier cette information avant de mettre à jour votre dossier."


class Disposal(Enum):
    """What to do with the message itself."""

    ACKNOWLEDGE = "acknowledge"
    RETRY = "retry"
    TERMINATE = "terminate"


@dataclass(frozen=True)
class Books:
    """What every organisme reads and writes in, and whom it trusts. `clock`: seconds since 1970."""

    store: Store
    world: World
    register: Register
    ledger: Ledger
    outbox: Outbox
    receipts: Receipts
    trusted: KeySet
    clock: Callable[[], float]

    @classmethod
    def open(cls, store: Store, world: World, trusted: KeySet, clock: Callable[[], float] = time.time) -> Self:
        """Everything that stands in one store."""
        outbox = Outbox(store)
        return cls(store, world, Register(store), Ledger(store), outbox, Receipts(outbox), trusted, clock)


class Intake:
    """The desk of one organisme. Its spans bear the organisme's own service name."""

    def __init__(self, organisme: str, books: Books, tracer: Tracer) -> None:
        self._organisme, self._books, self._tracer = organisme, books, tracer

    def take(self, event: Incoming) -> Disposal:
        """Write down an event and its first receipt; say what becomes of its message."""
        attributes: Attributes = {
            "messaging.destination.name": event.subject,
            "messaging.delivery_count": event.deliveries,
        }
        with telemetry.span(
            "receive situation",
            telemetry.SpanKind.CONSUMER,
            parent=event.traceparent,
            attributes=attributes,
            tracer=self._tracer,
        ) as span:
            try:
                message = read(event, self._books.trusted)
            except UnreadableError as unreadable:
                telemetry.fail(span, "UNREADABLE")
                return self._refuse(event, unreadable.reason, Disposal.TERMINATE)
            if isinstance(message, events_pb2.ControlOffered):
                return self._hear_of_check(event, message)
            if self._reaction(message).answer is Answer.POISON:
                telemetry.fail(span, "POISON")
                return self._refuse(event, "poison", Disposal.RETRY)
            return self._receive(event, message)

    def perform(self, task: Task) -> None:
        """Do what was planned, and write the receipt that tells it."""
        attributes = {"mesdroits.fact_kind": kind_of(task.change)}
        with telemetry.span(
            "apply situation",
            telemetry.SpanKind.INTERNAL,
            parent=task.traceparent,
            attributes=attributes,
            tracer=self._tracer,
        ):
            if task.answer is Answer.REJECT:
                self._conclude(task, "REJECTED", task.reason or _REJECTED)
            elif task.answer is Answer.CONTROL and not self._needs_no_check(task):
                self._answer(task, "CONTROL_REQUESTED", task.reason or _TO_CHECK)
                self._books.ledger.wait_for_check(task)
            else:
                self._apply(task)

    def _receive(self, event: Incoming, change: events_pb2.SituationChanged) -> Disposal:
        now = self._books.clock()
        if not self._books.ledger.take(self._organisme, event, (change.delivery_id, change.version_id), now):
            return Disposal.ACKNOWLEDGE
        reaction = self._reaction(change)
        if reaction.answer is not Answer.SILENT:
            received = receipt(change.delivery_id, "RECEIVED", now)
            self._books.receipts.answer(self._organisme, event.event_id, received)
            self._books.ledger.plan(self._task(event, change, reaction, now))
        return Disposal.ACKNOWLEDGE

    def _task(self, event: Incoming, change: events_pb2.SituationChanged, reaction: Reaction, now: float) -> Task:
        persona, file = self._known(change.pseudonym)
        delay_s = file.apply_delay_ms / 1000 if file else 0.0
        traceparent = telemetry.current_traceparent()
        return Task(
            self._organisme,
            event.event_id,
            persona,
            change,
            reaction.answer,
            reaction.reason,
            traceparent,
            now + delay_s,
        )

    def _reaction(self, change: events_pb2.SituationChanged) -> Reaction:
        _, file = self._known(change.pseudonym)
        if file is None:
            return Reaction(answer=Answer.REJECT, reason=_NO_FILE)
        if wrong := incoherence(change):
            return Reaction(answer=Answer.REJECT, reason=wrong)
        return file.reaction_to(kind_of(change))

    def _known(self, pseudonym: str) -> tuple[str, OrganismeFile | None]:
        persona = self._books.register.persona_of(self._organisme, pseudonym)
        return persona or "", self._books.world.file(self._organisme, persona)

    def _refuse(self, event: Incoming, reason: str, disposal: Disposal) -> Disposal:
        self._books.ledger.refuse(self._organisme, event, reason, self._books.clock())
        return disposal

    def _hear_of_check(self, event: Incoming, offer: events_pb2.ControlOffered) -> Disposal:
        now, ids = self._books.clock(), ("", offer.control.version_id)
        if self._books.ledger.take(self._organisme, event, ids, now):
            self._books.ledger.offer(self._organisme, offer.control, now)
        return Disposal.ACKNOWLEDGE

    def _apply(self, task: Task) -> None:
        now = self._books.clock()
        self._books.ledger.apply(task, now)
        self._conclude(task, "APPLIED")
        check = self._own_check(task)
        if check and not self._needs_no_check(task):
            self._books.receipts.share(task, check, now)

    def _own_check(self, task: Task) -> Check | None:
        file = self._books.world.file(self._organisme, task.persona)
        return file.control.get(kind_of(task.change)) if file and task.change.HasField("content") else None

    def _needs_no_check(self, task: Task) -> bool:
        # A check that another organisme has made is not made again: that is what sharing them is for.
        version = task.change.version_id
        offered = any(control.version_id == version for control in task.change.controls)
        ledger = self._books.ledger
        return offered or ledger.is_checked(self._organisme, version) or ledger.is_overtaken(task)

    def _conclude(self, task: Task, state: str, reason: str = "") -> None:
        self._answer(task, state, reason)
        self._books.ledger.done(task)

    def _answer(self, task: Task, state: str, reason: str = "") -> None:
        now = self._books.clock()
        self._books.receipts.answer(
            self._organisme, task.event_id, receipt(task.change.delivery_id, state, now, reason)
        )
