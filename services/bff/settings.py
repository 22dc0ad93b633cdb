"""Settings of the edge."""

from functools import cached_property
from urllib.parse import urlsplit

from chassis.settings import ServiceSettings

LOGIN = "/connexion"
# Where FranceConnect sends the browser back to, registered with it character by character.
LOGIN_RETURN = "/connexion/retour"
LOGOUT_RETURN = "/deconnexion/retour"


class Settings(ServiceSettings):
    """What the edge is told. `public_url` is the address that browsers see, without a path."""

    service: str = "bff"
    listen: str = "127.0.0.1:8000"
    public_url: str = "http://127.0.0.1:8000"
    # Other names under which the edge may be asked for; health checks need none.
    allowed_hosts: tuple[str, ...] = ()
    # Where whoever uses the service finds its source, complete, with the changes of whoever runs it (AGPL, article 13).
    source_url: str = ""
    # The origin that the login and logout forms end up at: browsers check the redirections of a form too.
    franceconnect_issuer: str = ""
    # FranceConnect+, which vouches for more than a simple login; empty where there is none.
    franceconnect_plus_issuer: str = ""
    identity_address: str = "127.0.0.1:8010"
    situation_address: str = "127.0.0.1:8011"
    rights_address: str = "127.0.0.1:8012"
    simulator_address: str = "127.0.0.1:8013"
    documents_address: str = "127.0.0.1:8014"
    requests_tracking_address: str = "127.0.0.1:8015"
    notify_address: str = "127.0.0.1:8016"
    mobile_redirect_uris: tuple[str, ...] = ()
    # Whether a caller may continue its own trace, whose id is then written in declarations. Otherwise its trace is linked to ours.
    trust_traceparent: bool = False
    # Addresses of the proxies whose X-Forwarded-For is believed, separated by commas.
    trusted_proxies: str = ""
    session_idle_minutes: int = 30
    session_hours: int = 12
    # Seconds for everything that one page asks of the services; rights alone takes up to 1.5.
    budget_seconds: float = 2.5
    # The same for the return from FranceConnect and for telling a NIR: identity waits there for others, up to 5.
    patient_budget_seconds: float = 5.5
    # The same while files are sent: as long as a slow line needs for them.
    sending_budget_seconds: float = 900.0
    requests_per_second: float = 50.0
    requests_burst: int = 200
    logins_per_minute: int = 30
    nir_attempts_per_hour: int = 5
    streams_per_session: int = 5
    stream_minutes: int = 15
    heartbeat_seconds: float = 15.0

    @cached_property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.public_url.startswith("https://")

    @cached_property
    def step_up_available(self) -> bool:
        """Whether a stronger login is offered: not where it would lead nowhere."""
        return bool(self.franceconnect_plus_issuer)

    @cached_property
    def origin(self) -> str:
        """Scheme, host and port that our own pages come from."""
        return origin_of(self.public_url)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The `Host` headers that we answer to."""
        return frozenset({urlsplit(self.public_url).netloc, *self.allowed_hosts})


def origin_of(url: str) -> str:
    """`https://host:port` of an address; empty if it has none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
