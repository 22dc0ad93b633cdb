"""Web Push (RFC 8030), encrypted for the browser (RFC 8291) and signed (VAPID, RFC 8292), by pywebpush in a thread."""

import asyncio
import base64
import hashlib
import json
from pathlib import Path

import requests
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush
from urllib3.exceptions import NewConnectionError

from services.notify.domain.sending.channels import Carried, Fate, Heard
from services.notify.domain.sending.delivery import Parcel

_SECONDS = 10
_KEPT_SECONDS = 86_400
_GONE = frozenset({404, 410})


class Push:
    """The push services, each found in the browser's own subscription. `contact`: whom a push service writes to (`mailto:…`)."""

    name = "push"

    def __init__(self, key_file: Path, contact: str) -> None:
        self._key = Vapid02.from_pem(key_file.read_bytes())
        self._contact = contact

    async def carry(self, parcel: Parcel) -> Carried:
        """Hands it over."""
        return await asyncio.to_thread(self._carry, parcel)

    async def find(self, _key: str) -> Heard | None:
        """A push service cannot be asked."""
        return None

    def _carry(self, parcel: Parcel) -> Carried:
        told = json.loads(parcel.address)
        subscription = {"endpoint": told["endpoint"], "keys": {"p256dh": told["p256dh"], "auth": told["auth"]}}
        # A later push with the same topic replaces one that waits (RFC 8030 § 5.4: 32 characters of base64url).
        topic = base64.urlsafe_b64encode(hashlib.sha256(parcel.key.encode()).digest()).decode()[:32]
        try:
            with _session() as session:
                answer = webpush(
                    subscription, parcel.text, vapid_private_key=self._key, vapid_claims={"sub": self._contact},
                    ttl=_KEPT_SECONDS, timeout=_SECONDS, headers={"Topic": topic}, requests_session=session,
                )  # fmt: skip
        except WebPushException as refused:
            return self._refused(refused.status_code or 0)
        except (requests.RequestException, ValueError) as broken:
            return Carried(_fate(broken), self.name, reason=type(broken).__name__)
        return Carried(
            Fate.TAKEN, self.name, reason=f"HTTP_{answer.status_code}" if not isinstance(answer, str) else ""
        )

    def _refused(self, status: int) -> Carried:
        if status in _GONE:
            return Carried(Fate.REFUSED, self.name, reason=f"HTTP_{status}")
        fate = Fate.LATER if status == 429 or status >= 500 else Fate.NOT_TAKEN
        return Carried(fate, self.name, reason=f"HTTP_{status}")


def _session() -> requests.Session:
    session = requests.Session()
    # Nobody chooses where else we call: neither a proxy of the environment, nor a push service that redirects.
    session.trust_env = False
    session.max_redirects = 0
    return session


def _fate(broken: Exception) -> Fate:
    """Whether nothing can have arrived: the connection was never made, or the subscription is no subscription."""
    if isinstance(broken, ValueError) and not isinstance(broken, requests.RequestException):
        return Fate.REFUSED
    cause = broken.args[0] if broken.args else None
    never = isinstance(getattr(cause, "reason", cause), NewConnectionError) or isinstance(
        broken, requests.ConnectTimeout
    )
    return Fate.NOT_TAKEN if never else Fate.UNSURE
