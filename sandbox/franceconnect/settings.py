"""Settings of the played FranceConnect, read from the environment (`MESDROITS_FC_…`)."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.franceconnect.levels import Level

SigningAlgorithm = Literal["ES256", "RS256"]


class Settings(BaseSettings):
    """One client is registered: the suite. Lists are JSON, addresses are compared character by character."""

    model_config = SettingsConfigDict(env_prefix="MESDROITS_FC_", frozen=True, populate_by_name=True)

    listen: str = Field(default="127.0.0.1:8001", pattern=r"^[^:]+:\d{1,5}$")
    issuer: str = "http://127.0.0.1:8001/api/v2"
    client_id: str = "mesdroits"
    client_secret: SecretStr = SecretStr("mesdroits-secret-de-developpement")
    client_name: str = "Mes droits sociaux"
    redirect_uris: tuple[str, ...] = ("http://127.0.0.1:8000/login/callback",)
    post_logout_redirect_uris: tuple[str, ...] = ("http://127.0.0.1:8000/logout/callback",)
    personas_dir: Path = Field(
        default=Path("sandbox/personas"),
        validation_alias=AliasChoices("MESDROITS_FC_PERSONAS_DIR", "MESDROITS_PERSONAS_DIR"),
    )
    signing_algorithm: SigningAlgorithm = "ES256"
    # FranceConnect vouches for eidas1 alone, FranceConnect+ for the two others; a provider of all three is a shortcut of development.
    levels: tuple[Level, ...] = tuple(Level)
    # The client's public keys (JWKS), as registered: tokens are then encrypted for the first, as FranceConnect+ does.
    encryption_keys_file: Path | None = None
    # Not drawn at start like the keys: a person keeps the same sub when the provider restarts.
    subject_salt: SecretStr = SecretStr("sel-du-bac-a-sable")
    slow_seconds: float = Field(default=10.0, ge=0)
    admin: bool = True

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0]

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])
