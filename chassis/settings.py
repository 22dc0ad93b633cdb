"""Settings of a process: read once from the environment, frozen, handed down from `main.py`."""

from pathlib import Path
from typing import Self

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ProcessSettings(BaseSettings):
    """What every process is told. One process, one environment: hence one prefix for all."""

    model_config = SettingsConfigDict(env_prefix="MESDROITS_", frozen=True, extra="ignore")

    service: str
    listen: str = "127.0.0.1:0"
    log_level: str = "INFO"
    otlp_endpoint: str | None = None
    signing_key_file: Path
    trusted_keys_file: Path
    tls_cert_file: Path | None = None
    tls_key_file: Path | None = None
    tls_ca_file: Path | None = None
    nats_url: str = "nats://127.0.0.1:4222"
    nats_seed_file: Path | None = None
    drain_seconds: float = 10.0

    @model_validator(mode="after")
    def _tls_whole_or_absent(self) -> Self:
        # One file forgotten must not mean a process that speaks in clear.
        if len({path is None for path in (self.tls_cert_file, self.tls_key_file, self.tls_ca_file)}) > 1:
            raise ValueError("MESDROITS_TLS_CERT_FILE, MESDROITS_TLS_KEY_FILE and MESDROITS_TLS_CA_FILE go together")
        return self


class DatabaseSettings(BaseSettings):
    """What a migration needs: the address of its schema, and nothing else."""

    model_config = SettingsConfigDict(env_prefix="MESDROITS_", frozen=True, extra="ignore")

    database_url: SecretStr


class ServiceSettings(ProcessSettings):
    """A process with a schema of its own, sealed with its own keys."""

    database_url: SecretStr
    database_pool: int = 10
    data_key_file: Path | None = None
