"""Documents, their files, verdicts and way."""

from collections.abc import Iterable
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.documents.v1 import admissibility_pb2, document_pb2

from services.documents.domain.admissibility import Purpose
from services.documents.domain.channels import remedy_channel
from services.documents.domain.deposits import HELD, Document, Followed, Hop, State, Upload
from services.documents.domain.rulebook import Rulebook
from services.documents.domain.verdicts import RefusalReason, Verdict
from services.documents.mapping.admissibility import channel_message, date_message, type_message


def timestamp(instant: datetime) -> Timestamp:
    """The contract's instant."""
    message = Timestamp()
    message.FromDatetime(instant.astimezone(UTC))
    return message


def purpose_message(purpose: Purpose) -> document_pb2.Purpose:
    """What it is for."""
    return document_pb2.Purpose(
        organisme=purpose.organisme,
        benefit=purpose.benefit,
        expected_piece_id=purpose.expected_piece_id,
        claim_id=purpose.claim_id,
        organisme_reference=purpose.organisme_reference,
    )


def purpose_of(message: document_pb2.Purpose) -> Purpose:
    """What it is for."""
    return Purpose(
        organisme=message.organisme,
        benefit=message.benefit,
        expected_piece_id=message.expected_piece_id,
        claim_id=message.claim_id,
        organisme_reference=message.organisme_reference,
    )


def upload_message(upload: Upload) -> document_pb2.Upload:
    """A file."""
    return document_pb2.Upload(
        upload_id=upload.upload_id,
        rank=upload.rank,
        length=upload.length,
        offset=upload.received,
        sha256=upload.sha256,
    )


def reason_message(reason: RefusalReason | None) -> admissibility_pb2.RefusalReason.ValueType:
    """Why it is refused; unspecified: it is not."""
    if reason is None:
        return admissibility_pb2.REFUSAL_REASON_UNSPECIFIED
    return admissibility_pb2.RefusalReason.Value(f"REFUSAL_REASON_{reason}")


def document_message(rulebook: Rulebook, followed: Followed) -> document_pb2.Document:
    """A document, with its files, its verdicts and its way."""
    document = followed.document
    message = document_pb2.Document(
        document_id=document.document_id,
        document_type=type_message(rulebook, document.type),
        purpose=purpose_message(document.purpose),
        state=document_pb2.DepositState.Value(f"DEPOSIT_STATE_{document.state}"),
        uploads=map(upload_message, followed.uploads),
        verdicts=[_verdict(rulebook, one, document.purpose.organisme) for one in document.verdicts],
        hops=map(_hop, followed.hops),
        produced=document.produced,
        purge_certificate=document.purge_certificate,
        verification_code=document.verification_code,
    )
    _fill(message, document)
    return message


def _fill(message: document_pb2.Document, document: Document) -> None:
    if document.deposit_time:
        message.deposit_time.CopyFrom(timestamp(document.deposit_time))
    if document.purge_time:
        message.purge_time.CopyFrom(timestamp(document.purge_time))
    if document.content and document.state is not State.PURGED:
        message.pages, message.sha256 = document.content.pages, document.content.sha256
    if document.expiry_date and document.state in HELD | {State.PURGED}:
        message.expiry_date.CopyFrom(date_message(document.expiry_date))


def _verdict(rulebook: Rulebook, verdict: Verdict, organisme: str) -> document_pb2.Verdict:
    remedy = verdict.remedy
    return document_pb2.Verdict(
        rule=verdict.rule,
        rule_version=verdict.version,
        outcome=document_pb2.Outcome.Value(f"OUTCOME_{verdict.outcome}"),
        explanation=verdict.explanation,
        evidence=verdict.evidence,
        reason=reason_message(verdict.reason),
        channel=channel_message(remedy_channel(rulebook, remedy, organisme)) if remedy else None,
    )


def _hop(hop: Hop) -> document_pb2.DeliveryHop:
    return document_pb2.DeliveryHop(
        hop=hop.hop, hop_time=timestamp(hop.hop_time), receipt=hop.receipt, failure=hop.failure
    )  # fmt: skip


def document_messages(rulebook: Rulebook, found: Iterable[Followed]) -> list[document_pb2.Document]:
    """Documents, in their order."""
    return [document_message(rulebook, each) for each in found]
