"""The timeline of a claim, folded from its steps: in whatever order, and however often, they were told, the same story comes out.

An organisme's own numbers order its steps, whatever its clock says; the suite's steps take their place by the time. A correction changes
what the corrected step led to, and stays a correction: it is no new decision.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.requests_tracking.domain.dates import day_of
from services.requests_tracking.domain.mapping import Meaning, StateMapping
from services.requests_tracking.domain.pieces import Pieces
from services.requests_tracking.domain.steps import Decision, Piece, Step, StepKey
from services.requests_tracking.domain.vocabulary import DECIDED, OVER, ClaimState, EntryKind, StepKind

_TOO_LATE = "L'organisme avait déjà décidé : cette ligne ne change rien."
_NOTES = frozenset({StepKind.PIECE_DEPOSITED, StepKind.PIECE_RETURNED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `time`: when it happened, never before the line above; `corrects`: the rank of the line that it corrects, 0: none."""

    key: StepKey
    kind: EntryKind
    state: ClaimState
    time: datetime
    known_time: datetime
    text: str
    word: str = ""
    lost: str = ""
    corrects: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """A claim, as its steps tell it. `received`: when its organisme first spoke of it; `decided_by`: the step that decided. `handed`: the day on
    which who decides first agreed, and left the rest to the organisme."""

    state: ClaimState
    since: datetime | None
    entries: tuple[Entry, ...]
    pieces: tuple[Piece, ...]
    decision: Decision | None
    decided_by: StepKey | None
    received: datetime | None
    handed: date | None = None


@dataclass(frozen=True, slots=True)
class _HandedOver:
    """Since when the organisme decides, and the step that says so."""

    day: date
    key: StepKey


@dataclass(frozen=True, slots=True)
class _Placed:
    step: Step
    time: datetime


