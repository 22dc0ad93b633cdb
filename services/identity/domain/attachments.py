"""A person's files at the organismes, as the national directory says them (RNCPS, CSS art. L. 114-12-1)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Quality(Enum):
    """In which quality a person has a file."""

    HOLDER = "HOLDER"
    DEPENDANT = "DEPENDANT"
    PARTNER = "PARTNER"
    PENSIONER = "PENSIONER"
    SOURCE = "SOURCE"


class Regime(Enum):
    """The regime under which an organisme knows a person; NONE where it has none, or does not say."""

    NONE = "NONE"
    GENERAL = "GENERAL"
    AGRICOLE = "AGRICOLE"
    INDEPENDANTS = "INDEPENDANTS"
    MGEN = "MGEN"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Both dates included; `end` None where no end is known. `office`: the one that has the file, "" when it was not said."""

    organisme: str
    start: date
    quality: Quality
    regime: Regime
    end: date | None = None
    office: str = ""
