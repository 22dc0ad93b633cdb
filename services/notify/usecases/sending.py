"""What the use cases of sending work with besides `Notify`, and what they ask of the outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from chassis.bus import Event
from chassis.db import Database
from services.notify.domain.sending.channels import Carried, Channel, Heard
from services.notify.domain.sending.delivery import Delivery, Parcel
from services.notify.usecases.context import Notify


class Carrier(Protocol):
    """Whoever carries one channel: one provider, or several that stand in for each other."""

    async def carry(self, parcel: Parcel) -> Carried:
        """Hands it over. Never raises what a provider does."""

    async def find(self, key: str) -> Heard | None:
        """What is known of it. ABSENT: every provider says that it never took it. None: one that might have it does not answer."""


class Reports(Protocol):
    """One provider's reports. `name`: under which its cursor is kept."""

    name: str

    async def page(self, token: str) -> tuple[list[tuple[str, Heard]], str]:
        """What it tells from there on, (key, what) oldest first, and where to go on from. Raises a Problem when it does not answer."""


class Post(Protocol):
    """Where a person lives, as they told the suite."""

    async def lines(self, person_id: str) -> tuple[str, ...]:
        """The name, then the address: seven lines of 38 characters at most; empty when none is known. Raises a Problem."""


class Papers(Protocol):
    """Where the suite keeps a copy of what it writes to a person."""

    async def new_code(self) -> str:
        """To print on it. Raises a Problem."""

    async def keep(self, delivery: Delivery, pdf: bytes) -> str:
        """Keeps it under its code, once per delivery; the id of the document. Raises a Problem."""


class Failures(Protocol):
    """The event of a delivery given up."""

    def failed(self, delivery: Delivery) -> Event:
        """To the suite: a delivery was given up, or failed days later."""


@dataclass(frozen=True)
class Sending:
    """The carriers, the post, the papers. `draw`: random bytes for a code. `sender_names`: organisme → how a sentence begins with it ("La Caf")."""

    database: Database
    notify: Notify
    carriers: Mapping[Channel, Carrier]
    reports: tuple[Reports, ...]
    post: Post
    papers: Papers
    failures: Failures
    draw: Callable[[int], bytes]
    # A letter takes a quarter of a second of processor: by whom it is written, out of the loop.
    write_letter: "LetterWriter"

    def sender(self, organisme: str) -> str:
        """How a sentence that speaks of who writes begins; empty: the suite itself."""
        name = self.notify.organismes.get(organisme, "") if organisme else ""
        return name[:1].upper() + name[1:]


class LetterWriter(Protocol):
    """From what a letter says to its PDF."""

    async def __call__(self, said: Mapping[str, object]) -> bytes:
        """A4, tagged, the address in the window of a DL envelope; the same bytes for the same text."""
