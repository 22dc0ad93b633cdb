"""The environment of each process: one process, one set of MESDROITS_* variables, nothing but what it needs."""

import json

from sandbox.clamd.engine import binary
from sandbox.suite import keys
from sandbox.suite.layout import REPOSITORY, SERVICES, Layout
from sandbox.suite.nats_server import config_file
from sandbox.suite.placement import placement
from sandbox.suite.sockets import socket_of

MOBILE_RETURN = "https://mobile.mesdroits.example/retour"
FRANCECONNECT_CLIENT_ID = "mesdroits-sandbox"
FRANCECONNECT_PLUS_CLIENT_ID = "mesdroits-sandbox-plus"
# Where FranceConnect sends a person back to: the portal's two routes.
LOGIN_RETURN = "/connexion/retour"
LOGOUT_RETURN = "/deconnexion/retour"

# Process of the Procfile → the name it bears in tokens, roles and certificates.
SERVICE_OF = {
    "identity": "identity",
    "situation": "situation",
    "rights": "rights",
    "simulator": "simulator",
    "documents": "documents",
    "requests_tracking": "requests_tracking",
    "notify": "notify",
    "edge": "bff",
}
_CALLS = {
    "identity": (),
    "situation": ("identity",),
    "rights": ("identity", "situation"),
    "simulator": (),
    "documents": ("identity",),
    "requests_tracking": ("identity",),
    "notify": ("identity", "situation", "rights", "requests_tracking", "documents"),
    "edge": ("identity", "situation", "rights", "simulator", "documents", "requests_tracking", "notify"),
    "organismes": (),
}
_CALLS_ORGANISMES = ("identity", "situation", "rights", "documents", "requests_tracking")


def environment_of(layout: Layout, process: str) -> dict[str, str]:
    """The variables of one process of the Procfile; the keys must have been made."""
    environment = {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'gen'}", "PYTHONUNBUFFERED": "1"}
    if process in SERVICE_OF:
        return environment | _service(layout, process)
    played = {
        "organismes": _organismes,
        "franceconnect": _franceconnect,
        "franceconnect_plus": _franceconnect_plus,
        "traces": _traces,
        "postgres": _postgres,
        "nats": _nats,
        "clamd": _clamd,
        "providers": _providers,
    }
    return environment | played[process](layout)


def database_url(layout: Layout, role: str) -> str:
    """`postgres` is the superuser; a service's role sees its own schema only."""
    password = keys.passwords(layout)[role]
    return f"postgresql+asyncpg://{role}:{password}@{layout.address('postgres')}/mesdroits"


def _service(layout: Layout, process: str) -> dict[str, str]:
    service = SERVICE_OF[process]
    environment = {
        "MESDROITS_LISTEN": layout.address(process),
        **(_stored(layout, service) if service in SERVICES else {}),
        **_peer(layout, service),
        **{f"MESDROITS_{callee.upper()}_ADDRESS": layout.address(callee) for callee in _CALLS[process]},
    }
    if process in _CALLS_ORGANISMES:
        environment["MESDROITS_ORGANISME_ADDRESSES"] = json.dumps(layout.organisme_addresses)
    own = {"identity": _identity, "documents": _documents, "notify": _notify, "edge": _edge}
    return environment | (own[process](layout) if process in own else {})


def _stored(layout: Layout, service: str) -> dict[str, str]:
    """What a service is told that keeps something, and says so."""
    return {
        "MESDROITS_DATABASE_URL": database_url(layout, service),
        "MESDROITS_NATS_URL": layout.nats_url,
        "MESDROITS_NATS_SEED_FILE": str(layout.nats_seed(service)),
        "MESDROITS_DATA_KEY_FILE": str(layout.data_key(service)),
    }


def _peer(layout: Layout, name: str) -> dict[str, str]:
    """What everyone who signs tokens and exports traces has in common."""
    files = layout.tls_files(name) if layout.tls else {}
    return {
        "MESDROITS_SERVICE": name,
        "MESDROITS_OTLP_ENDPOINT": f"http://{layout.address('otlp')}",
        "MESDROITS_SIGNING_KEY_FILE": str(layout.signing_key(name)),
        "MESDROITS_TRUSTED_KEYS_FILE": str(keys.trusted_keys(layout)),
        **{f"MESDROITS_TLS_{kind}_FILE": str(path) for kind, path in files.items()},
    }


def _identity(layout: Layout) -> dict[str, str]:
    return {
        "MESDROITS_PUBLIC_URL": layout.public_url,
        "MESDROITS_PSEUDONYM_KEYS_FILE": str(keys.pseudonym_keys(layout)),
        "MESDROITS_FRANCECONNECT_ISSUER": layout.franceconnect_issuer,
        "MESDROITS_FRANCECONNECT_CLIENT_ID": FRANCECONNECT_CLIENT_ID,
        "MESDROITS_FRANCECONNECT_CLIENT_SECRET": keys.franceconnect_secret(layout).read_text(),
        "MESDROITS_FRANCECONNECT_PLUS_ISSUER": layout.franceconnect_plus_issuer,
        "MESDROITS_FRANCECONNECT_PLUS_CLIENT_ID": FRANCECONNECT_PLUS_CLIENT_ID,
        "MESDROITS_FRANCECONNECT_PLUS_CLIENT_SECRET": keys.franceconnect_secret(layout).read_text(),
        "MESDROITS_FRANCECONNECT_PLUS_KEYS_FILE": str(keys.franceconnect_plus_keys(layout)),
    }


