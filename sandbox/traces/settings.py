"""What the trace process is told by its environment (`MESDROITS_TRACES_…`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

HOUR_NS = 3_600_000_000_000


class TracesSettings(BaseSettings):
    """Addresses are `host:port`; what is older than `keep_hours`, or beyond `keep_spans` rows, is forgotten."""

    model_config = SettingsConfigDict(env_prefix="MESDROITS_TRACES_", frozen=True)

    listen: str = Field(default="127.0.0.1:8002", pattern=r"^[^:]+:\d+$")
    otlp_listen: str = Field(default="127.0.0.1:8003", pattern=r"^[^:]+:\d+$")
    database: Path = Path(".run/traces.db")
    keep_hours: int = Field(default=24, ge=1, le=24 * 31)
    keep_spans: int = Field(default=1_000_000, ge=1)
    keep_logs: int = Field(default=500_000, ge=1)

    @property
    def keep_ns(self) -> int:
        """Retention in nanoseconds."""
        return self.keep_hours * HOUR_NS
