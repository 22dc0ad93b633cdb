"""What the calendar needs of a person, and nothing more. No name, no address, no amount, no identifier of the person."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.notify.domain.territories import Territory, territory_of


class RightState(StrEnum):
    """Where a right stands, as its organisme says; the names of the contract."""

    UNKNOWN = "UNKNOWN"
    REQUESTED = "REQUESTED"
    OPEN = "OPEN"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"


class DutyKind(StrEnum):
    """What a person has to do to keep a right; the names of the contract. A kind that is not known is left out by who reads it."""

    DECLARATION = "DECLARATION"
    RENEWAL = "RENEWAL"
    CONFIRMATION = "CONFIRMATION"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do by a date, as an organisme says. `done`: when it was, by whatever channel. Months: their first days."""

    kind: DutyKind
    due: date
    open: date | None = None
    done: datetime | None = None
    reference_months: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A right at an organisme, both days included; no `end`: none is known."""

    benefit: str
    organisme: str
    state: RightState
    start: date | None = None
    end: date | None = None
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the home."""

    birth_date: date


class PaperKind(StrEnum):
    """A paper with an end, without which a right may stop. PIECE_IDENTITE: a card or a passport, whichever lasts longest."""

    TITRE_SEJOUR = "TITRE_SEJOUR"
    PIECE_IDENTITE = "PIECE_IDENTITE"
    CERTIFICAT_MEDICAL = "CERTIFICAT_MEDICAL"
    CARTE_MOBILITE_INCLUSION = "CARTE_MOBILITE_INCLUSION"
    RQTH = "RQTH"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper and its last day. `reference`: the id of the document, or of the fact, that tells it."""

    kind: PaperKind
    reference: str
    expiry: date


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate that the person gave and its last day. `holder`: how the text names who acts for them ("l'association Relais")."""

    mandate_id: str
    end: date
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that can be contested until `due`. `appealed`: when an appeal was started. `path`: in French ("Commission de recours amiable")."""

    claim_id: str
    benefit: str
    organisme: str
    notified: date
    due: date
    label: str = ""
    path: str = ""
    reference: str = ""
    appealed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The person asked for a benefit, by whatever channel: a claim that was submitted, or a right that its organisme shows as requested (then
    `time` is when it first said so)."""

    benefit: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """« Pièce attendue ». `label` and `consequence`: in French, as the organisme says. `done`: when it was sent, or came by whatever channel."""

    piece_id: str
    claim_id: str
    benefit: str
    organisme: str
    label: str
    asked: date
    due: date
    consequence: str = ""
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days that no right will cover, from `start`. `cover` and `remedy_text`: in French. `ended` and `remedy`: benefits of the catalogue."""

    cover: str
    ended: str
    start: date
    end: date | None = None
    remedy: str = ""
    remedy_text: str = ""
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A person, as far as the calendar looks at them. `department`: INSEE code ("63", "974"); empty: not known.

    `retirement_date`: the first day of a retirement that the person has chosen or asked for. `works`: earns a wage in ordinary work; None: not known.
    `scholarship`: the id of the fact that tells a scholarship on social grounds for higher education; empty: none was told.
    """

    birth_date: date | None = None
    department: str = ""
    regimes: frozenset[str] = frozenset()
    rights: tuple[HeldRight, ...] = ()
    children: tuple[Child, ...] = ()
    papers: tuple[Paper, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    decisions: tuple[Decision, ...] = ()
    pieces: tuple[Piece, ...] = ()
    gaps: tuple[Gap, ...] = ()
    asked: tuple[Asked, ...] = ()
    retirement_date: date | None = None
    works: bool | None = None
    scholarship: str = ""

    @property
    def territory(self) -> Territory:
        """Where the person lives."""
        return territory_of(self.department)
