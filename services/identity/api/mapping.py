"""From the domain to the messages of the contract, and back. Enums carry the same names on both sides."""

from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import access_pb2, date_pb2
from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import journal_pb2, person_pb2

from chassis.errors import InvalidInput, Violation
from services.identity.domain.assurance import Assurance
from services.identity.domain.attachments import Attachment, Regime
from services.identity.domain.certification import Certification
from services.identity.domain.connection import Connection
from services.identity.domain.directory import Recipient
from services.identity.domain.errors import verdict_missing
from services.identity.domain.journal import Entry
from services.identity.domain.pseudonyms import Pseudonym
from services.identity.domain.reviews import Review, ReviewVerdict
from services.identity.usecases.people import Person

_VERDICTS: dict[int, ReviewVerdict] = {
    person_pb2.REVIEW_VERDICT_CONFIRMED: ReviewVerdict.CONFIRMED,
    person_pb2.REVIEW_VERDICT_REFUSED: ReviewVerdict.REFUSED,
}


def person(found: Person) -> person_pb2.Person:
    return person_pb2.Person(
        person_id=found.person_id,
        display_name=found.pivot.display_name,
        certification=certification(found.certification),
        birth_date=_date(found.pivot.birthdate),
    )


def civil_names(found: Person) -> pb.CivilNames:
    pivot = found.pivot
    return pb.CivilNames(
        given_names=pivot.given_names, family_name=pivot.family_name, usual_name=pivot.usual_name
    )  # fmt: skip


def nir_recipient(found: Recipient) -> pb.NirRecipient:
    return pb.NirRecipient(
        organisme=found.organisme, certifies=found.certifies, legal_basis=found.legal_basis
    )  # fmt: skip


def certification(found: Certification) -> person_pb2.Certification:
    return person_pb2.Certification(
        state=person_pb2.CertificationState.Value(f"CERTIFICATION_STATE_{found.state.value}"),
        explanation=found.explanation, organisme=found.organisme, state_time=timestamp(found.since),
        review_id=found.review_id or "", provisional=found.provisional,
    )  # fmt: skip


def attachment(found: Attachment) -> person_pb2.Attachment:
    said = person_pb2.Attachment(
        organisme=found.organisme,
        quality=person_pb2.Quality.Value(f"QUALITY_{found.quality.value}"),
        regime=person_pb2.REGIME_UNSPECIFIED
        if found.regime is Regime.NONE
        else person_pb2.Regime.Value(f"REGIME_{found.regime.value}"),
        office=found.office,
    )
    said.period.start_date.CopyFrom(_date(found.start))
    if found.end is not None:
        said.period.end_date.CopyFrom(_date(found.end))
    return said


def pseudonym(found: Pseudonym) -> person_pb2.Pseudonym:
    return person_pb2.Pseudonym(organisme=found.organisme, value=found.value, key_version=found.key_version)


def review(found: Review) -> person_pb2.IdentityReview:
    return person_pb2.IdentityReview(
        review_id=found.review_id, person_id=found.person_id, message=found.message, explanation=found.explanation,
        reason=person_pb2.ReviewReason.Value(f"REVIEW_REASON_{found.reason.value}"), open_time=timestamp(found.open_time),
        verdict=person_pb2.ReviewVerdict.Value(f"REVIEW_VERDICT_{found.verdict.value if found.verdict else 'UNSPECIFIED'}"),
    )  # fmt: skip


def entry(found: Entry) -> journal_pb2.JournalEntry:
    return journal_pb2.JournalEntry(
        entry_id=found.entry_id, reader=found.reader, subject=found.subject, purpose=found.purpose,
        legal_basis=found.legal_basis, access_time=timestamp(found.access_time), trace_id=found.trace_id,
        verb=access_pb2.AccessVerb.Value(f"ACCESS_VERB_{found.verb or 'UNSPECIFIED'}"),
    )  # fmt: skip


def connection(found: Connection) -> journal_pb2.Connection:
    said = journal_pb2.Connection(
        connection_id=found.connection_id, begin_time=timestamp(found.begin_time), assurance=assurance(found.assurance)
    )
    if found.end_time is not None:
        said.end_time.CopyFrom(timestamp(found.end_time))
    return said


def assurance(level: Assurance) -> access_pb2.Assurance.ValueType:
    return access_pb2.Assurance.Value(f"ASSURANCE_{level.name}")


def read_assurance(asked: int) -> Assurance:
    """Unspecified: low. Raises InvalidInput for a level that does not exist."""
    try:
        return Assurance(asked or Assurance.LOW)
    except ValueError:
        raise InvalidInput([Violation("assurance", "Ce niveau de sécurité n'existe pas.")]) from None


def read_verdict(given: int) -> ReviewVerdict:
    """Raises InvalidInput for anything but a verdict."""
    if given not in _VERDICTS:
        raise verdict_missing()
    return _VERDICTS[given]


def read_id(field: str, given: str) -> str:
    """An id as it was given. Raises InvalidInput for what is none of ours, and what PostgreSQL holds in no text."""
    if not given.isprintable():
        raise InvalidInput([Violation(field, "Cet identifiant n'a pas la forme attendue.")])
    return given


def timestamp(instant: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(instant.astimezone(UTC))
    return stamp


def _date(day: date) -> date_pb2.Date:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)
