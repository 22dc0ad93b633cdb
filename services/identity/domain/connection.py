"""A login through FranceConnect, as its history shows it."""

from dataclasses import dataclass
from datetime import datetime

from services.identity.domain.assurance import Assurance


@dataclass(frozen=True, slots=True)
class Connection:
    """`end_time`: when the person ended it; None when they did not."""

    connection_id: str
    begin_time: datetime
    end_time: datetime | None
    assurance: Assurance
