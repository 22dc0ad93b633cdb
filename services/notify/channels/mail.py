"""E-mail by SMTP (RFC 5321): plain text, nothing that tracks, an id by which the relay's reports are found."""

import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from typing import Protocol

import aiosmtplib
from aiosmtplib import SMTP, SMTPRecipientRefused, SMTPResponseException

from services.notify.domain.sending.channels import Carried, Fate, Heard
from services.notify.domain.sending.delivery import Parcel
from services.notify.domain.sending.words import CODE_SUBJECT, SUBJECT

# What a connection may raise; TimeoutError and OSError are among what aiosmtplib lets through.
_BROKEN = (aiosmtplib.SMTPException, OSError, TimeoutError)
_SECONDS = 20.0
_IDLE = 64
_KEY = re.compile(r"[0-9a-f.-]{1,80}")
# A local part and a domain without what could begin a new header, a new command or a second recipient.
_SUBJECTS = frozenset({SUBJECT, CODE_SUBJECT})
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\\x00-\x20\x7f]{1,64}@[^\s@<>\"(),:;\[\]\\\x00-\x20\x7f]{1,255}")


class Questions(Protocol):
    """Who answers for a relay: its reports by gRPC."""

    async def find(self, key: str) -> Heard | None:
        """What the relay knows of a message; None: no answer."""


class Tls(StrEnum):
    """How the line to a relay is sealed (RFC 8314): from its first byte, by STARTTLS or not at all, or by STARTTLS where the relay offers it."""

    IMPLICIT = "IMPLICIT"
    STARTTLS = "STARTTLS"
    OFFERED = "OFFERED"


@dataclass(frozen=True, slots=True)
class Access:
    """How a relay is entered; without a user, nobody logs in. Raises ValueError where a password could leave in clear."""

    tls: Tls = Tls.OFFERED
    username: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.username and self.tls is Tls.OFFERED:
            raise ValueError("a login wants MESDROITS_SMTP_TLS to be STARTTLS or IMPLICIT")

    def new_line(self, host: str, port: int) -> SMTP:
        """A connection that is not open yet. The relay's certificate is checked against the authorities of the system."""
        return SMTP(
            hostname=host,
            port=port,
            username=self.username or None,
            password=self.password if self.username else None,
            use_tls=self.tls is Tls.IMPLICIT,
            start_tls={Tls.IMPLICIT: False, Tls.STARTTLS: True, Tls.OFFERED: None}[self.tls],
            timeout=_SECONDS,
            local_hostname="notify.mesdroits.invalid",
        )


class Sender:
    """In whose name mail leaves. `domain`: right of the Message-ID.

    The message is put together here rather than by `email`, which takes ten times the processor of sending it: what varies is an address, an id and a
    date, each of a shape that is checked, and a text that is encoded whole.
    """

    def __init__(self, address: str) -> None:
        if not _ADDRESS.fullmatch(address):
            raise ValueError("not an address")
        self.address, self.domain = address, address.partition("@")[2]
        self._fixed = (
            f"From: Mes droits sociaux <{address}>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
            'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Language: fr\r\n'
        )

    def message(self, parcel: Parcel, now: datetime) -> bytes:
        """The whole message, in lines that SMTP takes. Raises ValueError for an address or an id that is none."""
        if not _ADDRESS.fullmatch(parcel.address) or not _KEY.fullmatch(parcel.key) or parcel.subject not in _SUBJECTS:
            raise ValueError("not an address")
        varying = f"Subject: {parcel.subject}\r\nDate: {format_datetime(now)}\r\nMessage-ID: <{parcel.key}@{self.domain}>\r\n\r\n"
        head = f"{self._fixed}To: {parcel.address}\r\n{varying}"
        text = "\r\n".join(parcel.text.splitlines()) + "\r\n"
        return head.encode() + binascii.b2a_qp(text.encode())


class Relay:
    """One SMTP server, by connections that are kept; `questions` answers for what became of a message."""

    def __init__(
        self, name: str, address: str, sender: Sender, questions: Questions, access: Access | None = None
    ) -> None:
        self.name, self._access = name, access or Access()
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._sender, self._questions = sender, questions
        self._idle: list[SMTP] = []

    async def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    async def carry(self, parcel: Parcel) -> Carried:
        """Hands it over. A connection that was kept and is gone is opened anew, once."""
        try:
            content = self._sender.message(parcel, datetime.now(UTC))
        except ValueError:
            return Carried(Fate.REFUSED, self.name, reason="NOT_AN_ADDRESS")
        kept = bool(self._idle)
        carried = await self._attempt(parcel.address, content)
        if kept and carried.reason == "NOT_CONNECTED":
            await self.close()
            carried = await self._attempt(parcel.address, content)
        return carried

    async def find(self, key: str) -> Heard | None:
        """By Message-ID, in the relay's reports."""
        return await self._questions.find(key)

    async def _attempt(self, address: str, content: bytes) -> Carried:
        fresh, kept = not self._idle, False
        line = self._access.new_line(self._host, self._port) if fresh else self._idle.pop()
        try:
            if fresh and not await _connected(line):
                return Carried(Fate.NOT_TAKEN, self.name, reason="NOT_CONNECTED")
            carried = await self._talk(line, address, content)
            kept = len(self._idle) < _IDLE and await _usable(line, carried)
        finally:
            # Whoever waits no longer leaves nothing behind half said.
            if kept:
                self._idle.append(line)
            else:
                line.close()
        return carried

    async def _talk(self, line: SMTP, address: str, content: bytes) -> Carried:
        try:
            options = [] if address.isascii() else ["SMTPUTF8"]
            await line.mail(self._sender.address, options=options, encoding="ascii" if address.isascii() else "utf-8")
        except _BROKEN:
            return Carried(Fate.NOT_TAKEN, self.name, reason="NOT_CONNECTED")
        return await self._hand_over(line, address, content)

    async def _hand_over(self, line: SMTP, address: str, content: bytes) -> Carried:
        try:
            await line.rcpt(address, encoding="ascii" if address.isascii() else "utf-8")
        except SMTPRecipientRefused as refused:
            fate = Fate.REFUSED if refused.code >= 500 else Fate.LATER
            return Carried(fate, self.name, reason=f"SMTP_{refused.code}")
        except _BROKEN:
            return Carried(Fate.NOT_TAKEN, self.name, reason="CUT")
        try:
            await line.data(content)
        except SMTPResponseException as refused:
            # A server that says something else than a number has said nothing.
            fate = Fate.NOT_TAKEN if refused.code >= 400 else Fate.UNSURE
            return Carried(fate, self.name, reason=f"SMTP_{refused.code}")
        except _BROKEN:
            # The last line may have arrived, and its answer be lost.
            return Carried(Fate.UNSURE, self.name, reason="CUT")
        return Carried(Fate.TAKEN, self.name)


async def _connected(line: SMTP) -> bool:
    try:
        await line.connect()
    except _BROKEN:
        return False
    return True


async def _usable(line: SMTP, carried: Carried) -> bool:
    if carried.fate in (Fate.TAKEN, Fate.UNSURE) or carried.reason == "NOT_CONNECTED":
        return carried.fate is Fate.TAKEN
    try:
        await line.rset()
    except _BROKEN:
        return False
    return True
