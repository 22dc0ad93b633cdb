"""The claims of this service in the words of the contract."""

from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

from services.requests_tracking.domain.benefits import ClaimableBenefit, Question
from services.requests_tracking.domain.catalogue import Catalogue
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.durations import Durations
from services.requests_tracking.domain.legal import Appeal, appeal_date, explanation
from services.requests_tracking.domain.steps import Piece
from services.requests_tracking.domain.timeline import Entry
from services.requests_tracking.domain.vocabulary import ClaimKind, ClaimState
from services.requests_tracking.domain.waiting import Waiting
from services.requests_tracking.usecases.reading import Seen


def claim_message(seen: Seen, catalogue: Catalogue, today: date, *, whole: bool) -> claim_pb2.Claim:
    """A claim; `whole`: with its timeline."""
    claim, story = seen.claim, seen.story
    message = claim_pb2.Claim(
        claim_id=claim.claim_id,
        kind=claim_pb2.ClaimKind.Value(f"CLAIM_KIND_{claim.kind}"),
        benefit=claim.benefit,
        label=catalogue.label_of(claim.benefit),
        organisme=claim.organisme,
        organisme_name=catalogue.name_of(claim.organisme),
        parent_claim_id=claim.parent_claim_id,
        child_claim_ids=seen.children,
        state=_state(claim.state),
        waiting=_waiting(seen.waiting) if seen.waiting else None,
        clock=_clock(seen, today),
        timeline=[_entry(rank, entry) for rank, entry in enumerate(story.entries, 1)] if whole else (),
        expected_pieces=[_piece(piece, catalogue) for piece in story.pieces],
        decision=_decision(seen),
        submit_time=timestamp(claim.submitted),
        organisme_reference=claim.reference,
        answers=seen.answers,
        expire_time=timestamp(claim.expires),
        etag=claim.etag,
        effect_date=date_message(claim.effect),
        questions=_questions(claim, catalogue) if whole else (),
        decided_by_name=catalogue.name_of(claim.decider) if claim.decider != claim.organisme else "",
    )
    if seen.guaranteed is not None:
        message.guaranteed = seen.guaranteed
    return message


def benefit_message(benefit: ClaimableBenefit, today: date) -> pb.ClaimableBenefit:
    """What can be asked for, as it stands on a day."""
    return pb.ClaimableBenefit(
        benefit=benefit.benefit,
        label=benefit.label,
        open_date=date_message(benefit.open_date(today)),
        open=benefit.open_on(today),
        service_url=benefit.bounce_url,
        questions=[_question(question) for question in benefit.questions],
    )


def durations_message(found: Durations) -> claim_pb2.Durations:
    """What past claims took."""
    return claim_pb2.Durations(
        sample=found.sample,
        first_quartile_days=found.first_quartile,
        median_days=found.median,
        ninth_decile_days=found.ninth_decile,
        period=date_pb2.Period(start_date=date_message(found.first), end_date=date_message(found.last)),
    )


def timestamp(instant: datetime | None) -> Timestamp | None:
    """An instant; None stays None."""
    if instant is None:
        return None
    message = Timestamp()
    message.FromDatetime(instant)
    return message


def date_message(day: date | None) -> date_pb2.Date | None:
    """A day; None stays None."""
    return date_pb2.Date(year=day.year, month=day.month, day=day.day) if day else None


def _state(state: str) -> "claim_pb2.ClaimState.ValueType":
    return claim_pb2.ClaimState.Value(f"CLAIM_STATE_{state}")


def _waiting(waiting: Waiting) -> claim_pb2.Waiting:
    who = claim_pb2.WaitingFor.Value(f"WAITING_FOR_{waiting.who}")
    return claim_pb2.Waiting(who=who, since_time=timestamp(waiting.since), reason=waiting.reason)


def _clock(seen: Seen, today: date) -> claim_pb2.LegalClock | None:
    rule, clock = seen.rule, seen.clock
    if rule is None or clock is None:
        return None
    return claim_pb2.LegalClock(
        start_date=date_message(clock.start),
        decision_date=date_message(clock.decision),
        silence=claim_pb2.Silence.Value(f"SILENCE_{clock.silence}"),
        pauses=[
            claim_pb2.Pause(
                start_date=date_message(pause.start),
                end_date=date_message(pause.end),
                reason="Une pièce était attendue." if pause.end else "Une pièce est attendue.",
            )
            for pause in clock.pauses
        ],
        rule=rule.rule,
        legal_reference=rule.reference,
        explanation=explanation(rule, clock, today),
        appeal_date=date_message(appeal_date(list(seen.appeals))),
    )


def _entry(rank: int, entry: Entry) -> claim_pb2.TimelineEntry:
    return claim_pb2.TimelineEntry(
        number=rank,
        kind=claim_pb2.EntryKind.Value(f"ENTRY_KIND_{entry.kind}"),
        state=_state(entry.state),
        entry_time=timestamp(entry.time),
        known_time=timestamp(entry.known_time),
        text=entry.text,
        organisme_state=entry.word,
        lost=entry.lost,
        corrects_number=entry.corrects,
    )


def _piece(piece: Piece, catalogue: Catalogue) -> claim_pb2.ExpectedPiece:
    return claim_pb2.ExpectedPiece(
        expected_piece_id=piece.piece_id,
        type=piece.news.type,
        label=catalogue.pieces.get(piece.news.type, piece.news.type),
        owed_by=claim_pb2.WaitingFor.Value(f"WAITING_FOR_{piece.news.owed_by}"),
        state=claim_pb2.PieceState.Value(f"PIECE_STATE_{piece.state}"),
        ask_time=timestamp(piece.asked),
        due_date=date_message(piece.news.due),
        consequence=catalogue.consequence,
        document_id=piece.document_id,
    )


def _decision(seen: Seen) -> claim_pb2.Decision | None:
    decision = seen.story.decision
    if decision is None:
        return None
    message = claim_pb2.Decision(
        granted=decision.granted,
        reason=decision.reason,
        decision_date=date_message(decision.dated),
        appeal_paths=[_path(appeal) for appeal in seen.appeals],
    )
    if decision.amount_cents is not None:
        message.amount_cents = decision.amount_cents
    return message


def _path(appeal: Appeal) -> claim_pb2.AppealPath:
    return claim_pb2.AppealPath(
        path=appeal.path.path,
        label=appeal.path.label,
        due_date=date_message(appeal.due),
        legal_reference=appeal.path.reference,
        instruction=appeal.path.instruction,
        here=appeal.path.here,
    )


def _questions(claim: Claim, catalogue: Catalogue) -> list[claim_pb2.ClaimQuestion]:
    if claim.state is not ClaimState.DRAFT:
        return []
    if claim.kind is ClaimKind.APPEAL:
        return [_question(question) for question in catalogue.appeal_questions]
    return [_question(question) for question in catalogue.benefits[claim.benefit].questions]


def _question(question: Question) -> claim_pb2.ClaimQuestion:
    return claim_pb2.ClaimQuestion(
        key=question.key,
        label=question.label,
        hint=question.hint,
        type=question.type,
        codes=question.codes.keys(),
        code_labels=question.codes.values(),
        required=question.required,
    )
