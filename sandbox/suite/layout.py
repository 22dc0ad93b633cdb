"""Where everything of one running suite is: its ports, counted from a base port, and its files, under one root."""

from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

ORGANISMES = (
    "cnaf", "cnam", "msa", "ssi", "cnav", "union_retraite", "cdc", "france_travail", "mgen", "dgfip",
)  # fmt: skip
# One database schema, one role and one NATS user for each; the simulator keeps nothing and hears nothing.
SERVICES = ("identity", "situation", "rights", "documents", "requests_tracking", "notify", "bff")
# Whoever carries messages, played twice so that one can fail over to the other.
PROVIDERS = ("providers_page", "smtp", "providers", "smtp_backup", "providers_backup")
INFRASTRUCTURE = ("postgres", "nats", "traces")
PROCESSES = (
    *INFRASTRUCTURE,
    "franceconnect",
    "franceconnect_plus",
    "organismes",
    "providers",
    "clamd",
    "identity",
    "situation",
    "rights",
    "simulator",
    "documents",
    "requests_tracking",
    "notify",
    "edge",
)

_OFFSETS = {
    "edge": 0,
    "franceconnect": 1,
    "traces": 2,
    "otlp": 3,
    "organismes_admin": 4,
    "franceconnect_plus": 5,
    "smtp": 6,
    "providers_page": 7,
    "providers": 8,
    "smtp_backup": 9,
    "identity": 10,
    "situation": 11,
    "rights": 12,
    "simulator": 13,
    "documents": 14,
    "requests_tracking": 15,
    "notify": 16,
    "providers_backup": 18,
    **{organisme: 20 + rank for rank, organisme in enumerate(ORGANISMES)},
    "nats": 30,
    "postgres": 31,
}
HIGHEST_OFFSET = max(_OFFSETS.values())


@dataclass(frozen=True)
class Layout:
    """One suite: `root` holds its keys, data and logs; its ports run from `base_port` to `base_port + 31`."""

    root: Path
    base_port: int = 8000
    host: str = "127.0.0.1"
    tls: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", self.root.resolve())

    @property
    def ports(self) -> dict[str, int]:
        """Component name → port; an organisme counts as a component."""
        return {component: self.base_port + offset for component, offset in _OFFSETS.items()}

    def ports_of(self, process: str) -> dict[str, int]:
        """The ports that one process of the Procfile listens on, by component; none for one that listens on a socket."""
        several = {
            "organismes": (*ORGANISMES, "organismes_admin"),
            "traces": ("traces", "otlp"),
            "providers": PROVIDERS,
            "clamd": (),
        }
        components = several.get(process, (process,))
        return {component: self.ports[component] for component in components}

    def address(self, component: str) -> str:
        """`host:port`."""
        return f"{self.host}:{self.ports[component]}"

    @property
    def organisme_addresses(self) -> dict[str, str]:
        return {organisme: self.address(organisme) for organisme in ORGANISMES}

    @property
    def public_url(self) -> str:
        return f"http://{self.address('edge')}"

    @property
    def traces_url(self) -> str:
        return f"http://{self.address('traces')}"

    @property
    def providers_url(self) -> str:
        return f"http://{self.address('providers_page')}"

    @property
    def franceconnect_issuer(self) -> str:
        return f"http://{self.address('franceconnect')}/api/v2"

    @property
    def franceconnect_plus_issuer(self) -> str:
        return f"http://{self.address('franceconnect_plus')}/api/v2"

    @property
    def nats_url(self) -> str:
        return f"{'tls' if self.tls else 'nats'}://{self.address('nats')}"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def log_of(self, process: str) -> Path:
        return self.logs / f"{process}.log"

    @property
    def database_passwords(self) -> Path:
        return self.keys / "database_passwords.json"

    def nats_seed(self, user: str) -> Path:
        """The nkey seed of a service, or of `provision`, who owns the streams."""
        return self.keys / "nats" / f"{user}.seed"

    @property
    def organisme_seeds(self) -> Path:
        """A directory with one `<organisme>.seed` each."""
        return self.keys / "nats" / "organismes"

    def signing_key(self, issuer: str) -> Path:
        return self.keys / "signing" / f"{issuer}.jwk.json"

    def data_key(self, service: str) -> Path:
        return self.keys / "data" / f"{service}.json"

    def tls_files(self, name: str) -> dict[str, Path]:
        """`CERT`, `KEY` and `CA` of one service, as its settings name them."""
        folder = self.keys / "tls"
        return {"CERT": folder / f"{name}.pem", "KEY": folder / f"{name}.key", "CA": folder / "ca.pem"}

    @property
    def specimens(self) -> Path:
        """What the personas have at home."""
        return self.root / "pieces"

    @property
    def personas(self) -> Path:
        return REPOSITORY / "sandbox" / "personas"
