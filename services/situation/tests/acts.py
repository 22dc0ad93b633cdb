"""What a person does in a test: propose, preview, confirm."""

from typing import Any

from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.db import new_id
from services.situation.tests.parts import Portal

STREET = "12 rue des Lilas"


def address(**changes: Any) -> facts_pb2.FactContent:
    lines: dict[str, Any] = {
        "street": STREET,
        "postal_code": "63000",
        "city": "Clermont-Ferrand",
        "commune_code": "63113",
    } | changes
    return facts_pb2.FactContent(address=facts_pb2.Address(**lines))


def day(year: int, month: int, number: int) -> dict[str, int]:
    return {"year": year, "month": month, "day": number}


def moving(**changes: Any) -> ledger_pb2.ProposedChange:
    """A new address from 1 December 2026."""
    proposed: dict[str, Any] = {
        "verb": ledger_pb2.VERB_CREATED,
        "kind": facts_pb2.FACT_KIND_ADDRESS,
        "content": address(),
        "validity": {"start_date": day(2026, 12, 1)},
    }
    return ledger_pb2.ProposedChange(**(proposed | changes))


def after(
    version: ledger_pb2.FactVersion, verb: ledger_pb2.Verb.ValueType, **changes: Any
) -> ledger_pb2.ProposedChange:
    """A change of a fact whose last version is known."""
    return ledger_pb2.ProposedChange(
        verb=verb, kind=version.kind, fact_id=version.fact_id, previous_version_id=version.version_id, **changes
    )


async def declare(
    portal: Portal, change: ledger_pb2.ProposedChange, *, refused: tuple[str, ...] = (), request_id: str = ""
) -> ledger_pb2.Declaration:
    """Preview, then confirm."""
    preview = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=change)
    response = await portal.call(
        "DeclareChange",
        pb.DeclareChangeRequest,
        request_id=request_id or new_id(),
        change=change,
        etag=preview.etag,
        refused_organismes=refused,
    )
    declaration: ledger_pb2.Declaration = response.declaration
    return declaration
