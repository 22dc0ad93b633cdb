"""The events that leave this service: identifiers and states only."""

from datetime import datetime

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import access_pb2
from mesdroits.requests_tracking.v1 import claim_pb2, events_pb2

from chassis import telemetry
from chassis.bus import Event, new_event
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.steps import Piece
from services.requests_tracking.domain.timeline import Entry

_SOURCE = "requests_tracking"
_PREFIX = "mesdroits.requests_tracking.v1"
# The portal starts a person's démarches for them, and receives what organismes say of them.
_LEGAL_BASIS = "Décret n° 2017-351 du 20 mars 2017"


class Published:
    """Makes the events; whoever asked for them writes them to the outbox."""

    def advanced(self, claim: Claim, entry: Entry, rank: int) -> Event:
        """To the suite: something happened to a claim."""
        kind = claim_pb2.EntryKind.Value(f"ENTRY_KIND_{entry.kind}")
        return _event("claim.advanced", _advanced(claim, claim.state, kind, rank))

    def erased(self, claim: Claim) -> Event:
        """To the suite: a draft is no more; its state is CLOSED, and nothing is left to read."""
        message = _advanced(claim, "CLOSED", claim_pb2.ENTRY_KIND_STATE, 0)
        return _event("claim.advanced", message)

    def expected(self, claim: Claim, piece: Piece) -> Event:
        """To the suite: an organisme asks for a piece."""
        message = events_pb2.PieceExpected(
            person_id=claim.person_id,
            claim_id=claim.claim_id,
            expected_piece_id=piece.piece_id,
            type=piece.news.type,
        )
        return _event("piece.expected", message)

    def sent(self, claim: Claim, now: datetime) -> Event:
        """To the access journal: an organisme is sent a claim."""
        return _access(claim.person_id, claim.organisme, "claim", "start_claim", now)

    def asked(self, person_id: str, organisme: str, now: datetime) -> Event:
        """To the access journal: the portal read the person's claims at an organisme."""
        return _access(person_id, _SOURCE, f"{organisme}.claims", "follow_claims", now)


def _advanced(claim: Claim, state: str, kind: "claim_pb2.EntryKind.ValueType", rank: int) -> events_pb2.ClaimAdvanced:
    return events_pb2.ClaimAdvanced(
        person_id=claim.person_id,
        claim_id=claim.claim_id,
        organisme=claim.organisme,
        benefit=claim.benefit,
        state=claim_pb2.ClaimState.Value(f"CLAIM_STATE_{state}"),
        kind=kind,
        number=rank,
    )


def _access(person_id: str, reader: str, subject: str, purpose: str, now: datetime) -> Event:
    time = Timestamp()
    time.FromDatetime(now)
    message = access_pb2.AccessRecorded(
        person_id=person_id,
        reader=reader,
        subject=subject,
        purpose=purpose,
        legal_basis=_LEGAL_BASIS,
        access_time=time,
        trace_id=telemetry.current_trace_id(),
    )
    return _event("access.recorded", message)


def _event(name: str, message: Message) -> Event:
    return new_event(f"{_PREFIX}.{name}", message, source=_SOURCE)
