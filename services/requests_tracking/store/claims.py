"""Claims: one row each, whose state is where the fold of its steps stands."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from chassis.db import is_identifier
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.vocabulary import OPEN, OVER, UNION, ClaimKind, ClaimState
from services.requests_tracking.store.tables import claims as table
from services.requests_tracking.store.tables import errands, expected_pieces, steps

_AT_WORK = sorted(OPEN | {ClaimState.DRAFT})


class Asked(NamedTuple):
    """What a claim asks, and of whom."""

    claim_id: str
    benefit: str
    organisme: str


async def insert(session: AsyncSession, claim: Claim) -> None:
    """A new claim."""
    await session.execute(sa.insert(table).values(_row(claim)))


async def update(session: AsyncSession, claim: Claim) -> None:
    """The claim as it now stands."""
    await session.execute(sa.update(table).where(table.c.claim_id == claim.claim_id).values(_row(claim)))


async def find(session: AsyncSession, person_id: str, claim_id: str, *, lock: bool = False) -> Claim | None:
    """A person's claim; None when there is none, or when it is another person's."""
    found = await by_id(session, claim_id, lock=lock)
    return found if found and found.person_id == person_id else None


async def by_id(session: AsyncSession, claim_id: str, *, lock: bool = False) -> Claim | None:
    """A claim; `lock` keeps it from changing until the transaction ends."""
    if not is_identifier(claim_id):
        return None
    return await _one(session, sa.select(table).where(table.c.claim_id == claim_id), lock)


async def by_reference(session: AsyncSession, organisme: str, reference: str, *, lock: bool = False) -> Claim | None:
    """The claim that an organisme means: its own, and nobody else's."""
    same = sa.and_(table.c.organisme == organisme, table.c.organisme_reference == reference)
    return await _one(session, sa.select(table).where(same), lock)


async def orphans(session: AsyncSession, parent: Claim) -> list[Claim]:
    """The person's claims whose organisme names this one as what they contest, or as what they are a part of, told before it."""
    contests = sa.and_(table.c.organisme == parent.organisme, table.c.appeals_reference == parent.reference)
    belongs = sa.and_(table.c.whole_reference == parent.reference, sa.literal(parent.organisme == UNION))
    wanted = sa.select(table).where(
        table.c.person_id == parent.person_id,
        table.c.parent_claim_id == "",
        sa.literal(parent.reference) != "",
        sa.or_(contests, belongs),
    )
    return [_claim(row) for row in await session.execute(wanted.order_by(table.c.claim_id).with_for_update())]


async def one_list_at_a_time(session: AsyncSession, person_id: str) -> None:
    """Keeps two organismes' lists from being written at once: one may hold the parent of what is in the other."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"{person_id}/lists"))))


async def children(session: AsyncSession, claim_ids: Collection[str]) -> list[Claim]:
    """The parts of these claims and the appeals against them, oldest first."""
    wanted = sa.select(table).where(table.c.parent_claim_id.in_(claim_ids), table.c.parent_claim_id != "")
    return [_claim(row) for row in await session.execute(wanted.order_by(table.c.claim_id))]


async def open_wholes(session: AsyncSession, person_id: str) -> list[str]:
    """The person's running claims of retirement that were made elsewhere, for all regimes at once."""
    theirs = sa.and_(table.c.person_id == person_id, table.c.organisme == UNION, table.c.kind == ClaimKind.BENEFIT)
    wanted = sa.select(table.c.claim_id).where(theirs, table.c.state.in_(sorted(OPEN)))
    return list((await session.execute(wanted.order_by(table.c.claim_id))).scalars())


async def page(
    session: AsyncSession, person_id: str, *, before: tuple[datetime, str] | None, limit: int, but: Collection[str] = ()
) -> list[Claim]:
    """A person's claims, the last to change first; `but`: those that are not to be shown."""
    wanted = sa.select(table).where(table.c.person_id == person_id, table.c.claim_id.not_in(but))
    if before:
        wanted = wanted.where(sa.tuple_(table.c.changed_time, table.c.claim_id) < sa.tuple_(*map(sa.literal, before)))
    ordered = wanted.order_by(table.c.changed_time.desc(), table.c.claim_id.desc()).limit(limit)
    return [_claim(row) for row in await session.execute(ordered)]


async def asked_for(session: AsyncSession, person_id: str) -> list[Asked]:
    """What each of a person's claims asks, and of whom."""
    wanted = sa.select(table.c.claim_id, table.c.benefit, table.c.organisme).where(table.c.person_id == person_id)
    return [Asked(row.claim_id, row.benefit, row.organisme) for row in await session.execute(wanted)]


