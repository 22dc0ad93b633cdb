"""How claims are instructed, as YAML writes it: scenarios in days that follow one another, and the histories of personas, in dates."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandbox.organismes.claims.words import DECIDED, OVER, Stage
from sandbox.organismes.moments import Moment

Text = Annotated[str, Field(min_length=1)]
Days = Annotated[int, Field(ge=0, le=3650)]
# A type of document, as the rulebook of documents names it.
PieceType = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_STRICT = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What a step tells: the contract's ClaimStepKind."""

    STATE = "STATE"
    PIECE_EXPECTED = "PIECE_EXPECTED"
    PIECE_RECEIVED = "PIECE_RECEIVED"
    PIECE_LOST = "PIECE_LOST"
    CORRECTION = "CORRECTION"
    NOTE = "NOTE"


class Telling(StrEnum):
    """How often and when a step is told. LATE: after the step that follows it."""

    ONCE = "once"
    TWICE = "twice"
    LATE = "late"


class Decision(BaseModel):
    """What was decided. `amount_cents`: what is paid each time."""

    model_config = _STRICT

    granted: bool
    reason: Text
    amount_cents: int | None = Field(default=None, ge=0)


class Happening(BaseModel):
    """What a step says, whenever it happens. `name`: for a later correction of it; `correct`: the name of the step that was wrong."""

    model_config = _STRICT

    name: str = ""
    state: Stage | None = None
    text: str = ""
    decision: Decision | None = None
    ask: PieceType | None = None
    lose: PieceType | None = None
    receive: PieceType | None = None
    correct: str | None = None
    owed_by: Literal["person", "employer", "doctor", "bailleur"] = "person"

    @property
    def piece(self) -> str:
        """The type of the piece that it is about; empty when it is about none."""
        return self.ask or self.lose or self.receive or ""

    @property
    def kind(self) -> Kind:
        told = (
            (self.ask, Kind.PIECE_EXPECTED),
            (self.lose, Kind.PIECE_LOST),
            (self.receive, Kind.PIECE_RECEIVED),
            (self.correct, Kind.CORRECTION),
            (self.state, Kind.STATE),
        )
        return next((kind for given, kind in told if given), Kind.NOTE)

    @property
    def stage(self) -> Stage | None:
        """Where the claim stands from then on: as written; else a piece that is missing makes it incomplete."""
        if self.state is None and self.kind in (Kind.PIECE_EXPECTED, Kind.PIECE_LOST):
            return Stage.INCOMPLETE if self.owed_by == "person" else Stage.THIRD_PARTY
        return self.state

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum(one is not None for one in (self.ask, self.lose, self.receive, self.correct)) > 1:
            raise ValueError("a step asks for a piece, loses one, receives one or corrects: one of them")
        decides = self.state in DECIDED and self.kind is Kind.STATE
        if decides != (self.decision is not None) and self.kind is not Kind.CORRECTION:
            raise ValueError("a decision comes with the state that decides, and only with it")
        if not (self.text or self.decision or self.piece or self.state):
            raise ValueError("a step says something")
        return self


class Ending(Happening):
    """What ends a claim whose piece has not come `after` so many days."""

    after: Days

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.kind is not Kind.STATE:
            raise ValueError("what ends a claim is a state")
        return self


class Step(Happening):
    """A step of a scenario, `after` so many days from the step before or, when that one waits for pieces, from the last to come.

    Of a piece: it is due `within` so many days of the calendar; who owes it sends it by themselves after `comes` days; without it, `otherwise`.
    """

    after: Days = 0
    within: Days | None = None
    comes: Days | None = None
    otherwise: Ending | None = None
    tell: Telling = Telling.ONCE

    @property
    def awaits(self) -> bool:
        """Whether the instruction stands still until a piece comes."""
        return self.kind in (Kind.PIECE_EXPECTED, Kind.PIECE_LOST)

    @model_validator(mode="after")
    def _waits_for_a_piece_only(self) -> Self:
        if not self.awaits and (self.within, self.comes, self.otherwise) != (None, None, None):
            raise ValueError("within, comes and otherwise are said of a piece that is asked for")
        return self


def _follow_one_another(steps: tuple[Happening, ...]) -> None:
    """Raises ValueError where a step refers to one that is not there."""
    said: set[str] = set()
    for step in steps:
        if step.correct is not None and step.correct not in said:
            raise ValueError(f"{step.correct}: nothing of this name came before")
        said.add(step.name)
    if isinstance(steps[-1], Step) and steps[-1].tell is Telling.LATE:
        raise ValueError("what nothing follows cannot be told after what follows")


class Scenario(BaseModel):
    """How an organisme instructs a claim. It is the usual one of `benefits`, at `organismes` (empty: at all); `appeal`: of their appeals.

    Of no benefit: the usual one of whatever has none. `decided_by`: who decides first, when that is not the organisme.
    """

    model_config = _STRICT

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: Text
    benefits: tuple[Text, ...] = ()
    organismes: tuple[str, ...] = ()
    usual: bool = True
    appeal: bool = False
    decided_by: str = ""
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _begins_at_once(self) -> Self:
        first = self.steps[0]
        if first.kind is not Kind.STATE or first.after or first.tell is not Telling.ONCE:
            raise ValueError("the first step is a state, at once: it is what SubmitClaim answers")
        _follow_one_another(self.steps)
        return self


class PastStep(Happening):
    """A step of a persona's history. `due`: the last day of a piece."""

    day: Moment
    due: Moment | None = None


class PastClaim(BaseModel):
    """A claim that a persona made elsewhere. `then`: what happens next, in days from when the person is first asked about."""

    model_config = _STRICT

    reference: str = Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")
    benefit: Text
    submitted: Moment
    appeals: str = ""
    part_of: str = ""
    decided_by: str = ""
    effect: Moment | None = None
    steps: tuple[PastStep, ...] = Field(min_length=1)
    then: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        _follow_one_another((*self.steps, *self.then))
        return self

    @property
    def awaited(self) -> list[PastStep]:
        """The pieces asked for that have not come, and are still waited for."""
        open_: dict[str, PastStep] = {}
        for step in self.steps:
            if step.kind in (Kind.PIECE_EXPECTED, Kind.PIECE_LOST):
                open_[step.piece] = step
            elif step.kind is Kind.PIECE_RECEIVED:
                open_.pop(step.piece, None)
            elif step.stage in OVER:
                open_.clear()
        return list(open_.values())
