"""What a person reads: their claims, each with its story, its clock and what it waits for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.clock import Reading
from services.requests_tracking.domain.dates import add_months, day_of
from services.requests_tracking.domain.durations import Durations, durations_of
from services.requests_tracking.domain.errors import ClaimNotFound
from services.requests_tracking.domain.legal import Appeal, appeals_of, clock_of
from services.requests_tracking.domain.retirement import guaranteed
from services.requests_tracking.domain.rules import ClockRule
from services.requests_tracking.domain.timeline import Story, fold
from services.requests_tracking.domain.vocabulary import ClaimKind, ClaimState
from services.requests_tracking.domain.waiting import Waiting, waiting_of
from services.requests_tracking.store import claims, polls, steps
from services.requests_tracking.usecases.context import Tracking

# Older claims say little of how an organisme works today.
_PAST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Seen:
    """A claim as it is shown on a day. `answers`: of a draft alone."""

    claim: Claim
    story: Story
    children: tuple[str, ...]
    waiting: Waiting | None
    rule: ClockRule | None
    clock: Reading | None
    appeals: tuple[Appeal, ...]
    answers: dict[str, str]
    guaranteed: bool | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of whose claims, after where the last one stopped, without those that are withheld."""

    person_id: str
    before: tuple[datetime, str] | None
    limit: int
    withheld: Collection[str]


async def get_claim(session: AsyncSession, tracking: Tracking, person_id: str, claim_id: str) -> Seen:
    """One claim. Raises ClaimNotFound."""
    claim = await claims.find(session, person_id, claim_id)
    if claim is None:
        raise ClaimNotFound
    return (await see(session, tracking, [claim]))[0]


async def list_claims(session: AsyncSession, tracking: Tracking, wanted: Wanted) -> list[Seen]:
    """A page of claims, the last to change first."""
    listed = await claims.page(session, wanted.person_id, before=wanted.before, limit=wanted.limit, but=wanted.withheld)
    return await see(session, tracking, listed)


async def see(session: AsyncSession, tracking: Tracking, listed: Sequence[Claim]) -> list[Seen]:
    """Claims as they are shown today."""
    children = await claims.children(session, [claim.claim_id for claim in listed])
    told = await steps.of_claims(session, tracking.vault, {each.claim_id for each in (*listed, *children)})
    stories = {
        each.claim_id: fold(told[each.claim_id], tracking.catalogue.mapping_of(each.organisme))
        for each in (*listed, *children)
    }
    drafts = [claim.claim_id for claim in listed if claim.state is ClaimState.DRAFT]
    answers = await claims.answers_of(session, tracking.vault, drafts)
    return [
        _seen(
            tracking,
            claim,
            stories,
            [child for child in children if child.parent_claim_id == claim.claim_id],
            answers.get(claim.claim_id, {}),
        )
        for claim in listed
    ]


async def get_durations(session: AsyncSession, tracking: Tracking, benefit: str, organisme: str) -> Durations | None:
    """What past claims took; None where too few are known, or none ever could be."""
    known = tracking.catalogue
    if benefit not in known.labels or (organisme and organisme not in known.organismes):
        return None
    since = add_months(tracking.today(), -_PAST_MONTHS)
    return durations_of(await polls.past(session, benefit, organisme, since))


def _seen(
    tracking: Tracking, claim: Claim, stories: dict[str, Story], children: Sequence[Claim], answers: dict[str, str]
) -> Seen:
    today, story, rule = tracking.today(), stories[claim.claim_id], tracking.rule_of(claim)
    clock = clock_of(rule, story, claim.seized, today) if rule and claim.seized else None
    appeals = appeals_of(rule, tracking.catalogue.paths, story.decision) if rule and story.decision else []
    return Seen(
        claim=claim,
        story=story,
        children=tuple(child.claim_id for child in children),
        waiting=_waiting(tracking, claim, children, stories),
        rule=rule,
        clock=clock,
        appeals=tuple(appeals),
        answers=answers,
        guaranteed=_guaranteed(claim, children, stories, today),
    )


def _waiting(tracking: Tracking, claim: Claim, children: Sequence[Claim], stories: dict[str, Story]) -> Waiting | None:
    parts = _parts(children) if claim.is_whole else []
    if not parts:
        return waiting_of(stories[claim.claim_id], dict(tracking.catalogue.pieces))
    # The whole waits for whoever its parts wait for, the person first.
    waits = [waiting_of(stories[part.claim_id], dict(tracking.catalogue.pieces)) for part in parts]
    known = [wait for wait in waits if wait]
    return min(known, key=lambda wait: (wait.who != "PERSON", wait.since), default=None)


def _guaranteed(claim: Claim, children: Sequence[Claim], stories: dict[str, Story], today: date) -> bool | None:
    if claim.effect is None or claim.submitted is None:
        return None
    held = [stories[part.claim_id] for part in _parts(children)] if claim.is_whole else [stories[claim.claim_id]]
    return guaranteed(held, day_of(claim.submitted), claim.effect, today) if held else None


def _parts(children: Sequence[Claim]) -> list[Claim]:
    return [child for child in children if child.kind is ClaimKind.REGIME_PART]
