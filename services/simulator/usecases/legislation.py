"""The law that is computed, as whoever reads a result may see it: versions, our own values, and what may be out of date."""

from dataclasses import dataclass
from datetime import date

from services.simulator.domain.legislation import Override, Register, Stale, stale


@dataclass(frozen=True, slots=True)
class Legislation:
    """`packages`: (name, version); `watched_parameters`: how many carry a day of check at all, out of `parameters`."""

    packages: tuple[tuple[str, str], ...]
    overrides: tuple[Override, ...]
    stale: tuple[Stale, ...]
    watched_parameters: int
    parameters: int


def get_legislation(register: Register, today: date) -> Legislation:
    """What stands today."""
    return Legislation(
        packages=register.packages,
        overrides=register.overrides,
        stale=stale(register.watched, register.gaps, today),
        watched_parameters=register.dated,
        parameters=register.parameters,
    )
