"""The one place where a claim changes: steps are added, everything else follows from them, and each step has its event."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from chassis.bus import Event
from services.requests_tracking.domain.benefits import instructors
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.dates import day_of
from services.requests_tracking.domain.durations import Past
from services.requests_tracking.domain.legal import clock_of
from services.requests_tracking.domain.retirement import whole_state
from services.requests_tracking.domain.steps import Decision, Piece, Step, StepKey
from services.requests_tracking.domain.timeline import Story, fold
from services.requests_tracking.domain.vocabulary import (
    DECIDED,
    OPEN,
    OVER,
    SUITE,
    UNION,
    ClaimKind,
    ClaimState,
    PieceState,
    StepKind,
)
from services.requests_tracking.store import claims, directory, polls, steps
from services.requests_tracking.usecases.context import Tracking

_EVER = datetime.min.replace(tzinfo=UTC)
_OPENING = frozenset({StepKind.PIECE_EXPECTED, StepKind.PIECE_LOST})


@dataclass(frozen=True, slots=True)
class Recorded:
    """A claim and its story, after."""

    claim: Claim
    story: Story


@dataclass(frozen=True, slots=True)
class Line:
    """What the suite itself has to say of a claim; no `time`: now. `corrects`: the number of its own step that was wrong."""

    kind: StepKind
    text: str = ""
    state: ClaimState | None = None
    time: datetime | None = None
    piece_id: str = ""
    document_id: str = ""
    decision: Decision | None = None
    corrects: int = 0


async def record(session: AsyncSession, tracking: Tracking, claim: Claim, told: Sequence[Step]) -> Recorded:
    """Add what was told of a claim that is locked. What was told already changes nothing, and is announced no second time."""
    named = [_opening(tracking, step) for step in told]
    fresh = await steps.append(session, tracking.vault, claim.claim_id, named)
    listed = (await steps.of_claims(session, tracking.vault, [claim.claim_id]))[claim.claim_id]
    mapping = tracking.catalogue.mapping_of(claim.organisme)
    story = fold(listed, mapping)
    if not fresh:
        return Recorded(claim, story)
    after = _after(tracking, claim, story)
    await claims.update(session, after)
    await outbox.add(session, *_events(tracking, after, story, fold(_without(listed, fresh), mapping), fresh))
    if after.decided and not claim.decided:
        await _keep_duration(session, after, story)
    if claim.kind is ClaimKind.REGIME_PART:
        await follow_parts(session, tracking, after.parent_claim_id, after.organisme)
    elif claim.is_whole and any(key.source != SUITE for key in fresh):
        await follow_parts(session, tracking, after.claim_id, after.organisme)
    return Recorded(after, story)


async def say(session: AsyncSession, tracking: Tracking, claim: Claim, line: Line) -> Recorded:
    """Add a step of the suite's own to a claim that is locked."""
    number, now = await steps.next_number(session, claim.claim_id), tracking.now()
    told = Step(
        source=SUITE,
        number=number,
        kind=line.kind,
        time=line.time or now,
        known_time=now,
        word=line.state or "",
        text=line.text,
        piece_id=line.piece_id,
        document_id=line.document_id,
        decision=line.decision,
        corrects=line.corrects,
    )
    return await record(session, tracking, claim, [told])


def _opening(tracking: Tracking, step: Step) -> Step:
    """The step, with an id for the piece that it opens."""
    opens = not step.is_ours and step.kind in _OPENING
    return replace(step, piece_id=tracking.new_id()) if opens else step


def _without(listed: Sequence[Step], fresh: frozenset[StepKey]) -> list[Step]:
    return [step for step in listed if step.key not in fresh]


def _after(tracking: Tracking, claim: Claim, story: Story) -> Claim:
    moved = replace(claim, handed=story.handed)
    return replace(
        moved,
        state=story.state,
        changed=tracking.now(),
        version=claim.version + 1,
        clock_date=clock_date(tracking, moved, story),
        # Silence is no answer: it says nothing of how long an organisme takes, and one that comes later does.
        decided=claim.decided or story.state in DECIDED - {ClaimState.DECIDED_BY_SILENCE},
    )


def clock_date(tracking: Tracking, claim: Claim, story: Story) -> date | None:
    """The day after which the clock must be looked at: silence will have decided, or a pause will be over."""
    rule = tracking.rule_of(claim)
    if rule is None or claim.seized is None or story.state not in OPEN:
        return None
    reading = clock_of(rule, story, claim.seized, tracking.today())
    if reading.decision:
        return reading.decision
    return reading.resume - timedelta(days=1) if reading.resume else None


def _events(tracking: Tracking, claim: Claim, story: Story, before: Story, fresh: frozenset[StepKey]) -> list[Event]:
    ranked = [(rank, entry) for rank, entry in enumerate(story.entries, 1) if entry.key in fresh]
    advanced = [tracking.events.advanced(claim, entry, rank) for rank, entry in ranked]
    expected = {piece.piece_id for piece in before.pieces if piece.state == PieceState.EXPECTED}
    return advanced + [tracking.events.expected(claim, piece) for piece in _asked(story.pieces, expected)]


def _asked(pieces: Sequence[Piece], already: set[str]) -> list[Piece]:
    return [piece for piece in pieces if piece.state == PieceState.EXPECTED and piece.piece_id not in already]


async def _keep_duration(session: AsyncSession, claim: Claim, story: Story) -> None:
    if claim.submitted is None or story.decision is None or claim.kind is ClaimKind.APPEAL or claim.is_whole:
        return
    days = max(0, (story.decision.dated - day_of(claim.submitted)).days)
    await polls.add_duration(session, claim.benefit, claim.organisme, Past(days, story.decision.dated))


async def follow_parts(session: AsyncSession, tracking: Tracking, whole_id: str, organisme: str) -> None:
    """Where a whole stands follows from its parts, by a step of its own; `organisme`: whose news it is."""
    whole = await claims.by_id(session, whole_id, lock=True)
    children = await claims.children(session, [whole_id]) if whole else []
    parts = [child.state for child in children if child.kind is ClaimKind.REGIME_PART]
    if whole is None or not parts:
        return
    state = whole_state(parts)
    if state in OVER and whole.organisme == UNION and not await _is_everyone_heard(session, tracking, whole):
        # One that was made elsewhere does not say how many parts it has: those not heard of yet may still be under way.
        return
    if state != whole.state:
        text = f"Suite à une nouvelle de : {tracking.catalogue.name_of(organisme)}."
        await say(session, tracking, whole, Line(StepKind.STATE, text, state))


async def _is_everyone_heard(session: AsyncSession, tracking: Tracking, whole: Claim) -> bool:
    """Whether every organisme that may have a part of it has answered about the person."""
    benefit, found = tracking.catalogue.benefits.get(whole.benefit), await directory.find(session, whole.person_id)
    if benefit is None or found is None:
        return False
    may_have = {name for name in instructors(benefit, found.files, tracking.today()) if name in tracking.gateways}
    return may_have <= await polls.polled_since(session, whole.person_id, _EVER)
