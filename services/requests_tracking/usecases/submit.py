"""Send a draft: the person's word is written at once, and what must be told to the organismes is written beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.db import after_commit
from services.requests_tracking.domain.benefits import EFFECT_DATE, answer_faults
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.errors import ClaimNotFound, InvalidAnswers, NotOpenYet, NotWithdrawable
from services.requests_tracking.domain.vocabulary import OPEN, ClaimKind, ClaimState, StepKind
from services.requests_tracking.store import claims, errands
from services.requests_tracking.store.errands import Errand, Verb
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.drafts import Edit, claimable, instructors_of, lock_draft, questions_of
from services.requests_tracking.usecases.record import Line, Recorded, say

_SENT = "Vous avez envoyé cette demande."
_SENT_TO_ALL = "Vous avez envoyé une seule demande à tous vos régimes."
_WITHDRAWN = "Vous avez retiré cette demande."


async def submit_claim(session: AsyncSession, tracking: Tracking, edit: Edit) -> Recorded:
    """Send a draft to its organisme, or to each regime. Raises ClaimNotFound, NotADraft, StaleDraft, InvalidAnswers, NotOpenYet, NoFile."""
    draft = await lock_draft(session, edit)
    answers = (await claims.answers_of(session, tracking.vault, [draft.claim_id])).get(draft.claim_id, {})
    faults = answer_faults(questions_of(tracking, draft), answers, complete=True)
    if faults:
        raise InvalidAnswers(faults)
    effect = date.fromisoformat(answers[EFFECT_DATE]) if EFFECT_DATE in answers else None
    sent = replace(draft, submitted=tracking.now(), effect=effect, expires=None)
    chosen = await _recipients(session, tracking, draft)
    after_commit(session, tracking.wake)
    if draft.is_whole:
        return await _send_parts(session, tracking, sent, chosen, answers)
    sent = replace(sent, organisme=chosen[0])
    await _send(session, tracking, sent, Verb.SUBMIT)
    return await say(session, tracking, sent, Line(StepKind.STATE, _SENT, ClaimState.SUBMITTED))


async def withdraw_claim(session: AsyncSession, tracking: Tracking, person_id: str, claim_id: str) -> None:
    """Take back a claim, or every running part of one. Raises ClaimNotFound or NotWithdrawable."""
    claim = await claims.find(session, person_id, claim_id)
    if claim is None:
        raise ClaimNotFound
    if claim.state not in OPEN:
        raise NotWithdrawable
    parts = await claims.children(session, [claim_id]) if claim.is_whole else []
    listed = parts or [claim]
    after_commit(session, tracking.wake)
    for part in listed:
        # Parts are locked before the whole that follows them, here as everywhere.
        held = await claims.by_id(session, part.claim_id, lock=True)
        if held and held.state in OPEN:
            await _take_back(session, tracking, held)


async def _take_back(session: AsyncSession, tracking: Tracking, claim: Claim) -> None:
    if await errands.drop_unsent(session, claim.claim_id):
        await claims.keep_answers(session, tracking.vault, claim.claim_id, None)
    else:
        await _send(session, tracking, claim, Verb.WITHDRAW)
    await say(session, tracking, claim, Line(StepKind.STATE, _WITHDRAWN, ClaimState.WITHDRAWN))


async def _recipients(session: AsyncSession, tracking: Tracking, draft: Claim) -> Sequence[str]:
    """Who gets it today: the person may have changed organisme since the draft was opened."""
    if draft.kind is ClaimKind.APPEAL:
        return (draft.organisme,)
    benefit = claimable(tracking, draft.benefit)
    if not benefit.open_on(tracking.today()):
        raise NotOpenYet
    return await instructors_of(session, tracking, draft.person_id, benefit)


async def _send_parts(
    session: AsyncSession, tracking: Tracking, whole: Claim, chosen: Sequence[str], answers: Mapping[str, str]
) -> Recorded:
    written = await say(session, tracking, whole, Line(StepKind.STATE, _SENT_TO_ALL, ClaimState.SUBMITTED))
    for organisme in chosen:
        part = replace(
            whole,
            claim_id=tracking.new_id(),
            kind=ClaimKind.REGIME_PART,
            organisme=organisme,
            parent_claim_id=whole.claim_id,
            version=1,
        )
        await claims.insert(session, part)
        await claims.keep_answers(session, tracking.vault, part.claim_id, answers)
        await _send(session, tracking, part, Verb.SUBMIT)
        await say(session, tracking, part, Line(StepKind.STATE, _SENT, ClaimState.SUBMITTED))
    await claims.keep_answers(session, tracking.vault, whole.claim_id, None)
    return written


async def _send(session: AsyncSession, tracking: Tracking, claim: Claim, verb: Verb) -> None:
    trace = telemetry.current_traceparent()
    errand = Errand(tracking.new_id(), claim.claim_id, claim.person_id, claim.organisme, verb, 0, trace)
    await errands.add(session, errand, tracking.now())
