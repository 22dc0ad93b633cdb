"""Settings of the rights process, read from `MESDROITS_…`."""

from pydantic import Field

from chassis.settings import ServiceSettings
from services.rights.domain.breaker import BreakerPolicy
from services.rights.usecases.fan_out import FanOutPolicy


class Settings(ServiceSettings):
    """`organisme_addresses`: organisme → host:port.

    `view_budget_seconds`: what a person waits at most. `organisme_call_seconds`: how long a call that outlived the budget may go on, to
    refresh what is known for the next time. `directory_hours`: after which identity is asked again even if no event came.
    """

    service: str = "rights"
    identity_address: str = "127.0.0.1:8010"
    organisme_addresses: dict[str, str] = Field(default_factory=dict)
    view_budget_seconds: float = Field(1.5, gt=0.1)
    organisme_call_seconds: float = Field(15.0, gt=0)
    organisme_concurrency: int = Field(64, gt=0)
    breaker_failures: int = Field(5, gt=0)
    breaker_open_seconds: float = Field(10.0, gt=0)
    directory_hours: float = Field(24.0, gt=0)

    @property
    def fan_out(self) -> FanOutPolicy:
        """How organismes are asked."""
        breaker = BreakerPolicy(self.breaker_failures, self.breaker_open_seconds)
        return FanOutPolicy(self.organisme_call_seconds, self.organisme_concurrency, breaker)
