"""What the process that plays the organismes is told by its environment (`MESDROITS_…`)."""

from pathlib import Path

from pydantic import Field, field_validator

from chassis.settings import ProcessSettings
from sandbox.organismes.vocabulary import ORGANISMES

_ROOT = Path(__file__).resolve().parents[2]


def _usual_addresses() -> dict[str, str]:
    return {organisme: f"127.0.0.1:{8020 + rank}" for rank, organisme in enumerate(ORGANISMES)}


class Settings(ProcessSettings):
    """`organismes_listen`: JSON, all ten → host:port. Without `organismes_admin_listen` there is no admin route.

    `day_ms`: how long a day of instruction lasts; 0: no day passes by itself.
    """

    service: str = "organismes"
    organismes_listen: dict[str, str] = Field(default_factory=_usual_addresses)
    organismes_admin_listen: str | None = None
    nats_seeds_dir: Path
    state_file: Path
    personas_dir: Path = _ROOT / "sandbox" / "personas"
    catalogue_dir: Path = _ROOT / "services" / "rights" / "catalogue" / "benefits"
    slow_seconds: float = 10.0
    day_ms: int = Field(default=1000, ge=0)

    @field_validator("organismes_listen")
    @classmethod
    def _all_ten(cls, value: dict[str, str]) -> dict[str, str]:
        if sorted(value) != sorted(ORGANISMES):
            raise ValueError(f"an address for each of: {', '.join(ORGANISMES)}")
        return value

    @field_validator("organismes_admin_listen")
    @classmethod
    def _on_this_machine(cls, value: str | None) -> str | None:
        if value is not None and value.rpartition(":")[0] != "127.0.0.1":
            raise ValueError("the admin route has no lock of its own: it listens on 127.0.0.1 only")
        return value

    def as_organisme(self, organisme: str) -> "Settings":
        """The settings with which this organisme connects to NATS: its own name and its own seed."""
        seed = self.nats_seeds_dir / f"{organisme}.seed"
        return self.model_copy(update={"service": organisme, "nats_seed_file": seed})
