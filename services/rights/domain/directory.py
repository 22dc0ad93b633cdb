"""Where a person has files: whom to ask, under which name, and which regimes follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.rights.domain.dated import add_months, within
from services.rights.domain.vocabulary import Organisme, Regime

# The gateway contract: rights ended within, and payments over, the last 24 months.
_MONTHS_BACK = 24


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file at an organisme; bounds inclusive. `is_source`: the organisme confirms data and pays nothing (DGFiP)."""

    organisme: Organisme
    regime: Regime | None
    is_source: bool
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """A person's files. Not `is_resolved`: the organismes were never asked, so that an absence means nothing."""

    attachments: tuple[Attachment, ...]
    pseudonyms: Mapping[Organisme, str] = field(repr=False)
    is_resolved: bool = True

    def payers(self, on: date) -> tuple[Organisme, ...]:
        """Who may hold a right or a payment of the last 24 months: a file that only confirms data is left alone."""
        return self._with_file(on, sources=False)

    def keepers(self, on: date) -> tuple[Organisme, ...]:
        """Who may hold a paper of the last 24 months."""
        return self._with_file(on, sources=True)

    def regimes(self, on: date) -> frozenset[Regime]:
        """The regimes of the files open that day; of every file when none is."""
        known = [a for a in self.attachments if a.regime is not None]
        current = [a for a in known if within(on, a.start, a.end)]
        return frozenset(a.regime for a in current or known if a.regime is not None)

    def _with_file(self, on: date, *, sources: bool) -> tuple[Organisme, ...]:
        since = add_months(on, -_MONTHS_BACK)
        held = {
            a.organisme for a in self.attachments if (sources or not a.is_source) and (a.end is None or a.end >= since)
        }
        return tuple(organisme for organisme in Organisme if organisme in held)


NOBODY = Directory((), {}, is_resolved=False)
