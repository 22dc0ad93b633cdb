"""Calendar dates and instants between Python and the contract."""

from datetime import UTC, date

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2

from sandbox.organismes.moments import AnyMoment


def to_proto(day: date) -> date_pb2.Date:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


def from_proto(day: date_pb2.Date) -> date | None:
    """None when it is no day of the calendar."""
    try:
        return date(day.year, day.month, day.day)
    except ValueError:
        return None


def iso(day: date_pb2.Date) -> str:
    """YYYY-MM-DD, which sorts like the days."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def timestamp(now: float) -> Timestamp:
    """Seconds since 1970 as the contract writes an instant."""
    instant = Timestamp()
    instant.FromNanoseconds(int(now * 1_000_000_000))
    return instant


def seconds_of(instant: Timestamp) -> float | None:
    """Seconds since 1970. None when it is no instant of the calendar."""
    try:
        return instant.ToDatetime(UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def period(start: AnyMoment, end: AnyMoment | None, today: date) -> date_pb2.Period:
    """Both ends included; no end when none is known."""
    return date_pb2.Period(
        start_date=to_proto(start.on(today)), end_date=to_proto(end.on(today)) if end is not None else None
    )
