"""What the process that plays the carriers is told by its environment (`MESDROITS_…`)."""

from pathlib import Path

from pydantic import Field, field_validator

from chassis.settings import ProcessSettings

HOUSES = ("principal", "secours")


class Settings(ProcessSettings):
    """Two houses, the usual one and the one that stands in for it: each relays mail (SMTP) and answers `provider/v1` (gRPC).

    `providers_bounce_seconds`: how long after it was taken a late failure is told. `providers_slow_seconds`: how long a slow recipient takes.
    """

    service: str = "providers"
    providers_page_listen: str = "127.0.0.1:8007"
    providers_smtp_listen: tuple[str, str] = ("127.0.0.1:8006", "127.0.0.1:8009")
    providers_listen: tuple[str, str] = ("127.0.0.1:8008", "127.0.0.1:8018")
    state_file: Path
    providers_bounce_seconds: float = Field(default=5.0, ge=0)
    providers_slow_seconds: float = Field(default=10.0, ge=0)

    @field_validator("providers_page_listen")
    @classmethod
    def _on_this_machine(cls, value: str) -> str:
        if value.rpartition(":")[0] != "127.0.0.1":
            raise ValueError("the page has no lock of its own: it listens on 127.0.0.1 only")
        return value
