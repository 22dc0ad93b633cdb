"""Drafts: opened, saved and erased by the person; told of before their end, then erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from services.requests_tracking.domain.benefits import ClaimableBenefit, Question, answer_faults, instructors
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.dates import add_months, day_of, french_date
from services.requests_tracking.domain.errors import (
    AlreadyAsked,
    ClaimNotFound,
    DirectoryUnknown,
    InvalidAnswers,
    NoFile,
    NotADraft,
    NotOpenYet,
    StaleDraft,
    UnknownBenefit,
)
from services.requests_tracking.domain.vocabulary import ClaimKind, ClaimState, StepKind
from services.requests_tracking.store import claims, directory
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.record import Line, Recorded, say

_OPENED = "Vous avez commencé cette demande."


@dataclass(frozen=True, slots=True)
class Edit:
    """Whose draft, which, and the etag of what was read."""

    person_id: str
    claim_id: str
    etag: str


async def start_claim(session: AsyncSession, tracking: Tracking, person_id: str, benefit_id: str) -> Recorded:
    """Open a draft. Raises UnknownBenefit, NotOpenYet, DirectoryUnknown, NoFile or AlreadyAsked."""
    benefit = claimable(tracking, benefit_id)
    if not benefit.open_on(tracking.today()):
        raise NotOpenYet(service_url=benefit.bounce_url)
    if await claims.at_work(session, person_id, benefit_id):
        raise AlreadyAsked
    chosen = await instructors_of(session, tracking, person_id, benefit)
    organisme = "" if benefit.parts else chosen[0]
    return await open_draft(session, tracking, _draft(tracking, person_id, benefit_id, organisme), {}, _OPENED)


async def open_draft(
    session: AsyncSession, tracking: Tracking, draft: Claim, answers: Mapping[str, str], text: str
) -> Recorded:
    """Write a new draft with its first answers."""
    await claims.insert(session, draft)
    await claims.keep_answers(session, tracking.vault, draft.claim_id, answers)
    return await say(session, tracking, draft, Line(StepKind.STATE, text, ClaimState.DRAFT))


async def save_draft(session: AsyncSession, tracking: Tracking, edit: Edit, answers: Mapping[str, str]) -> Claim:
    """Keep the answers of a draft. Raises ClaimNotFound, NotADraft, StaleDraft or InvalidAnswers."""
    draft = await lock_draft(session, edit)
    faults = answer_faults(questions_of(tracking, draft), answers, complete=False)
    if faults:
        raise InvalidAnswers(faults)
    now = tracking.now()
    expires = expiry(tracking, now)
    saved = replace(draft, changed=now, expires=expires, reminded=False, version=draft.version + 1)
    await claims.update(session, saved)
    await claims.keep_answers(session, tracking.vault, draft.claim_id, answers)
    return saved


async def discard_draft(session: AsyncSession, tracking: Tracking, person_id: str, claim_id: str) -> None:
    """Erase a draft. Raises ClaimNotFound or NotADraft."""
    draft = await claims.find(session, person_id, claim_id, lock=True)
    if draft is None:
        raise ClaimNotFound
    if draft.state is not ClaimState.DRAFT:
        raise NotADraft
    await _erase(session, tracking, draft)


async def tend_draft(session: AsyncSession, tracking: Tracking, claim_id: str) -> None:
    """Erase a draft whose time is over, or tell the person that it soon will be."""
    draft, now = await claims.by_id(session, claim_id, lock=True), tracking.now()
    if draft is None or draft.state is not ClaimState.DRAFT or draft.expires is None:
        return
    if draft.expires <= now:
        await _erase(session, tracking, draft)
    elif not draft.reminded and draft.expires <= now + timedelta(days=tracking.catalogue.reminder_days):
        text = f"Ce brouillon sera effacé le {french_date(day_of(draft.expires))} si vous ne l'envoyez pas."
        await say(session, tracking, replace(draft, reminded=True), Line(StepKind.NOTE, text))


async def lock_draft(session: AsyncSession, edit: Edit) -> Claim:
    """The draft that was edited, kept from changing. Raises ClaimNotFound, NotADraft or StaleDraft."""
    draft = await claims.find(session, edit.person_id, edit.claim_id, lock=True)
    if draft is None:
        raise ClaimNotFound
    if draft.state is not ClaimState.DRAFT:
        raise NotADraft
    if draft.etag != edit.etag:
        raise StaleDraft
    return draft


async def instructors_of(
    session: AsyncSession, tracking: Tracking, person_id: str, benefit: ClaimableBenefit
) -> Sequence[str]:
    """The organismes that get the claim. Raises DirectoryUnknown or NoFile."""
    found = await directory.find(session, person_id)
    if found is None:
        raise DirectoryUnknown
    chosen = instructors(benefit, found.files, tracking.today())
    if not chosen:
        raise NoFile(service_url=benefit.bounce_url)
    return chosen


def claimable(tracking: Tracking, benefit_id: str) -> ClaimableBenefit:
    """The benefit. Raises UnknownBenefit."""
    benefit = tracking.catalogue.benefits.get(benefit_id)
    if benefit is None:
        raise UnknownBenefit
    return benefit


def questions_of(tracking: Tracking, draft: Claim) -> Sequence[Question]:
    """The questions of the draft's form."""
    if draft.kind is ClaimKind.APPEAL:
        return tracking.catalogue.appeal_questions
    return claimable(tracking, draft.benefit).questions


def expiry(tracking: Tracking, now: datetime) -> datetime:
    """When a draft saved now will be erased."""
    return datetime.combine(add_months(now.date(), tracking.catalogue.draft_months), now.timetz())


def _draft(tracking: Tracking, person_id: str, benefit: str, organisme: str) -> Claim:
    now = tracking.now()
    return Claim(
        claim_id=tracking.new_id(),
        person_id=person_id,
        kind=ClaimKind.BENEFIT,
        benefit=benefit,
        organisme=organisme,
        parent_claim_id="",
        state=ClaimState.DRAFT,
        changed=now,
        expires=expiry(tracking, now),
    )


async def _erase(session: AsyncSession, tracking: Tracking, draft: Claim) -> None:
    await claims.delete(session, draft.claim_id)
    await outbox.add(session, tracking.events.erased(draft))
