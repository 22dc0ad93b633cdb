"""How the parts of identity are made out of its settings."""

from datetime import UTC, datetime

import httpx

from chassis.server import Service
from services.identity.events.published import OutboxAnnouncer
from services.identity.partners.franceconnect import FranceConnect, Registration
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
    secret = settings.franceconnect_client_secret.get_secret_value()
    registration = Registration(settings.franceconnect_client_id, secret)
    return Parts(
        database=service.database(),
        sealing=Sealing(service.vault()),
        keyring=Keyring.from_file(settings.pseudonym_keys_file),
        franceconnect=FranceConnect(settings.franceconnect_issuer, registration, http),
        gateways=gateways,
        announcer=OutboxAnnouncer(),
        addresses=Addresses(settings.login_return, settings.logout_return),
        rules=Rules(load_directory(), load_retention()),
        clock=lambda: datetime.now(UTC),
    )
