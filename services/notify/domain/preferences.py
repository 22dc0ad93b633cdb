"""How a person wants to be reached: channels per kind, addresses, consents. No clock, no network."""

import re
from collections.abc import Mapping
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
# Mobile numbers of France and of its overseas parts, as they are written there or abroad.
_MOBILE = re.compile(r"(?:0|\+33|0033)([67]\d{8})")
_OVERSEAS = re.compile(r"\+(262|590|594|596)(6\d{8})|\+(508|687|689|681)(\d{6}|\d{8})")
_LONGEST_EMAIL, _LONGEST_ENDPOINT = 254, 1000


@dataclass(frozen=True, slots=True)
class Preferences:
    """`kinds`: kind → channels wanted. `escalation`: letters and calls may come when a right may lapse. `version`: 0 while nothing was said."""

    kinds: Mapping[MessageKind, frozenset[Channel]] = field(default_factory=lambda: _DEFAULT)
    escalation: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """An address for alerts. `failing`: the delivery status that says that nothing reaches it, or empty."""

    person_id: str
    channel: Channel
    text: str
    confirmed: datetime | None = None
    failing: str = ""

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
        return f"+33{mobile[1]}"
    if _OVERSEAS.fullmatch(text):
        return text
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
