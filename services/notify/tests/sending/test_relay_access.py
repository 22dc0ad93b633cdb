"""Relays that want TLS and a login: a real SMTP server, with a certificate of an authority that the system trusts, or does not."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox.suite.certificates import make_certificates
from sandbox.suite.layout import Layout
from services.notify.channels.mail import Access, Relay, Sender, Tls
from services.notify.domain.sending.channels import Carried, Channel, Fate, Heard
from services.notify.domain.sending.delivery import Parcel

PARCEL = Parcel("0192f3c4-0000-7000-8000-000000000001", Channel.EMAIL, "marie@exemple.fr", "Un message vous attend.")


class Silent:
    """Reports nothing."""

    async def find(self, _: str) -> Heard | None:
        return None


class Box:
    """Keeps whether each message came under a login."""

    def __init__(self) -> None:
        self.kept: list[bool] = []

    async def handle_DATA(self, _: SMTP, session: Session, __: Envelope) -> str:
        self.kept.append(bool(session.authenticated))
        return "250 OK"


def _knows(_: SMTP, __: Session, ___: Envelope, ____: str, told: object) -> AuthResult:
    known = isinstance(told, LoginPassword) and (told.login, told.password) == (b"mesdroits", b"ouvre-toi")
    return AuthResult(success=known, handled=False)


@pytest.fixture
def keys(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path, tls=True)
    make_certificates(layout)
    return layout


@asynccontextmanager
async def relay_server(keys: Layout, box: Box, *, implicit: bool) -> AsyncIterator[str]:
    files = keys.tls_files("providers")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files["CERT"], files["KEY"])

    def line() -> SMTP:
        sealing: dict[str, Any] = {} if implicit else {"tls_context": context, "require_starttls": True}
        # Of a line sealed from its first byte, aiosmtpd does not know that it is, and warns who wants a login there.
        return SMTP(box, authenticator=_knows, auth_required=not implicit, auth_require_tls=not implicit, **sealing)

    server = await asyncio.get_running_loop().create_server(line, "127.0.0.1", 0, ssl=context if implicit else None)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def carried(address: str, access: Access) -> Carried:
    relay = Relay("smtp.1", address, Sender("nous@mesdroits.example"), Silent(), access)
    try:
        return await relay.carry(PARCEL)
    finally:
        await relay.close()


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
async def test_a_relay_is_entered_by_a_sealed_line_and_a_login(
    tls: Tls, keys: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(keys.tls_files("providers")["CA"]))
    box = Box()
    async with relay_server(keys, box, implicit=tls is Tls.IMPLICIT) as address:
        assert (await carried(address, Access(tls, "mesdroits", "ouvre-toi"))).fate is Fate.TAKEN
        refused = await carried(address, Access(tls, "mesdroits", "autre"))
    assert (refused.fate, refused.reason) == (Fate.NOT_TAKEN, "NOT_CONNECTED")
    assert box.kept == [True]


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
async def test_a_relay_whose_certificate_nobody_vouches_for_is_told_nothing(tls: Tls, keys: Layout) -> None:
    box = Box()
    async with relay_server(keys, box, implicit=tls is Tls.IMPLICIT) as address:
        told = await carried(address, Access(tls, "mesdroits", "ouvre-toi"))
    assert (told.fate, told.reason, box.kept) == (Fate.NOT_TAKEN, "NOT_CONNECTED", [])


def test_a_password_never_leaves_in_clear() -> None:
    with pytest.raises(ValueError, match="STARTTLS or IMPLICIT"):
        Access(Tls.OFFERED, "mesdroits", "ouvre-toi")
    assert "ouvre-toi" not in repr(Access(Tls.IMPLICIT, "mesdroits", "ouvre-toi"))
