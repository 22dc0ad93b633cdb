"""The words of the one state model, with the names that the contract gives them."""

from enum import StrEnum

# Who wrote a step, when it is not an organisme.
SUITE = "suite"
# Who has the one claim that retirement regimes share, and decides nothing of it.
UNION = "union_retraite"


class ClaimState(StrEnum):
    """Where a claim stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RECEIVED = "RECEIVED"
    INCOMPLETE = "INCOMPLETE"
    UNDER_REVIEW = "UNDER_REVIEW"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    DECIDED_BY_SILENCE = "DECIDED_BY_SILENCE"
    WITHDRAWN = "WITHDRAWN"
    CLOSED = "CLOSED"


# A decision stands, written or by silence.
DECIDED = frozenset({ClaimState.GRANTED, ClaimState.REFUSED, ClaimState.DECIDED_BY_SILENCE})
# Nobody waits for anybody any more.
OVER = DECIDED | {ClaimState.WITHDRAWN, ClaimState.CLOSED}
# An organisme has it, or soon will.
OPEN = frozenset(ClaimState) - OVER - {ClaimState.DRAFT}


class ClaimKind(StrEnum):
    """What a claim asks."""

    BENEFIT = "BENEFIT"
    REGIME_PART = "REGIME_PART"
    APPEAL = "APPEAL"


class WaitingFor(StrEnum):
    """Whom a claim waits for."""

    PERSON = "PERSON"
    ORGANISME = "ORGANISME"
    EMPLOYER = "EMPLOYER"
    DOCTOR = "DOCTOR"
    BAILLEUR = "BAILLEUR"


class Silence(StrEnum):
    """What an organisme's silence means."""

    REFUSAL = "REFUSAL"
    ACCEPTANCE = "ACCEPTANCE"


class EntryKind(StrEnum):
    """What a line of the timeline tells."""

    STATE = "STATE"
    PIECE_EXPECTED = "PIECE_EXPECTED"
    PIECE_RECEIVED = "PIECE_RECEIVED"
    PIECE_LOST = "PIECE_LOST"
    CORRECTION = "CORRECTION"
    NOTE = "NOTE"


class StepKind(StrEnum):
    """What a step tells; the last two are the suite's own news of a deposit, and read as notes."""

    STATE = "STATE"
    PIECE_EXPECTED = "PIECE_EXPECTED"
    PIECE_RECEIVED = "PIECE_RECEIVED"
    PIECE_LOST = "PIECE_LOST"
    CORRECTION = "CORRECTION"
    NOTE = "NOTE"
    PIECE_DEPOSITED = "PIECE_DEPOSITED"
    PIECE_RETURNED = "PIECE_RETURNED"


class PieceState(StrEnum):
    """Where an expected piece stands."""

    EXPECTED = "EXPECTED"
    DEPOSITED = "DEPOSITED"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"
