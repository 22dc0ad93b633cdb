"""What the examples have in common: a day, its moments, organismes, and names that pages find hard."""

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1.date_pb2 import Date

DECLARATION_ID = "019abcde-0000-7000-8000-000000000001"
HOSTILE = '<script>alert("x")</script>'
# A title that offers no place to break.
UNBROKEN = "Renouvellement" * 9
# A name in Arabic letters, and the mark that turns the text around it.
TURNED = "\u202eنور الدين"
LONG = "Marie-Antoinette-Joséphine-Élisabeth de la Rochefoucauld-Montmorency-Luxembourg-Bouteville"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CAF, CPAM, FRANCE_TRAVAIL = ("cnaf", "Caf"), ("cnam", "Assurance maladie"), ("france_travail", "France Travail")


def at(hour: int, minute: int = 5, second: int = 0) -> Timestamp:
    """A moment of 22 November 2026."""
    made = Timestamp()
    made.FromDatetime(datetime(2026, 11, 22, hour, minute, second, tzinfo=UTC))
    return made


def day(year: int, month: int, number: int) -> Date:
    """A date."""
    return Date(year=year, month=month, day=number)
