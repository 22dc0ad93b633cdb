"""A message to a person: what it says, where it stands, and how it moves. No clock: whoever moves it says when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is; the names of the contract."""

    TASK = "TASK"
    NOTICE = "NOTICE"
    ORGANISME = "ORGANISME"


class MessageState(StrEnum):
    """Where a message stands; the names of the contract."""

    OPEN = "OPEN"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class Reason(StrEnum):
    """Why a message no longer is open."""

    NONE = ""
    PERSON = "PERSON"
    ELSEWHERE = "ELSEWHERE"
    NO_LONGER_DUE = "NO_LONGER_DUE"
    WITHDRAWN = "WITHDRAWN"
    TOO_LATE = "TOO_LATE"

    @property
    def words(self) -> str:
        """What the person reads."""
        return _WORDS[self]


_WORDS = {
    Reason.NONE: "",
    Reason.PERSON: "Vous avez indiqué que c'est fait.",
    Reason.ELSEWHERE: "C'est fait : nous n'attendons plus rien de vous.",
    Reason.NO_LONGER_DUE: "Votre situation ou la règle a changé : ce message ne vous concerne plus.",
    Reason.WITHDRAWN: "L'organisme a retiré ce message.",
    Reason.TOO_LATE: "La date limite est passée.",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, in plain French; kept sealed. Paragraphs of `body` are separated by an empty line. Empty: says nothing of it.

    `contact`: the organisme that waits for it, whom a letter says how to reach.
    """

    title: str
    body: str
    because: str = ""
    rule_quote: str = ""
    legal_reference: str = ""
    consequence: str = ""
    action_label: str = ""
    action_url: str = ""
    contact: str = ""

    def hidden(self) -> "Content":
        """What may be seen of a health message below the substantial level."""
        return Content(title=self.title, body="")


@dataclass(frozen=True, slots=True)
class Version:
    """One of an organisme's versions of a message. `number`: the organisme's own, 1 the first."""

    number: int
    content: Content
    health: bool = False
    legal_effect: bool = False
    due: date | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `organisme` empty: the suite writes. `put_version`: the organisme's own. `version`: rises with every change.

    `waiting`: the person has not agreed that this organisme writes here; nobody sees it, nothing is sent. `later`: what the organisme wrote since the
    person withdrew that agreement; the one before stays shown meanwhile.
    """

    message_id: str
    person_id: str
    kind: MessageKind
    content: Content
    created: datetime
    organisme: str = ""
    reference: str = ""
    put_version: int = 0
    rule: str = ""
    template: str = ""
    health: bool = False
    legal_effect: bool = False
    waiting: bool = False
    state: MessageState = MessageState.OPEN
    reason: Reason = Reason.NONE
    version: int = 1
    due: date | None = None
    valid_until: datetime | None = None
    read: datetime | None = None
    closed: datetime | None = None
    later: Version | None = None

    @property
    def last_put(self) -> int:
        """The organisme's last version that is kept."""
        return self.later.number if self.later else self.put_version

    @property
    def is_open(self) -> bool:
        """Whether it still holds."""
        return self.state is MessageState.OPEN

    def holds(self, now: datetime) -> bool:
        """Whether it may be told now: open, agreed to, and within its time."""
        return self.is_open and not self.waiting and self.shown(now)

    def shown(self, now: datetime) -> bool:
        """Whether its last instant has not passed."""
        return self.valid_until is None or now <= self.valid_until

    def was_read(self, now: datetime) -> "Message":
        """Read here; the first time counts."""
        return self if self.read else replace(self, read=now, version=self.version + 1)

    def close(self, state: MessageState, reason: Reason, now: datetime) -> "Message":
        """No longer open; one that is over stays as it is."""
        if not self.is_open:
            return self
        return replace(self, state=state, reason=reason, closed=now, version=self.version + 1)

    def may_reopen(self, today: date) -> bool:
        """Whether the person may take back what they said: not what others said, nor once its last day has passed."""
        return self.reason is Reason.PERSON and (self.due is None or today <= self.due)

    def reopen(self) -> "Message":
        """Open again; one that is open stays as it is."""
        if self.is_open:
            return self
        return replace(self, state=MessageState.OPEN, reason=Reason.NONE, closed=None, version=self.version + 1)

    def agreed_to(self) -> "Message":
        """The person lets its organisme write here."""
        return replace(self, waiting=False, version=self.version + 1) if self.waiting else self

    def rewritten(self, written: Version) -> "Message":
        """As its organisme writes it anew: open, and not read."""
        return replace(
            self,
            content=written.content,
            put_version=written.number,
            health=written.health,
            legal_effect=written.legal_effect,
            due=written.due,
            valid_until=written.valid_until,
            state=MessageState.OPEN,
            reason=Reason.NONE,
            read=None,
            closed=None,
            later=None,
            version=self.version + 1,
        )
