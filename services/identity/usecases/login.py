"""A login through FranceConnect: prepared, completed once, ended."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import new_id, read_session, unit_of_work
from services.identity.domain.assurance import Assurance
from services.identity.domain.certification import Certification, State
from services.identity.domain.connection import Connection
from services.identity.domain.errors import (
    DENIED_STRONGER,
    ConnectionNotFound,
    FranceConnectDown,
    LoginAlreadyUsed,
    LoginDenied,
    LoginExpired,
    LoginRefused,
    redirect_not_registered,
)
from services.identity.domain.matching import match
from services.identity.partners.franceconnect import LoggedIn, end_session_url
from services.identity.store import certifications, logins, persons
from services.identity.store.logins import Attempt, IdToken
from services.identity.store.persons import Profile, Subject
from services.identity.usecases.parts import Parts

ATTEMPT_LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An attempt to be written, and where to send the browser."""

    attempt: Attempt
    authorization_url: str


@dataclass(frozen=True, slots=True)
class Return:
    """What FranceConnect sent back through the browser: a code or an error."""

    login_id: str
    request_id: str
    code: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection opened for a person."""

    person_id: str
    connection: Connection


async def prepare_login(parts: Parts, redirect_uri: str, assurance: Assurance) -> Prepared:
    """Draws state and nonce, and asks FranceConnect where to send the browser. Raises InvalidInput, FranceConnectDown."""
    if redirect_uri not in parts.addresses.login_return:
        raise redirect_not_registered()
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    issuer = parts.issuers.at(assurance)
    url = await issuer.authorization_url(redirect_uri, state, nonce, assurance)
    return Prepared(Attempt(state, nonce, redirect_uri, assurance, parts.clock() + ATTEMPT_LIFE, issuer.issuer), url)


async def begin_login(session: AsyncSession, prepared: Prepared) -> None:
    """Writes the attempt whose return is expected."""
    await logins.open_attempt(session, prepared.attempt)


async def claim_attempt(parts: Parts, back: Return) -> Attempt | None:
    """Spends the attempt; None when this very request spent it before and a connection came out of it.

    Raises LoginExpired, LoginAlreadyUsed, LoginDenied, LoginRefused.
    """
    async with unit_of_work(parts.database) as session:
        attempt = await logins.take_attempt(session, back.login_id)
        if attempt is not None and attempt.finished and attempt.claimed_by == back.request_id:
            return None
        if attempt is None or attempt.expire_time <= parts.clock():
            raise LoginExpired
        if attempt.claimed_by is not None:
            raise LoginAlreadyUsed
        await logins.claim(session, back.login_id, back.request_id)
    # Out of the transaction: whatever FranceConnect answered, the attempt is spent.
    if back.error:
        raise _denied(attempt) if back.error == "access_denied" else LoginRefused()
    if not back.code:
        raise LoginRefused
    return attempt


def _denied(attempt: Attempt) -> LoginDenied:
    return LoginDenied() if attempt.assurance is Assurance.LOW else LoginDenied(DENIED_STRONGER)


async def identify(parts: Parts, attempt: Attempt, code: str) -> LoggedIn:
    """Exchanges the code and verifies who it is. When FranceConnect is away, the attempt may serve again.

    Raises FranceConnectDown, CodeExpired, LoginNotTrusted, AssuranceTooLow, IdentityIncomplete, LoginInterrupted, LoginRefused.
    """
    issuer = parts.issuers.named(attempt.issuer)
    try:
        tokens = await issuer.exchange(code, attempt.redirect_uri)
    except FranceConnectDown:
        async with unit_of_work(parts.database) as session:
            await logins.release(session, attempt.login_id)
        raise
    return await issuer.identify(tokens, attempt.nonce, attempt.assurance, parts.clock())


async def record_login(parts: Parts, session: AsyncSession, login_id: str, logged_in: LoggedIn) -> Opened:
    """Finds the person (sub, then pivot, then new), and opens a connection for them."""
    now = parts.clock()
    person_id = await _find_or_create(parts, session, logged_in)
    connection = Connection(new_id(), now, None, logged_in.assurance)
    sealed = parts.sealing.seal("id_token", connection.connection_id, logged_in.id_token)
    await logins.open_connection(session, person_id, connection, IdToken(logged_in.issuer, sealed))
    await logins.finish(session, login_id)
    await certifications.schedule_refresh(session, person_id, now, now - parts.rules.directory.refresh_after)
    return Opened(person_id, connection)


async def _find_or_create(parts: Parts, session: AsyncSession, logged_in: LoggedIn) -> str:
    now, pivot, issuer = parts.clock(), logged_in.pivot, logged_in.issuer
    subject = Subject(issuer, logged_in.sub, parts.keyring.sub_digest(issuer, logged_in.sub))
    pivot_digest = parts.keyring.pivot_digest(pivot)
    await persons.lock_pivot(session, pivot_digest)
    by_sub = await persons.by_subject(session, subject.digest)
    found = match(by_sub, pivot, await persons.candidates(session, pivot_digest, issuer))
    profile = Profile(found.person_id or new_id(), pivot, pivot_digest)
    if found.person_id is None:
        await persons.create(session, parts.sealing, profile, now)
        await certifications.create(session, profile.person_id, Certification(State.NIR_MISSING, now))
    else:
        await persons.refresh(session, parts.sealing, profile, now)
    await persons.bind_subject(session, parts.sealing, profile.person_id, subject)
    return profile.person_id


async def prepare_logout(parts: Parts, connection_id: str) -> str | None:
    """Where the issuer of a connection ends its sessions; None while it is away: ending the connection here does not wait for it."""
    async with read_session(parts.database) as session:
        issuer = await logins.issuer_of(session, connection_id)
    try:
        return await parts.issuers.named(issuer).end_session_endpoint()
    except FranceConnectDown:
        return None


async def end_login(
    parts: Parts, session: AsyncSession, person_id: str, connection_id: str, *, endpoint: str | None
) -> str:
    """Ends a connection here, and says where to send the browser. Raises ConnectionNotFound."""
    if not await logins.has_connection(session, person_id, connection_id):
        raise ConnectionNotFound
    sealed = await logins.end_connection(session, person_id, connection_id, parts.clock())
    if endpoint is None or sealed is None:
        return parts.addresses.logout_return
    id_token = parts.sealing.open("id_token", connection_id, sealed)
    return end_session_url(endpoint, id_token, connection_id, parts.addresses.logout_return)
