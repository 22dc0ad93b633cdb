"""Settings of the identity process, read from `MESDROITS_…`."""

from pathlib import Path

from pydantic import Field, HttpUrl, SecretStr, TypeAdapter, field_validator

from chassis.settings import ServiceSettings

LOGIN_RETURN = "/connexion/retour"
LOGOUT_RETURN = "/deconnexion/retour"


class Settings(ServiceSettings):
    """`organisme_addresses`: organisme → host:port. Mobile applications come back to addresses of their own."""

    service: str = "identity"
    franceconnect_issuer: str
    franceconnect_client_id: str
    franceconnect_client_secret: SecretStr
    public_url: str
    mobile_redirect_uris: tuple[str, ...] = ()
    organisme_addresses: dict[str, str] = Field(default_factory=dict)
    pseudonym_keys_file: Path

    @field_validator("franceconnect_issuer", "public_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        TypeAdapter(HttpUrl).validate_python(value)
        return value.rstrip("/")

    @property
    def login_return(self) -> tuple[str, ...]:
        """Every address to which FranceConnect may send a browser after a login."""
        return (self.public_url + LOGIN_RETURN, *self.mobile_redirect_uris)

    @property
    def logout_return(self) -> str:
        """Where FranceConnect sends a browser after a logout."""
        return self.public_url + LOGOUT_RETURN
