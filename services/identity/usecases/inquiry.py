"""Asking the organismes about an identity: the certifiers first, the others only once the identity is certified.

Whoever is about to be asked is in the person's journal first: an organisme that does not answer may have received the NIR all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clients import time_left
from chassis.db import new_id, read_session, unit_of_work
from chassis.telemetry import current_trace_id
from services.identity.domain.certification import Answer, Outcome, State, Verdict, after_asking
from services.identity.domain.directory import Recipient
from services.identity.domain.journal import CERTIFY, IDENTITY, Entry
from services.identity.domain.pivot import Pivot
from services.identity.domain.pseudonyms import Pseudonym
from services.identity.partners.gateways import ANSWER_SECONDS, Question
from services.identity.store import journal, pseudonyms
from services.identity.store.certifications import Declared
from services.identity.usecases.parts import Parts

# Kept for writing what was found, whoever is slow.
_WRITE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Findings:
    """What the organismes answered, under which names they were asked, and what it leads to."""

    outcome: Outcome
    answers: tuple[Answer, ...] = ()
    asked_as: tuple[Pseudonym, ...] = ()

    @property
    def reached(self) -> tuple[Answer, ...]:
        """Of those who answered."""
        return tuple(answer for answer in self.answers if answer.verdict is not Verdict.UNREACHABLE)

    @property
    def complete(self) -> bool:
        """Whether everybody answered."""
        return len(self.reached) == len(self.answers)

    @property
    def known_at(self) -> tuple[Pseudonym, ...]:
        """The names that organismes have taken note of."""
        matching = {answer.organisme for answer in self.answers if answer.verdict is Verdict.MATCH}
        return tuple(pseudonym for pseudonym in self.asked_as if pseudonym.organisme in matching)


@dataclass(frozen=True, slots=True)
class Subject:
    """About whom to ask. `confirmed`: an agent has said that the NIR is theirs. `certified`: only their files are looked for."""

    person_id: str
    pivot: Pivot
    declared: Declared
    confirmed: bool = False
    certified: bool = False


async def ask(parts: Parts, subject: Subject) -> Findings:
    """Asks at most twice 1.5 s, and within half of what the call under way leaves each time; never inside a transaction."""
    directory, today, reachable = parts.rules.directory, parts.clock().date(), parts.gateways.organismes
    certifiers, others = directory.certifiers(reachable, today), directory.others(reachable, today)
    everybody = [each.organisme for each in (*certifiers, *others)]
    async with read_session(parts.database) as session:
        names = await pseudonyms.current(session, parts.keyring, subject.person_id, everybody)
    question = Question(subject.declared.nir, subject.pivot, names)
    patience = (time_left(2 * ANSWER_SECONDS + _WRITE_SECONDS) - _WRITE_SECONDS) / 2
    answers = await _ask(parts, subject.person_id, certifiers, question, patience)
    verdicts = {answer.organisme: answer.verdict for answer in answers}
    order = [each.organisme for each in certifiers]
    outcome = after_asking(order, verdicts, confirmed=subject.confirmed)
    if outcome.state is State.CERTIFIED or subject.certified:
        answers += await _ask(parts, subject.person_id, others, question, patience)
    return Findings(outcome, tuple(answers), tuple(names.values()))


async def _ask(
    parts: Parts, person_id: str, recipients: Sequence[Recipient], question: Question, patience: float
) -> list[Answer]:
    """Writes who is about to receive the NIR, in a transaction of its own, then asks them."""
    now, trace_id = parts.clock(), current_trace_id()
    entries = [
        Entry(new_id(), each.organisme, IDENTITY, CERTIFY, each.legal_basis, now, trace_id) for each in recipients
    ]
    async with unit_of_work(parts.database) as session:
        await journal.add(session, person_id, entries)
    return await parts.gateways.ask([each.organisme for each in recipients], question, patience)
