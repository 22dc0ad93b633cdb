"""How the parts of identity are made out of its settings."""

import json
from datetime import UTC, datetime

import httpx
from joserfc.jwk import KeySet

from chassis.server import Service
from services.identity.events.published import OutboxAnnouncer
from services.identity.partners.franceconnect import FranceConnect, Issuers, Registration
from services.identity.partners.gateways import Gateways
from services.identity.settings import Settings
from services.identity.store.keyring import Keyring
from services.identity.store.rules import load_directory, load_retention
from services.identity.store.sealing import Sealing
from services.identity.usecases.parts import Addresses, Parts, Rules

_HTTP_TIMEOUT = httpx.Timeout(3.0, connect=1.5)


def make_parts(service: Service, settings: Settings) -> Parts:
    """Everything that the use cases work with; what was opened is closed with the service."""
    http = httpx.AsyncClient(timeout=_HTTP_TIMEOUT, follow_redirects=False, trust_env=False)
    service.closing(http.aclose)
    gateways = Gateways(settings, settings.organisme_addresses, service.minter)
    service.closing(gateways.close)
    return Parts(
        database=service.database(),
        sealing=Sealing(service.vault()),
        keyring=Keyring.from_file(settings.pseudonym_keys_file),
        issuers=make_issuers(settings, http),
        gateways=gateways,
        announcer=OutboxAnnouncer(),
        addresses=Addresses(settings.login_return, settings.logout_return),
        rules=Rules(load_directory(), load_retention()),
        clock=lambda: datetime.now(UTC),
    )


def make_issuers(settings: Settings, http: httpx.AsyncClient) -> Issuers:
    """FranceConnect, and FranceConnect+ where the suite is registered with it. Raises OSError or ValueError for keys that cannot be read."""
    secret = settings.franceconnect_client_secret.get_secret_value()
    ordinary = FranceConnect(
        settings.franceconnect_issuer, Registration(settings.franceconnect_client_id, secret), http
    )
    if settings.franceconnect_plus_keys_file is None:
        return Issuers(ordinary)
    keys = KeySet.import_key_set(json.loads(settings.franceconnect_plus_keys_file.read_text()))
    secret = settings.franceconnect_plus_client_secret.get_secret_value()
    registration = Registration(settings.franceconnect_plus_client_id, secret, keys)
    return Issuers(ordinary, FranceConnect(settings.franceconnect_plus_issuer.rstrip("/"), registration, http))