async def at_work(session: AsyncSession, person_id: str, benefit: str) -> bool:
    """Whether a draft or a running claim asks for this benefit. Two questions at once: the second waits for the first's answer."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"{person_id}/{benefit}"))))
    wanted = sa.select(sa.literal(1)).where(
        table.c.person_id == person_id,
        table.c.benefit == benefit,
        table.c.kind == ClaimKind.BENEFIT,
        table.c.state.in_(_AT_WORK),
    )
    return (await session.execute(wanted.limit(1))).first() is not None


async def clock_due(session: AsyncSession, today: date, limit: int) -> list[str]:
    """Claims whose clock must be looked at."""
    wanted = sa.select(table.c.claim_id).where(table.c.clock_date < today).order_by(table.c.clock_date)
    return list((await session.execute(wanted.limit(limit))).scalars())


async def drafts_due(session: AsyncSession, *, expired: datetime, remind: datetime, limit: int) -> list[str]:
    """Drafts that are past their end, or so near to it that the person is to be told."""
    due = sa.or_(table.c.expire_time <= expired, sa.and_(table.c.expire_time <= remind, ~table.c.reminded))
    wanted = sa.select(table.c.claim_id).where(due).order_by(table.c.expire_time).limit(limit)
    return list((await session.execute(wanted)).scalars())


async def past_keeping(session: AsyncSession, since: datetime, limit: int) -> list[str]:
    """Claims that were over before then, and to which nothing that lives belongs."""
    other = table.alias()
    related = sa.or_(other.c.parent_claim_id == table.c.claim_id, other.c.claim_id == table.c.parent_claim_id)
    living = sa.exists().where(related, sa.or_(other.c.changed_time >= since, other.c.state.not_in(sorted(OVER))))
    wanted = sa.select(table.c.claim_id).where(table.c.state.in_(sorted(OVER)), table.c.changed_time < since, ~living)
    return list((await session.execute(wanted.order_by(table.c.changed_time).limit(limit))).scalars())


async def people_with_open_claims(session: AsyncSession, after: str, limit: int) -> list[str]:
    """Persons for whom an organisme may have news."""
    wanted = sa.select(table.c.person_id).where(table.c.state.in_(sorted(OPEN)), table.c.person_id > after)
    return list((await session.execute(wanted.distinct().order_by(table.c.person_id).limit(limit))).scalars())


async def delete(session: AsyncSession, claim_id: str) -> None:
    """Erases a claim, and all that was told of it."""
    for theirs in (steps, expected_pieces, errands, table):
        await session.execute(sa.delete(theirs).where(theirs.c.claim_id == claim_id))


async def keep_answers(session: AsyncSession, vault: Vault, claim_id: str, answers: Mapping[str, str] | None) -> None:
    """Seals the answers of a claim; None erases them."""
    sealed = vault.seal(json.dumps(dict(answers)).encode(), claim_id.encode()) if answers is not None else None
    await session.execute(sa.update(table).where(table.c.claim_id == claim_id).values(sealed_answers=sealed))


async def answers_of(session: AsyncSession, vault: Vault, claim_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Claim → the answers that are still kept."""
    wanted = sa.select(table.c.claim_id, table.c.sealed_answers).where(
        table.c.claim_id.in_(claim_ids), table.c.sealed_answers.is_not(None)
    )
    rows = (await session.execute(wanted)).all()
    return {row.claim_id: json.loads(vault.open(row.sealed_answers, row.claim_id.encode())) for row in rows}


async def _one(session: AsyncSession, wanted: sa.Select[Any], lock: bool) -> Claim | None:
    row = (await session.execute(wanted.with_for_update() if lock else wanted)).first()
    return _claim(row) if row else None


def _row(claim: Claim) -> dict[str, Any]:
    return {
        "claim_id": claim.claim_id,
        "person_id": claim.person_id,
        "kind": claim.kind,
        "benefit": claim.benefit,
        "organisme": claim.organisme,
        "parent_claim_id": claim.parent_claim_id,
        "path": claim.path,
        "state": claim.state,
        "changed_time": claim.changed,
        "submit_time": claim.submitted,
        "organisme_reference": claim.reference,
        "effect_date": claim.effect,
        "expire_time": claim.expires,
        "reminded": claim.reminded,
        "clock_date": claim.clock_date,
        "decided": claim.decided,
        "version": claim.version,
        "appeals_reference": claim.appeals,
        "whole_reference": claim.whole,
        "decided_by": claim.decided_by,
        "handed_date": claim.handed,
    }


def _claim(row: sa.Row[Any]) -> Claim:
    return Claim(
        claim_id=row.claim_id,
        person_id=row.person_id,
        kind=ClaimKind(row.kind),
        benefit=row.benefit,
        organisme=row.organisme,
        parent_claim_id=row.parent_claim_id,
        state=ClaimState(row.state),
        changed=row.changed_time,
        path=row.path,
        submitted=row.submit_time,
        reference=row.organisme_reference,
        effect=row.effect_date,
        expires=row.expire_time,
        reminded=row.reminded,
        clock_date=row.clock_date,
        decided=row.decided,
        version=row.version,
        appeals=row.appeals_reference,
        whole=row.whole_reference,
        decided_by=row.decided_by,
        handed=row.handed_date,
    )