def _documents(layout: Layout) -> dict[str, str]:
    guard = {"MESDROITS_CLAMD_SOCKET": str(socket_of(layout, "clamd"))} if binary() else {}
    return {"MESDROITS_DOCUMENTS_STORE": (layout.root / "documents").as_uri(), **guard}


def _notify(layout: Layout) -> dict[str, str]:
    both = [layout.address("providers"), layout.address("providers_backup")]
    return {
        "MESDROITS_SMTP_ADDRESSES": json.dumps([layout.address("smtp"), layout.address("smtp_backup")]),
        "MESDROITS_MAIL_REPORT_ADDRESSES": json.dumps(both),
        "MESDROITS_SMS_ADDRESSES": json.dumps(both),
        "MESDROITS_LETTER_ADDRESSES": json.dumps(both),
        "MESDROITS_PUSH_ORIGINS": json.dumps([layout.providers_url]),
        "MESDROITS_VAPID_KEY_FILE": str(keys.vapid_key(layout)),
        "MESDROITS_SMTP_TLS": "OFFERED",
        "MESDROITS_MAIL_FROM": "ne-pas-repondre@mesdroits.example",
    }


def _providers(layout: Layout) -> dict[str, str]:
    return {
        **_peer(layout, "providers"),
        "MESDROITS_PROVIDERS_PAGE_LISTEN": layout.address("providers_page"),
        # The first of each pair is the usual one, the second stands in for it.
        "MESDROITS_PROVIDERS_SMTP_LISTEN": json.dumps([layout.address("smtp"), layout.address("smtp_backup")]),
        "MESDROITS_PROVIDERS_LISTEN": json.dumps([layout.address("providers"), layout.address("providers_backup")]),
        "MESDROITS_STATE_FILE": str(layout.root / "providers.db"),
    }


def _clamd(layout: Layout) -> dict[str, str]:
    return {
        "MESDROITS_CLAMD_HOME": str(layout.root / "clamd"),
        "MESDROITS_CLAMD_SOCKET": str(socket_of(layout, "clamd")),
    }


def _edge(layout: Layout) -> dict[str, str]:
    return {
        "MESDROITS_PUBLIC_URL": layout.public_url,
        # Its security headers name where the login form ends up.
        "MESDROITS_FRANCECONNECT_ISSUER": layout.franceconnect_issuer,
        "MESDROITS_FRANCECONNECT_PLUS_ISSUER": layout.franceconnect_plus_issuer,
        # Where a mobile application would be called back; none is installed, a client reads the address.
        "MESDROITS_MOBILE_REDIRECT_URIS": json.dumps([MOBILE_RETURN]),
    }


def _organismes(layout: Layout) -> dict[str, str]:
    return {
        **_peer(layout, "organismes"),
        "MESDROITS_NATS_URL": layout.nats_url,
        "MESDROITS_ORGANISMES_ADMIN_LISTEN": layout.address("organismes_admin"),
        "MESDROITS_ORGANISMES_LISTEN": json.dumps(layout.organisme_addresses),
        "MESDROITS_PERSONAS_DIR": str(layout.personas),
        "MESDROITS_NATS_SEEDS_DIR": str(layout.organisme_seeds),
        "MESDROITS_STATE_FILE": str(layout.root / "organismes.db"),
    }


def _franceconnect(layout: Layout) -> dict[str, str]:
    return {
        "MESDROITS_FC_LISTEN": layout.address("franceconnect"),
        "MESDROITS_FC_ISSUER": layout.franceconnect_issuer,
        "MESDROITS_FC_CLIENT_ID": FRANCECONNECT_CLIENT_ID,
        "MESDROITS_FC_CLIENT_SECRET": keys.franceconnect_secret(layout).read_text(),
        "MESDROITS_FC_REDIRECT_URIS": json.dumps([layout.public_url + LOGIN_RETURN]),
        "MESDROITS_FC_POST_LOGOUT_REDIRECT_URIS": json.dumps([layout.public_url + LOGOUT_RETURN]),
        "MESDROITS_FC_PERSONAS_DIR": str(layout.personas),
        "MESDROITS_FC_LEVELS": json.dumps(["eidas1"]),
    }


def _franceconnect_plus(layout: Layout) -> dict[str, str]:
    return _franceconnect(layout) | {
        "MESDROITS_FC_LISTEN": layout.address("franceconnect_plus"),
        "MESDROITS_FC_ISSUER": layout.franceconnect_plus_issuer,
        "MESDROITS_FC_CLIENT_ID": FRANCECONNECT_PLUS_CLIENT_ID,
        "MESDROITS_FC_LEVELS": json.dumps(["eidas2", "eidas3"]),
        "MESDROITS_FC_ENCRYPTION_KEYS_FILE": str(keys.franceconnect_plus_registered_keys(layout)),
    }


def _traces(layout: Layout) -> dict[str, str]:
    return {
        "MESDROITS_TRACES_LISTEN": layout.address("traces"),
        "MESDROITS_TRACES_OTLP_LISTEN": layout.address("otlp"),
        "MESDROITS_TRACES_DATABASE": str(layout.root / "traces.db"),
    }


def _postgres(layout: Layout) -> dict[str, str]:
    place = placement(layout)
    return {
        "MESDROITS_POSTGRES_BINARIES": str(place.binaries),
        "MESDROITS_POSTGRES_DATA": str(place.data),
        "MESDROITS_POSTGRES_ACCOUNT": place.account or "",
        "MESDROITS_POSTGRES_HOST": layout.host,
        "MESDROITS_POSTGRES_PORT": str(layout.ports["postgres"]),
    }


def _nats(layout: Layout) -> dict[str, str]:
    return {"MESDROITS_NATS_CONFIG_FILE": str(config_file(layout))}
