"""The steps of claims: added, never changed. What an organisme says of a person is sealed."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.requests_tracking.domain.steps import Decision, PieceNews, Step, StepKey
from services.requests_tracking.domain.vocabulary import SUITE, StepKind, WaitingFor
from services.requests_tracking.store.tables import expected_pieces
from services.requests_tracking.store.tables import steps as table


async def append(session: AsyncSession, vault: Vault, claim_id: str, told: Sequence[Step]) -> frozenset[StepKey]:
    """Adds the steps that are not there yet, and returns their keys. The first telling of a step stands."""
    if not told:
        return frozenset()
    rows = {step.key: _row(vault, claim_id, step) for step in reversed(told)}
    adding = insert(table).values(list(rows.values())).on_conflict_do_nothing()
    added = await session.execute(adding.returning(table.c.source, table.c.number))
    fresh = frozenset(StepKey(row.source, row.number) for row in added)
    opened = [
        {"expected_piece_id": step.piece_id, "claim_id": claim_id}
        for step in told
        if step.key in fresh and not step.is_ours and step.piece_id
    ]
    if opened:
        await session.execute(insert(expected_pieces).on_conflict_do_nothing(), opened)
    return fresh


async def of_claims(session: AsyncSession, vault: Vault, claim_ids: Collection[str]) -> dict[str, list[Step]]:
    """Claim → its steps, in no order."""
    found: dict[str, list[Step]] = {claim_id: [] for claim_id in claim_ids}
    for row in await session.execute(sa.select(table).where(table.c.claim_id.in_(claim_ids))):
        found[row.claim_id].append(_step(vault, row))
    return found


async def next_number(session: AsyncSession, claim_id: str) -> int:
    """The number of the suite's next step of a claim that is locked."""
    wanted = sa.select(sa.func.max(table.c.number)).where(table.c.claim_id == claim_id, table.c.source == SUITE)
    return ((await session.execute(wanted)).scalar() or 0) + 1


async def claim_of_piece(session: AsyncSession, expected_piece_id: str) -> str | None:
    """The claim for which a piece is expected."""
    wanted = sa.select(expected_pieces.c.claim_id).where(expected_pieces.c.expected_piece_id == expected_piece_id)
    return (await session.execute(wanted)).scalar()


def _context(claim_id: str, key: StepKey) -> bytes:
    return f"{claim_id}/{key.source}/{key.number}".encode()


def _row(vault: Vault, claim_id: str, step: Step) -> dict[str, Any]:
    body = {
        "word": step.word,
        "text": step.text,
        "piece": _piece_row(step.piece),
        "piece_id": step.piece_id,
        "document_id": step.document_id,
        "decision": _decision_row(step.decision),
        "corrects": step.corrects,
    }
    return {
        "claim_id": claim_id,
        "source": step.source,
        "number": step.number,
        "kind": step.kind,
        "step_time": step.time,
        "known_time": step.known_time,
        "sealed_body": vault.seal(json.dumps(body).encode(), _context(claim_id, step.key)),
    }


def _piece_row(piece: PieceNews | None) -> dict[str, Any] | None:
    if piece is None:
        return None
    return {"type": piece.type, "owed_by": piece.owed_by, "due": piece.due.isoformat() if piece.due else None}


def _decision_row(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    dated, amount = decision.dated.isoformat(), decision.amount_cents
    return {"granted": decision.granted, "reason": decision.reason, "dated": dated, "amount_cents": amount}


def _step(vault: Vault, row: sa.Row[Any]) -> Step:
    body = json.loads(vault.open(row.sealed_body, _context(row.claim_id, StepKey(row.source, row.number))))
    piece, decision = body.pop("piece"), body.pop("decision")
    return Step(
        source=row.source,
        number=row.number,
        kind=StepKind(row.kind),
        time=row.step_time,
        known_time=row.known_time,
        piece=_piece(piece) if piece else None,
        decision=_decision(decision) if decision else None,
        **body,
    )


def _piece(row: dict[str, Any]) -> PieceNews:
    return PieceNews(row["type"], WaitingFor(row["owed_by"]), date.fromisoformat(row["due"]) if row["due"] else None)


def _decision(row: dict[str, Any]) -> Decision:
    return Decision(row["granted"], row["reason"], date.fromisoformat(row["dated"]), row["amount_cents"])
