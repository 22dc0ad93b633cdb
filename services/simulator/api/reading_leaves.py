"""The care of a child and the leaves of adults, out of their messages."""

from mesdroits.simulator.v1 import household_pb2 as pb

from services.simulator.api.reading_values import Reader
from services.simulator.domain.household import Childcare, Leave, months_after
from services.simulator.domain.vocabulary import ChildcareKind, LeaveKind

# A month of 31 days, day and night.
_MOST_HOURS = 744
_MONTHS_AHEAD = 24


def childcare_of(reader: Reader, message: pb.Childcare, path: str) -> Childcare:
    """Who minds a child, how long, and what it costs."""
    return Childcare(
        kind=reader.choice(pb.ChildcareKind.DESCRIPTOR, message.kind, ChildcareKind, f"{path}.kind"),
        monthly_hours=reader.optional(message, "monthly_hours", path, _MOST_HOURS),
        monthly_cost_cents=reader.optional(message, "monthly_cost_cents", path),
    )


def leave_of(reader: Reader, message: pb.Leave, path: str) -> Leave | None:
    """A leave. Dates and a share of work that come without its kind are those of no leave that we know."""
    kind = reader.choice(pb.LeaveKind.DESCRIPTOR, message.kind, LeaveKind, f"{path}.kind")
    latest = months_after(reader.month, _MONTHS_AHEAD)
    start = reader.day_until(message, "start_date", path, latest)
    end = reader.day_until(message, "end_date", path, latest)
    share = reader.optional(message, "work_percent", path, 100)
    if start is not None and end is not None and end < start:
        reader.fault(f"{path}.end_date", "Le congé se termine avant de commencer.")
    return Leave(kind, start, end, share) if kind is not None else None
