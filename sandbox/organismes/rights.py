"""The rights that an organisme answers on a given day, from the persona's file. Pure."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb

from sandbox.organismes.dates import iso, period, to_proto
from sandbox.organismes.duties import NOTHING, Told, duties_of
from sandbox.organismes.moments import add_months
from sandbox.organismes.personas import OrganismeFile, Right

# How far back the contract asks for ended rights and for payments.
MONTHS_BACK = 24


def rights_of(
    file: OrganismeFile, today: date, told: Mapping[str, Told] = MappingProxyType({})
) -> list[pb.OrganismeRight]:
    """Open, suspended, requested, or ended within the last 24 months; newest first."""
    oldest = add_months(today, -MONTHS_BACK)
    shown = [right for right in file.rights if right.end is None or right.end.on(today) >= oldest]
    return sorted(
        (_line(right, file, today, told.get(right.benefit, NOTHING)) for right in shown), key=right_key, reverse=True
    )


def right_key(right: pb.OrganismeRight) -> tuple[str, ...]:
    """The order of the pages."""
    return iso(right.period.start_date), right.benefit


def _line(right: Right, file: OrganismeFile, today: date, told: Told) -> pb.OrganismeRight:
    return pb.OrganismeRight(
        benefit=right.benefit,
        state=pb.RightState.Value(f"RIGHT_STATE_{right.state}"),
        period=period(right.start, right.end, today),
        amount_cents=right.amount_cents,
        decided_by=right.decided_by or file.office,
        reason=right.reason,
        decision_date=to_proto((right.decision or right.start).on(today)),
        duties=duties_of(right, today, told),
    )
