"""Sessions, kept by us and not by the browser: it holds a random id, we hold the digest of it and what we know, sealed.

A session ends 30 minutes after its last use, and 12 hours after its beginning whatever happens. Its id changes when somebody logs in, so an
id known before the login opens nothing.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from chassis.crypto import SealBroken, Vault
from chassis.db import TRANSIENT, Database, read_session, unit_of_work
from services.bff.drafts import Draft
from services.bff.store import sessions as store

Clock = Callable[[], datetime]
_TOUCH_EVERY = timedelta(minutes=1)
_CODE_LIFE = timedelta(seconds=60)


class Kind(StrEnum):
    """What a session serves for."""

    # Somebody who has not logged in yet.
    VISITOR = "visitor"
    BROWSER = "browser"
    # A mobile application.
    BEARER = "bearer"
    # One minute between a login and the application that asked for it.
    CODE = "code"


class _Sealed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Application(_Sealed):
    """The mobile application that a login is for, and the challenge (PKCE, S256) that it will have to answer."""

    redirect_uri: str
    code_challenge: str
    state: str = ""


class Login(_Sealed):
    """A login under way at FranceConnect."""

    login_id: str
    return_to: str = "/"
    application: Application | None = None


class Who(_Sealed):
    """Who logged in. `assurance` is the level of common.v1.Assurance; `certified` says that the NIR is."""

    person_id: str
    connection_id: str
    assurance: int
    display_name: str
    certified: bool = False


class Simulation(_Sealed):
    """A simulation under way, as `household.trials` writes it; it lasts as long as a draft."""

    expire_time: datetime
    text: str


class Known(_Sealed):
    """What a session knows."""

    csrf_token: str
    login: Login | None = None
    who: Who | None = None
    drafts: tuple[Draft, ...] = ()
    simulation: Simulation | None = None


@dataclass(frozen=True)
class Session:
    """A session that holds now."""

    digest: bytes
    kind: Kind
    known: Known
    expire_time: datetime

    @property
    def who(self) -> Who | None:
        """Who logged in, if anybody did."""
        return self.known.who


@dataclass(frozen=True)
class Lives:
    """How long a session lasts: unused, and at most."""

    idle: timedelta
    whole: timedelta


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, database: Database, vault: Vault, lives: Lives, clock: Clock) -> None:
        self._database, self._vault, self._lives, self._clock = database, vault, lives, clock

    async def open(self, kind: Kind, known: Known, *, replacing: Session | None = None) -> tuple[str, Session]:
        """A new session under a new id, which is returned once; the one that it replaces is gone in the same breath."""
        secret = secrets.token_urlsafe(32)
        digest, now = _digest(secret), self._clock()
        expire_time = now + (_CODE_LIFE if kind is Kind.CODE else self._lives.whole)
        row = store.Row(digest, kind, self._seal(known, digest), now, now, expire_time)
        async with unit_of_work(self._database) as session:
            if replacing:
                await store.remove(session, replacing.digest)
            await store.put(session, row)
        return secret, Session(digest, kind, known, expire_time)

    async def find(self, secret: str, kinds: Collection[Kind], *, touch: bool = True) -> Session | None:
        """The session that this id opens, if it is of one of these kinds and not over. `touch`: somebody is using it."""
        async with read_session(self._database) as session:
            row = await store.find(session, _digest(secret))
        now = self._clock()
        if row is None or row.kind not in kinds or self._over(row, now):
            return None
        opened = self._opened(row)
        if opened and touch and now - row.seen_time >= _TOUCH_EVERY:
            async with unit_of_work(self._database) as session:
                await store.touch(session, row.digest, now)
        return opened

    async def holds(self, session: Session) -> bool:
        """Whether a session that was found earlier still holds; False too when that cannot be known: whoever it is comes back."""
        try:
            async with read_session(self._database) as transaction:
                row = await store.find(transaction, session.digest)
        except TRANSIENT:
            return False
        return row is not None and not self._over(row, self._clock())

    async def learn(self, session: Session, **learned: Any) -> Session:
        """The same session, which knows this from now on, and still what another request taught it meanwhile."""
        return await self.revise(session, lambda known: known.model_copy(update=learned))

    async def revise(self, session: Session, change: Callable[[Known], Known]) -> Session:
        """The same session, which knows what `change` makes of what it knows now. Two requests at once wait for each other."""
        async with unit_of_work(self._database) as transaction:
            row = await store.lock(transaction, session.digest)
            opened = self._opened(row) if row else None
            known = change(opened.known if opened else session.known)
            await store.replace_data(transaction, session.digest, self._seal(known, session.digest))
        return Session(session.digest, session.kind, known, session.expire_time)

    async def redeem(self, code: str) -> Session | None:
        """What a one-time code stands for. Right or wrong, old or not, it is spent."""
        async with unit_of_work(self._database) as session:
            row = await store.take(session, _digest(code), Kind.CODE)
        return None if row is None or self._over(row, self._clock()) else self._opened(row)

    async def end(self, session: Session) -> None:
        """Ends a session."""
        async with unit_of_work(self._database) as transaction:
            await store.remove(transaction, session.digest)

    async def purge(self) -> int:
        """Removes what is over; returns how many sessions that was."""
        now = self._clock()
        async with unit_of_work(self._database) as session:
            return await store.purge(session, now, now - self._lives.idle)

    def _over(self, row: store.Row, now: datetime) -> bool:
        return now >= row.expire_time or now - row.seen_time >= self._lives.idle

    def _seal(self, known: Known, digest: bytes) -> bytes:
        return self._vault.seal(known.model_dump_json().encode(), digest)

    def _opened(self, row: store.Row) -> Session | None:
        try:
            known = Known.model_validate_json(self._vault.open(row.data, row.digest))
        except (SealBroken, ValueError):
            # Sealed with a key that is gone, or written by another release: the person logs in again.
            return None
        return Session(row.digest, Kind(row.kind), known, row.expire_time)


def new_csrf_token() -> str:
    """A token that only our own pages know."""
    return secrets.token_urlsafe(32)


def answers(challenge: str, verifier: str) -> bool:
    """Whether a PKCE verifier is the one that an S256 challenge was made from (RFC 7636)."""
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
