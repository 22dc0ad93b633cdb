"""What happened to a claim, as it was told: steps are kept as they came, and everything shown is folded from them."""

from dataclasses import dataclass
from datetime import date, datetime

from services.requests_tracking.domain.vocabulary import SUITE, PieceState, StepKind, WaitingFor


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision; `amount_cents`: what is paid each time, in cents of euro, None where nothing is, or nothing was said."""

    granted: bool
    reason: str
    dated: date
    amount_cents: int | None = None


@dataclass(frozen=True, slots=True)
class PieceNews:
    """What a step says of a piece: its type in the rulebook of documents, who owes it, and its last day."""

    type: str
    owed_by: WaitingFor = WaitingFor.PERSON
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `source` and `number` name it within its claim: the organisme's own number, or the suite's.

    `word`: the organisme's word for the state, or the suite's own state. `piece_id`: the expected piece that it opens, or is about.
    `corrects`: the number of the step of the same source that was wrong; 0: none.
    """

    source: str
    number: int
    kind: StepKind
    time: datetime
    known_time: datetime
    word: str = ""
    text: str = ""
    piece: PieceNews | None = None
    piece_id: str = ""
    document_id: str = ""
    decision: Decision | None = None
    corrects: int = 0

    @property
    def key(self) -> "StepKey":
        """What tells it from the other steps of the claim."""
        return StepKey(self.source, self.number)

    @property
    def is_ours(self) -> bool:
        """Whether the suite wrote it."""
        return self.source == SUITE


@dataclass(frozen=True, slots=True)
class StepKey:
    """Who told it, and under which number."""

    source: str
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """An expected piece, folded.

    `deposited`: when the document that may answer it was deposited here. `produced`: the instant that counts as the day it was produced: the
    deposit, once the organisme has it. `lost`: it had come, and is asked for again.
    """

    piece_id: str
    news: PieceNews
    state: PieceState
    asked: datetime
    document_id: str = ""
    deposited: datetime | None = None
    produced: datetime | None = None
    confirmed: bool = False
    lost: bool = False
    moved: datetime | None = None
