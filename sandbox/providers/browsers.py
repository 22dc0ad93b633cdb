"""A push service and the browsers behind it (RFC 8030, 8291, 8292): it checks who sends, and shows what a browser would read."""

import base64
import os
import time
from dataclasses import dataclass

import http_ece
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from sandbox.providers.house import Answer, House, Parcel
from sandbox.providers.recipients import Conduct
from sandbox.providers.store import Store

_STATUSES = {Answer.REFUSED: 410, Answer.LATER: 503}
_LONGEST_HOURS = 24


@dataclass(frozen=True, slots=True)
class Pushed:
    """A request to the push service. `authorization`: of VAPID. `topic`: what a later message would replace."""

    body: bytes
    authorization: str
    topic: str


class PushService:
    """`origin`: where it is reached, without a path."""

    def __init__(self, store: Store, house: House, origin: str) -> None:
        self._store, self._house, self.origin = store, house, origin

    def subscribe(self, conduct: Conduct) -> dict[str, str]:
        """A new browser: what its Push API would say."""
        subscription_id = base64.urlsafe_b64encode(os.urandom(12)).decode()
        key, auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        kept = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._store.write("INSERT INTO browsers VALUES (?, ?, ?, ?)", subscription_id, conduct, kept, auth)
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.origin}/push/{subscription_id}", "p256dh": _text(point), "auth": _text(auth)}

    async def receive(self, subscription_id: str, pushed: Pushed) -> int:
        """The HTTP status: 201 taken, 403 not signed, 400 not for this browser, 410 gone, 503 later; 0: the connection is to be cut."""
        browser = self._store.one("SELECT * FROM browsers WHERE subscription_id = ?", subscription_id)
        if browser is None:
            return 410
        if not self._signed(pushed.authorization):
            return 403
        conduct = Conduct(browser["conduct"])
        refusal = self._house.refuses(subscription_id, conduct)
        if refusal:
            return _STATUSES[refusal]
        text = _opened(pushed.body, browser["private_key"], browser["auth"])
        if text is None:
            return 400
        parcel = Parcel(pushed.topic, "PUSH", f"{self.origin}/push/{subscription_id}", text)
        answer = await self._house.take(parcel, conduct)
        return 0 if answer is Answer.CUT else 201

    def _signed(self, authorization: str) -> bool:
        scheme, _, rest = authorization.partition(" ")
        parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        if scheme.lower() != "vapid" or not {"t", "k"} <= set(parts):
            return False
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(parts["k"]))
            public = point.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            claims = jwt.decode(parts["t"], ECKey.import_key(public), algorithms=["ES256"]).claims
        except (JoseError, ValueError):
            return False
        left = float(claims.get("exp", 0)) - time.time()
        return claims.get("aud") == self.origin and 0 < left <= _LONGEST_HOURS * 3600


def _opened(body: bytes, private_key: bytes, auth: bytes) -> bytes | None:
    key = serialization.load_der_private_key(private_key, None)
    try:
        clear: bytes = http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm")
    except (http_ece.ECEException, InvalidTag, ValueError):
        return None
    return clear


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
