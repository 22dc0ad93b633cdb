"""What this process is told by its environment."""

from pydantic import Field

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """The chassis's settings, where identity and the organismes' gateways answer, and how long a person who looks waits for the latter.

    `poll_minutes`: within which an organisme is not asked again for the same person.
    """

    service: str = "requests_tracking"
    identity_address: str = "127.0.0.1:8010"
    organisme_addresses: dict[str, str] = Field(default_factory=dict)
    poll_budget_seconds: float = Field(1.2, ge=0)
    poll_minutes: float = Field(5.0, ge=0)
