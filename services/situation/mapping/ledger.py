"""Versions, declarations, deliveries and checks as the contract's messages."""

from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2, legal_basis_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from services.situation.domain.catalogue import Catalogue, LegalBasis, Obligation
from services.situation.domain.controls import Control
from services.situation.domain.dates import Period
from services.situation.domain.declarations import Declaration, FollowedDelivery
from services.situation.domain.facts import FactVersion
from services.situation.domain.routing import Exclusion
from services.situation.mapping.content import content_message, date_message


def kind_message(kind: str) -> facts_pb2.FactKind.ValueType:
    """FACT_KIND_ADDRESS for « ADDRESS »."""
    return facts_pb2.FactKind.Value(f"FACT_KIND_{kind}")


def timestamp(instant: datetime) -> Timestamp:
    """An instant."""
    message = Timestamp()
    message.FromDatetime(instant)
    return message


def period_message(period: Period) -> date_pb2.Period:
    """A period; no end stays absent."""
    end = None if period.end is None else date_message(period.end)
    return date_pb2.Period(start_date=date_message(period.start), end_date=end)


def basis_message(basis: LegalBasis) -> legal_basis_pb2.LegalBasis:
    """An article and what it allows."""
    return legal_basis_pb2.LegalBasis(reference=basis.reference, explanation=basis.explanation)


def obligation_message(obligation: Obligation) -> legal_basis_pb2.Obligation.ValueType:
    """Whether the person may refuse."""
    return legal_basis_pb2.Obligation.Value(f"OBLIGATION_{obligation}")


def version_message(version: FactVersion) -> ledger_pb2.FactVersion:
    """A version, whole."""
    content = None if version.content is None else content_message(version.kind, version.content)
    return ledger_pb2.FactVersion(
        version_id=version.version_id,
        fact_id=version.fact_id,
        kind=kind_message(version.kind),
        number=version.number,
        verb=ledger_pb2.Verb.Value(f"VERB_{version.verb}"),
        content=content,
        validity=period_message(version.validity),
        known_time=timestamp(version.known_time),
        previous_version_id=version.previous_version_id or "",
    )


def exclusion_message(exclusion: Exclusion, catalogue: Catalogue, today: date) -> ledger_pb2.Exclusion:
    """Who was left out, and why."""
    return ledger_pb2.Exclusion(
        organisme=exclusion.organisme,
        organisme_name=catalogue.name_of(exclusion.organisme, today),
        reason=ledger_pb2.ExclusionReason.Value(f"EXCLUSION_REASON_{exclusion.reason}"),
        explanation=exclusion.explanation,
    )


def delivery_message(followed: FollowedDelivery, catalogue: Catalogue, today: date) -> ledger_pb2.Delivery:
    """A delivery with its steps."""
    delivery = followed.delivery
    steps = [
        ledger_pb2.DeliveryStep(
            state=ledger_pb2.DeliveryState.Value(f"DELIVERY_STATE_{step.state}"),
            step_time=timestamp(step.time),
            reason=step.reason,
        )
        for step in followed.steps
    ]
    return ledger_pb2.Delivery(
        delivery_id=delivery.delivery_id,
        organisme=delivery.organisme,
        organisme_name=catalogue.name_of(delivery.organisme, today),
        state=ledger_pb2.DeliveryState.Value(f"DELIVERY_STATE_{delivery.state}"),
        state_time=timestamp(delivery.state_time),
        reason=delivery.reason,
        steps=steps,
    )


def declaration_message(declaration: Declaration, catalogue: Catalogue, today: date) -> ledger_pb2.Declaration:
    """A declaration with what became of it."""
    return ledger_pb2.Declaration(
        declaration_id=declaration.declaration_id,
        version=version_message(declaration.version),
        deliveries=[delivery_message(followed, catalogue, today) for followed in declaration.deliveries],
        exclusions=[exclusion_message(left_out, catalogue, today) for left_out in declaration.exclusions],
        declare_time=timestamp(declaration.declare_time),
        trace_id=declaration.trace_id,
    )


def control_message(control: Control) -> ledger_pb2.Control:
    """A check."""
    return ledger_pb2.Control(
        control_id=control.control_id,
        fact_id=control.fact_id,
        version_id=control.version_id,
        kind=kind_message(control.kind),
        organisme=control.organisme,
        scope=control.scope,
        level=ledger_pb2.ControlLevel.Value(f"CONTROL_LEVEL_{control.level}"),
        control_time=timestamp(control.time),
        expiry_date=date_message(control.expiry),
    )
