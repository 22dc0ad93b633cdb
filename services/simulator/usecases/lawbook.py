"""What use cases ask of the law's own parameters."""

from datetime import date
from typing import Protocol

from services.simulator.domain.explanation import Parameter


class Lawbook(Protocol):
    """The parameters of the law, our own values included."""

    def parameter(self, name: str, day: date) -> Parameter | None:
        """The value in force on a day, since when, and by which text; None where the law has none by then."""
        ...
