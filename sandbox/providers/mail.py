"""The mail relay of one house: a real SMTP server (aiosmtpd)."""

import asyncio
import contextlib
import logging
import re

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.providers.house import Answer, House, Parcel
from sandbox.providers.recipients import of_mail

_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^@>\s]+)@", re.IGNORECASE | re.MULTILINE)
_NO_ID = "550 5.7.1 a message without an id could not be found again"
_REFUSALS = {
    Answer.REFUSED: "550 5.1.1 no such mailbox",
    Answer.LATER: "451 4.2.1 mailbox busy, try again later",
}


class _Reception:
    """What aiosmtpd calls, command by command."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = self._house.refuses(address, of_mail(address))
        if refusal:
            return _REFUSALS[refusal]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        known = _MESSAGE_ID.search(content)
        if known is None:
            return _NO_ID
        answer = Answer.TAKEN
        for address in envelope.rcpt_tos:
            parcel = Parcel(known[1].decode("ascii", "replace"), "EMAIL", address, content)
            answer = await self._house.take(parcel, of_mail(address))
        if answer is Answer.CUT and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 2.0.0 taken"


class MailServer:
    """Listens while it is up; `port` is known once started, and kept."""

    def __init__(self, house: House, listen: str) -> None:
        self._reception = _Reception(house)
        self._host, _, port = listen.rpartition(":")
        self.port = int(port)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.BaseTransport] = set()
        # Its lines would hold addresses.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)

    @property
    def up(self) -> bool:
        return self._server is not None

    async def start(self) -> None:
        """Listen and serve; nothing if it does."""
        if self._server is None:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._receive, self._host, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut every connection and refuse new ones."""
        if self._server is not None:
            self._server.close()
            for transport in tuple(self._open):
                with contextlib.suppress(RuntimeError):
                    transport.close()
            self._server = None

    def _receive(self) -> SMTP:
        return _Connection(self._reception, self._open)


class _Connection(SMTP):
    """One client, remembered so that it can be cut."""

    def __init__(self, reception: _Reception, opened: set[asyncio.BaseTransport]) -> None:
        super().__init__(
            reception,
            hostname="smtp.prestataire.test",
            ident="relais joue",
            loop=asyncio.get_running_loop(),
            enable_SMTPUTF8=True,
        )
        self._opened = opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._opened.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport:
            self._opened.discard(self.transport)
        super().connection_lost(error)
