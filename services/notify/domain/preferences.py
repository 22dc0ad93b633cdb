"""How a person wants to be reached: channels per kind, addresses, consents. No clock, no network."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from services.notify.domain.errors import UnknownOrigin, WrongField
from services.notify.domain.messages import MessageKind
from services.notify.domain.sending.channels import Channel

# By which a message may be asked to come; the portal itself always has it, a call is no wish.
CHOSEN = (Channel.EMAIL, Channel.SMS, Channel.PUSH, Channel.LETTER)
ADDRESSED = (Channel.EMAIL, Channel.SMS)
# Until the person says otherwise: what has to be done is told by all that they gave an address for.
_DEFAULT: Mapping[MessageKind, frozenset[Channel]] = {
    MessageKind.TASK: frozenset({Channel.EMAIL, Channel.SMS, Channel.PUSH}),
    MessageKind.NOTICE: frozenset({Channel.EMAIL, Channel.PUSH}),
    MessageKind.ORGANISME: frozenset({Channel.EMAIL, Channel.PUSH}),
}
# Of a confirmation code: how long it holds, how often it may be tried, how often one may be asked for.
CODE_LIFE = timedelta(minutes=15)
CODE_TRIES = 5
CODES_PER_PERSON, CODES_PER_ADDRESS = 5, 3
CODES_SINCE = timedelta(hours=1)
MOST_BROWSERS = 20
_EMAIL = re.compile(r"[^@\s<>\"(),:;\[\]\\\x00-\x20\x7f]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)  # fmt: skip
# Mobile numbers of France and of its overseas parts, as they are written there or abroad; « (0) » is what some write of the 0 that is not dialled.
_MOBILE = re.compile(r"(?:0|(?:\+|00)330?)([67][0-9]{8})")
_OVERSEAS = re.compile(r"(?:\+|00)(262|590|594|596)0?([67][0-9]{8})|(?:\+|00)(508|687|689|681)([0-9]{6}|[0-9]{8})")
# One plan of ten digits inside, a country code each outside. Arcep, « La numérotation outre-mer » and « Modernising Mayotte's numbering plan » (0639);
# blocks by territory: décision 2018-0881, annexe 1, as libphonenumber carries it (GP, GF, MQ, RE, YT). Checked 2026-11-22, confidence W.
_CODES = {
    "690": "590", "691": "590", "692": "262", "693": "262", "639": "262", "694": "594", "696": "596", "697": "596",
}  # fmt: skip
# 06 39 98 xx xx: kept for fiction in mainland France, and what the played carriers know.
_FICTION = "63998"
_LONGEST_EMAIL, _LONGEST_ENDPOINT = 254, 1000


@dataclass(frozen=True, slots=True)
class Preferences:
    """`kinds`: kind → channels wanted. `escalation`: letters and calls may come when a right may lapse. `version`: 0 while nothing was said."""

    kinds: Mapping[MessageKind, frozenset[Channel]] = field(default_factory=lambda: _DEFAULT)
    escalation: bool = True
    version: int = 0

    def let(self, kind: MessageKind, channel: Channel, *, escalated: bool) -> bool:
        """Whether a message of that kind may leave by that channel; `escalated`: not by choice, but because a right is at stake."""
        return channel in self.kinds.get(kind, frozenset()) or (escalated and self.escalation)


@dataclass(frozen=True, slots=True)
class Address:
    """An address for alerts. `failing`: the delivery status that says that nothing reaches it, or empty. `expires`: until when the code holds that it waits for."""

    person_id: str
    channel: Channel
    text: str
    confirmed: datetime | None = None
    failing: str = ""
    expires: datetime | None = None

    @property
    def masked(self) -> str:
        """What may be shown of it."""
        if self.channel is Channel.SMS:
            return f"… {self.text[-4:-2]} {self.text[-2:]}"
        name, _, domain = self.text.partition("@")
        return f"{name[0]}…@{domain}"

    @property
    def usable(self) -> bool:
        """Whether messages may be sent to it."""
        return self.confirmed is not None and not self.failing


def shown(held: Sequence[Address], now: datetime) -> list[Address]:
    """The confirmed ones and those that wait for a code; of one whose code is over, none where another is confirmed."""
    confirmed = {one.channel for one in held if one.confirmed}
    return [
        one for one in held if one.channel not in confirmed or one.confirmed or (one.expires and now <= one.expires)
    ]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser that receives push messages. `p256dh`, `auth`: base64url."""

    subscription_id: str
    person_id: str
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether an organisme may write to the person here. `since`: None while the person has not said."""

    organisme: str
    granted: bool = False
    since: datetime | None = None
    waiting: int = 0


def normalised(channel: Channel, text: str) -> str:
    """An e-mail address in its usual form, or a telephone in E.164. Raises WrongField."""
    if channel is Channel.EMAIL:
        return _email(text.strip())
    if channel is Channel.SMS:
        return _telephone(re.sub(r"[\s.()-]", "", text))
    raise WrongField("channel", "On ne donne une adresse que pour l'e-mail et le SMS.")


def _email(text: str) -> str:
    if len(text) > _LONGEST_EMAIL or not _EMAIL.fullmatch(text):
        raise WrongField("address", "Cette adresse e-mail n'est pas complète. Exemple : nom@exemple.fr.")
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def _telephone(text: str) -> str:
    if mobile := _MOBILE.fullmatch(text):
        number = mobile[1]
        return f"+{'33' if number.startswith(_FICTION) else _CODES.get(number[:3], '33')}{number}"
    if overseas := _OVERSEAS.fullmatch(text):
        return f"+{overseas[1] or overseas[3]}{overseas[2] or overseas[4]}"
    raise WrongField("address", "Donnez un numéro de mobile français. Exemple : 06 12 34 56 78.")


def check_endpoint(endpoint: str, origins: frozenset[str]) -> None:
    """Raises UnknownOrigin: the suite only calls the push services that it was told of, whatever a browser says."""
    if len(endpoint) > _LONGEST_ENDPOINT or not endpoint.isascii():
        raise UnknownOrigin
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UnknownOrigin from None
    if parts.username is not None or parts.password is not None or "\\" in endpoint or parts.fragment:
        raise UnknownOrigin
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
    if origin not in origins:
        raise UnknownOrigin