@dataclass(slots=True)
class _Fold:
    mapping: StateMapping
    state: ClaimState = ClaimState.DRAFT
    since: datetime | None = None
    set_by: StepKey | None = None
    decision: Decision | None = None
    decided_by: StepKey | None = None
    received: datetime | None = None
    handed: _HandedOver | None = None
    entries: list[Entry] = field(default_factory=list)
    pieces: Pieces = field(default_factory=Pieces)

    def take(self, placed: _Placed) -> None:
        step = placed.step
        if not step.is_ours and self.received is None:
            self.received = placed.time
        match step.kind:
            case StepKind.STATE:
                self._move(placed)
            case StepKind.CORRECTION:
                self._correct(placed)
            case StepKind.NOTE:
                self._tell(placed, EntryKind.NOTE)
            case _:
                self._piece(placed)

    def _move(self, placed: _Placed) -> None:
        step, meaning = placed.step, self._meaning(placed.step)
        if step.is_ours and meaning.state in OVER and self.state in DECIDED:
            # Told late, the organisme's decision came first.
            self._tell(placed, EntryKind.CORRECTION, text=_TOO_LATE)
            return
        if meaning.state:
            self._stand(meaning.state, placed)
        if meaning.hands_over and self.handed is None:
            self.handed = _handed_over(placed, step.key)
        self._tell(placed, EntryKind.STATE, lost=meaning.lost)

    def _stand(self, state: ClaimState, placed: _Placed) -> None:
        step = placed.step
        again = state == self.state and self.decision is not None and step.decision is None
        if state != self.state:
            self.since = placed.time
        self.state, self.set_by = state, step.key
        if again:
            # Said once more, a decision is not a new one.
            return
        if state in DECIDED:
            granted = state is ClaimState.GRANTED
            self.decision = step.decision or Decision(granted, step.text, day_of(placed.time))
            self.decided_by = step.key
        else:
            self.decision = self.decided_by = None

    def _correct(self, placed: _Placed) -> None:
        step = placed.step
        wrong = StepKey(step.source, step.corrects)
        meaning = self._meaning(step) if step.word else Meaning(None)
        if meaning.state and self.set_by == wrong:
            self._amend(meaning.state, placed, wrong)
        if step.decision and self.decided_by == wrong:
            self.decision = step.decision
        if step.word and (meaning.hands_over or (self.handed and self.handed.key == wrong)):
            self.handed = _handed_over(placed, wrong) if meaning.hands_over else None
        rank = next((rank for rank, entry in enumerate(self.entries, 1) if entry.key == wrong), 0)
        self._tell(placed, EntryKind.CORRECTION, lost=meaning.lost, corrects=rank)

    def _amend(self, state: ClaimState, placed: _Placed, wrong: StepKey) -> None:
        """Stand where the corrected step should have led; what was decided keeps its day, for it is no new decision."""
        before = self.decision
        self._stand(state, placed)
        self.set_by = wrong
        if self.decision:
            self.decided_by = wrong
            if before:
                self.decision = replace(before, granted=state is ClaimState.GRANTED)

    def _piece(self, placed: _Placed) -> None:
        step = placed.step
        if not self.pieces.take(step, placed.time):
            return
        if step.word and not step.is_ours:
            meaning = self._meaning(step)
            if meaning.state:
                self._stand(meaning.state, placed)
        elif step.kind in (StepKind.PIECE_EXPECTED, StepKind.PIECE_LOST) and self.state not in OVER:
            self._stand(ClaimState.INCOMPLETE, placed)
        elif self._completes(step):
            self._stand(ClaimState.UNDER_REVIEW, placed)
        self._tell(placed, EntryKind.NOTE if step.kind in _NOTES else EntryKind(step.kind))

    def _completes(self, step: Step) -> bool:
        # That nothing is missing any more is for the organisme to say: a receipt that the suite holds is not enough.
        said = step.kind is StepKind.PIECE_RECEIVED and not step.is_ours
        return said and self.state is ClaimState.INCOMPLETE and not self.pieces.missing()

    def _meaning(self, step: Step) -> Meaning:
        return Meaning(ClaimState(step.word)) if step.is_ours else self.mapping.read(step.word)

    def _tell(self, placed: _Placed, kind: EntryKind, *, text: str = "", lost: str = "", corrects: int = 0) -> None:
        step = placed.step
        word = "" if step.is_ours else step.word
        self.entries.append(
            Entry(step.key, kind, self.state, placed.time, step.known_time, text or step.text, word, lost, corrects)
        )


def fold(steps: Iterable[Step], mapping: StateMapping) -> Story:
    """The story of a claim. Of a step told twice, the first telling is kept."""
    unique: dict[StepKey, Step] = {}
    for step in sorted(steps, key=lambda step: step.known_time):
        unique.setdefault(step.key, step)
    folded = _Fold(mapping)
    for placed in _in_order(unique.values()):
        folded.take(placed)
    if folded.state in OVER and folded.since:
        folded.pieces.cancel(folded.since)
    return Story(
        state=folded.state,
        since=folded.since,
        entries=tuple(folded.entries),
        pieces=folded.pieces.all(),
        decision=folded.decision,
        decided_by=folded.decided_by,
        received=folded.received,
        handed=folded.handed.day if folded.handed else None,
    )


def _handed_over(placed: _Placed, key: StepKey) -> _HandedOver:
    # CSS R. 821-2: the delay runs from the day of the commission's decision, when the organisme tells it.
    decision = placed.step.decision
    return _HandedOver(decision.dated if decision else day_of(placed.time), key)


def _in_order(steps: Iterable[Step]) -> list[_Placed]:
    listed = sorted(steps, key=lambda step: (step.source, step.number))
    placed: list[_Placed] = []
    for step in listed:
        last = placed[-1] if placed and placed[-1].step.source == step.source else None
        placed.append(_Placed(step, max(step.time, last.time) if last else step.time))
    return sorted(placed, key=lambda each: (each.time, not each.step.is_ours, each.step.number))
