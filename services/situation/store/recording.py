"""Write a declaration whole: its version, its deliveries and their first step, in one statement and one round trip."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.crypto import Vault
from services.situation.domain.declarations import Declaration
from services.situation.domain.delivery import State
from services.situation.store.facts import seal

_TEXTS = sa.ARRAY(sa.Text)
_INSTANT = sa.TIMESTAMP(timezone=True)

# Nothing is written when another version took this number first: the rest follows from `version`.
_RECORD = sa.text("""
    WITH version AS (
        INSERT INTO fact_versions (version_id, fact_id, person_id, kind, number, verb, sealed_content,
                                   valid_start, valid_end, known_time, previous_version_id)
        VALUES (:version_id, :fact_id, :person_id, :kind, :number, :verb, :sealed_content,
                :valid_start, :valid_end, :known_time, :previous_version_id)
        ON CONFLICT ON CONSTRAINT fact_versions_number DO NOTHING
        RETURNING version_id
    ), declaration AS (
        INSERT INTO declarations (declaration_id, person_id, version_id, declare_time, trace_id, exclusions)
        SELECT :declaration_id, :person_id, version_id, :declare_time, :trace_id, :exclusions FROM version
    ), sent AS (
        INSERT INTO deliveries (delivery_id, declaration_id, person_id, version_id, fact_id, kind, organisme, fields,
                                basis_reference, event_id, state, state_time)
        SELECT row.delivery_id, :declaration_id, :person_id, version_id, :fact_id, :kind, row.organisme,
               string_to_array(row.fields, ','), row.basis_reference, row.event_id, :state, :declare_time
        FROM version, unnest(:delivery_ids, :organismes, :fields, :basis_references, :event_ids)
            AS row (delivery_id, organisme, fields, basis_reference, event_id)
        RETURNING delivery_id
    ), step AS (
        INSERT INTO delivery_steps (delivery_id, state, step_time) SELECT delivery_id, :state, :declare_time FROM sent
    )
    SELECT count(*) FROM version
""").bindparams(
    *(
        sa.bindparam(name, type_=sa.Text)
        for name in ("version_id", "fact_id", "person_id", "kind", "verb", "previous_version_id")
    ),
    *(sa.bindparam(name, type_=sa.Text) for name in ("declaration_id", "trace_id", "state")),
    *(
        sa.bindparam(name, type_=_TEXTS)
        for name in ("delivery_ids", "organismes", "fields", "basis_references", "event_ids")
    ),
    *(sa.bindparam(name, type_=_INSTANT) for name in ("known_time", "declare_time")),
    *(sa.bindparam(name, type_=sa.Date) for name in ("valid_start", "valid_end")),
    sa.bindparam("number", type_=sa.Integer),
    sa.bindparam("sealed_content", type_=sa.LargeBinary),
    sa.bindparam("exclusions", type_=JSONB),
)


async def insert_declaration(session: AsyncSession, vault: Vault, declaration: Declaration) -> bool:
    """Write a declaration; False, and nothing is written, when another version took its number first."""
    values = _version_values(vault, declaration) | _declaration_values(declaration) | _delivery_values(declaration)
    return bool((await session.execute(_RECORD, values)).scalar())


def _version_values(vault: Vault, declaration: Declaration) -> dict[str, Any]:
    version = declaration.version
    return {
        "version_id": version.version_id,
        "fact_id": version.fact_id,
        "person_id": version.person_id,
        "kind": version.kind,
        "number": version.number,
        "verb": version.verb,
        "sealed_content": seal(vault, version),
        "valid_start": version.validity.start,
        "valid_end": version.validity.end,
        "known_time": version.known_time,
        "previous_version_id": version.previous_version_id,
    }


def _declaration_values(declaration: Declaration) -> dict[str, Any]:
    return {
        "declaration_id": declaration.declaration_id,
        "declare_time": declaration.declare_time,
        "trace_id": declaration.trace_id,
        "exclusions": [asdict(exclusion) for exclusion in declaration.exclusions],
    }


def _delivery_values(declaration: Declaration) -> dict[str, Any]:
    written = [followed.delivery for followed in declaration.deliveries]
    return {
        "delivery_ids": [delivery.delivery_id for delivery in written],
        "organismes": [delivery.organisme for delivery in written],
        # PostgreSQL has no array of arrays of unequal lengths; no field of the contract holds a comma.
        "fields": [",".join(delivery.fields) for delivery in written],
        "basis_references": [delivery.basis_reference for delivery in written],
        "event_ids": [delivery.event_id for delivery in written],
        "state": State.PENDING,
    }
