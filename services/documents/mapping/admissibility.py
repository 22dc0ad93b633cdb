"""Types, answers and pieces."""

from datetime import UTC, date

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.documents.v1 import admissibility_pb2 as pb
from mesdroits.rights.v1 import benefit_pb2

from services.documents.domain.admissibility import Answer, Countdown
from services.documents.domain.channels import Channel
from services.documents.domain.rulebook import DocumentType, Piece, Rulebook
from services.documents.domain.verdicts import Limits, RefusalReason


def type_message(rulebook: Rulebook, name: str) -> pb.DocumentType:
    """A type by its id; its id alone when the rulebook does not know it, or no longer."""
    kind = rulebook.named(name)
    return pb.DocumentType(type=name) if kind is None else kind_message(kind)


def kind_message(kind: DocumentType) -> pb.DocumentType:
    """A type of the rulebook."""
    return pb.DocumentType(
        type=kind.type,
        label=kind.label,
        aliases=kind.aliases,
        domain=benefit_pb2.Domain.Value(f"DOMAIN_{kind.domain}"),
        description=kind.description,
    )


def piece_message(rulebook: Rulebook, piece: Piece) -> pb.BenefitPiece:
    """A piece of a benefit."""
    return pb.BenefitPiece(
        any_of=[type_message(rulebook, name) for name in piece.any_of],
        owed_by=piece.owed_by,
        condition=piece.condition,
        source=piece.source,
    )


def answer_message(rulebook: Rulebook, answer: Answer) -> pb.AdmissibilityAnswer:
    """What is answered before any upload."""
    refused = answer.reason is not None
    return pb.AdmissibilityAnswer(
        document_type=type_message(rulebook, answer.type),
        admissibility=pb.ADMISSIBILITY_REFUSED if refused else pb.ADMISSIBILITY_ADMISSIBLE,
        reason=_reason(answer.reason),
        explanation=answer.explanation,
        channel=channel_message(answer.channel) if answer.channel else None,
        countdown=_countdown(answer.countdown) if answer.countdown else None,
        rule=answer.rule,
        rulebook_version=answer.rulebook_version,
        legal_reference=answer.legal_reference,
        source=answer.source,
        checked_date=date_message(answer.checked) if answer.checked else None,
        limits=_limits(answer.limits) if answer.limits else None,
        destinations=answer.destinations,
    )


def _reason(reason: RefusalReason | None) -> pb.RefusalReason.ValueType:
    return pb.RefusalReason.Value(f"REFUSAL_REASON_{reason or 'UNSPECIFIED'}")


def channel_message(channel: Channel) -> pb.Channel:
    """Where it goes, and what to do."""
    return pb.Channel(
        instruction=channel.instruction,
        organisme=channel.organisme,
        organisme_name=channel.organisme_name,
        postal_address=channel.postal_address,
        service_url=channel.service_url,
    )


def _countdown(countdown: Countdown) -> pb.Countdown:
    due = Timestamp()
    due.FromDatetime(countdown.due_time.astimezone(UTC))
    return pb.Countdown(
        due_time=due, consequence=countdown.consequence, legal_reference=countdown.legal_reference
    )  # fmt: skip


def _limits(limits: Limits) -> pb.Limits:
    return pb.Limits(
        maximum_bytes=limits.maximum_bytes,
        maximum_pages=limits.maximum_pages,
        media_types=limits.media_types,
        both_sides=limits.both_sides,
    )


def date_message(day: date) -> date_pb2.Date:
    """The contract's date."""
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)
