"""Settings of the identity process, read from `MESDROITS_…`."""

from pathlib import Path
from typing import Self

from pydantic import Field, HttpUrl, SecretStr, TypeAdapter, field_validator, model_validator

from chassis.settings import ServiceSettings

LOGIN_RETURN = "/connexion/retour"
LOGOUT_RETURN = "/deconnexion/retour"


class Settings(ServiceSettings):
    """`organisme_addresses`: organisme → host:port. Mobile applications come back to addresses of their own.

    FranceConnect+ (the substantial and high levels) is another registration: all four of `franceconnect_plus_…`, or none. `_keys_file` holds
    the private keys (JWKS) for which it encrypts its tokens.
    """

    service: str = "identity"
    franceconnect_issuer: str
    franceconnect_client_id: str
    franceconnect_client_secret: SecretStr
    franceconnect_plus_issuer: str = ""
    franceconnect_plus_client_id: str = ""
    franceconnect_plus_client_secret: SecretStr = SecretStr("")
    franceconnect_plus_keys_file: Path | None = None
    public_url: str
    mobile_redirect_uris: tuple[str, ...] = ()
    organisme_addresses: dict[str, str] = Field(default_factory=dict)
    pseudonym_keys_file: Path

    @field_validator("franceconnect_issuer", "public_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        TypeAdapter(HttpUrl).validate_python(value)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _is_registered_whole_or_not_at_all(self) -> Self:
        told = (
            self.franceconnect_plus_issuer, self.franceconnect_plus_client_id,
            self.franceconnect_plus_client_secret.get_secret_value(), self.franceconnect_plus_keys_file,
        )  # fmt: skip
        if any(told) and not all(told):
            raise ValueError("the four settings franceconnect_plus_… stand together")
        return self

    @property
    def login_return(self) -> tuple[str, ...]:
        """Every address to which FranceConnect may send a browser after a login."""
        return (self.public_url + LOGIN_RETURN, *self.mobile_redirect_uris)

    @property
    def logout_return(self) -> str:
        """Where FranceConnect sends a browser after a logout."""
        return self.public_url + LOGOUT_RETURN
