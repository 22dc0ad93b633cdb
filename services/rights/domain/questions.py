"""The four things that an organisme can be asked about a person, and what became of the asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.rights.domain.vocabulary import Organisme


class Question(StrEnum):
    """One RPC of the gateway each."""

    RIGHTS = "RIGHTS"
    PAYMENTS = "PAYMENTS"
    STATEMENTS = "STATEMENTS"
    ATTESTATIONS = "ATTESTATIONS"


# What may be shown on a later day when the organisme is silent. Papers are asked for when they are wanted.
KEPT = frozenset({Question.RIGHTS, Question.PAYMENTS})


class Outcome(StrEnum):
    """How an organisme was asked. LATE: not within the time that a person waits."""

    ANSWERED = "answered"
    LATE = "late"
    FAILED = "failed"
    REFUSED = "refused"
    NO_FILE = "no_file"
    NOT_ASKED = "not_asked"
    NOT_CONNECTED = "not_connected"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it came, encoded; `data_time`: as of when the organisme answers; `fetched_time`: when it did."""

    question: Question
    encoded: bytes = field(repr=False)
    data_time: datetime
    fetched_time: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """What asking an organisme gave; `said` is empty unless it answered. `retry_in` seconds when it did not."""

    organisme: Organisme
    outcome: Outcome
    said: Mapping[Question, Said] = field(default_factory=dict)
    retry_in: float = 0.0
