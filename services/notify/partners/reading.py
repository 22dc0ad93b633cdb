"""Dates and instants of the contract, as this service holds them."""

from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2


def day_of(message: date_pb2.Date) -> date:
    """A day. Raises ValueError for one that no calendar has."""
    return date(message.year, message.month, message.day)


def instant_of(message: Timestamp) -> datetime:
    """An instant. Raises ValueError."""
    return message.ToDatetime(UTC)
