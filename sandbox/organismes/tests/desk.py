"""The desk of one played organisme, for the tests of what it makes of an event."""

import json
from typing import Any

from joserfc.jwk import KeySet
from mesdroits.organisme.v1 import events_pb2
from opentelemetry.trace import NoOpTracer

from chassis.bus import Event, Incoming
from chassis.crypto import Signer
from sandbox.organismes.audit import Audit
from sandbox.organismes.intake import Books, Disposal, Intake
from sandbox.organismes.store import Store
from sandbox.organismes.tests.situation import PSEUDONYM, arriving, signed
from sandbox.organismes.world import World
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout

PERSONA = "reponses-contrariees"


class Desk:
    """One organisme at its desk, with a clock that the test moves."""

    def __init__(self, organisme: str, layout: Layout, world: World, store: Store) -> None:
        self.now = 1_800_000_000.0
        self.signer = Signer.from_file(layout.signing_key("situation"))
        trusted = KeySet.import_key_set(json.loads(trusted_keys(layout).read_text()))
        self.organisme, self.store = organisme, store
        self.books = Books.open(store, world, trusted, lambda: self.now)
        self.audit = Audit(store)
        self._intake = Intake(organisme, self.books, NoOpTracer())

    def know(self, persona: str) -> "Desk":
        self.books.register.bind(self.organisme, PSEUDONYM, persona)
        return self

    def take(self, event: Incoming) -> Disposal:
        with self.store.transaction():
            return self._intake.take(event)

    def receive(self, message: Any, **options: Any) -> Disposal:
        return self.take(arriving(signed(self.organisme, message, self.signer, **options)))

    def work(self, seconds: float = 1.0) -> "Desk":
        self.now += seconds
        with self.store.transaction():
            for task in self.books.ledger.due(self.organisme, self.now):
                self._intake.perform(task)
        return self

    def said(self) -> list[str]:
        return [event.subject.rpartition(".")[2] for event in self._events()]

    def last(self) -> events_pb2.Receipt:
        return events_pb2.Receipt.FromString(self._events()[-1].data)

    def _events(self) -> list[Event]:
        return [event for _, event in self.books.outbox.unsent(self.organisme)]

    def applied(self) -> list[tuple[int, bool]]:
        return [(row["number"], bool(row["late"])) for row in self.audit.applied(0, 100)]

    def holds(self) -> list[tuple[int, str]]:
        return [(row["number"], row["verb"]) for row in self.audit.facts(self.organisme, PERSONA)]
