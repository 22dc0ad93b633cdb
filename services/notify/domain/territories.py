"""Where a person lives, as far as the calendar looks at it: the day that it is there, and the dates that differ overseas."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Territory(StrEnum):
    """A part of France with its own clock, or with its own dates."""

    METROPOLE = "METROPOLE"
    GUADELOUPE = "GUADELOUPE"
    MARTINIQUE = "MARTINIQUE"
    GUYANE = "GUYANE"
    REUNION = "REUNION"
    SAINT_PIERRE_ET_MIQUELON = "SAINT_PIERRE_ET_MIQUELON"
    MAYOTTE = "MAYOTTE"
    SAINT_BARTHELEMY = "SAINT_BARTHELEMY"
    SAINT_MARTIN = "SAINT_MARTIN"
    WALLIS_ET_FUTUNA = "WALLIS_ET_FUTUNA"
    POLYNESIE = "POLYNESIE"
    NOUVELLE_CALEDONIE = "NOUVELLE_CALEDONIE"


# INSEE code of the département or of the collectivity. Every other one is of the metropole.
_OVERSEAS = {
    "971": Territory.GUADELOUPE,
    "972": Territory.MARTINIQUE,
    "973": Territory.GUYANE,
    "974": Territory.REUNION,
    "975": Territory.SAINT_PIERRE_ET_MIQUELON,
    "976": Territory.MAYOTTE,
    "977": Territory.SAINT_BARTHELEMY,
    "978": Territory.SAINT_MARTIN,
    "986": Territory.WALLIS_ET_FUTUNA,
    "987": Territory.POLYNESIE,
    "988": Territory.NOUVELLE_CALEDONIE,
}
# IANA time zone database.
_ZONES = {
    Territory.METROPOLE: ZoneInfo("Europe/Paris"),
    Territory.GUADELOUPE: ZoneInfo("America/Guadeloupe"),
    Territory.MARTINIQUE: ZoneInfo("America/Martinique"),
    Territory.GUYANE: ZoneInfo("America/Cayenne"),
    Territory.REUNION: ZoneInfo("Indian/Reunion"),
    Territory.SAINT_PIERRE_ET_MIQUELON: ZoneInfo("America/Miquelon"),
    Territory.MAYOTTE: ZoneInfo("Indian/Mayotte"),
    Territory.SAINT_BARTHELEMY: ZoneInfo("America/St_Barthelemy"),
    Territory.SAINT_MARTIN: ZoneInfo("America/Marigot"),
    Territory.WALLIS_ET_FUTUNA: ZoneInfo("Pacific/Wallis"),
    Territory.POLYNESIE: ZoneInfo("Pacific/Tahiti"),
    Territory.NOUVELLE_CALEDONIE: ZoneInfo("Pacific/Noumea"),
}


def territory_of(department: str) -> Territory:
    """Of a département ("63", "2A", "974"). An unknown or empty one: the metropole."""
    return _OVERSEAS.get(department, Territory.METROPOLE)


def department_of(commune: str) -> str:
    """Of the INSEE code of a commune ("63113", "97411"), five characters. Empty: abroad, or not known."""
    if len(commune) != 5 or commune.startswith("99"):
        return ""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def zone_of(territory: Territory) -> ZoneInfo:
    """The clock on the wall there."""
    return _ZONES[territory]


def today_of(instant: datetime, territory: Territory) -> date:
    """The person's day at an instant that has a time zone: past 20:00 or 21:00 UTC it is tomorrow in Réunion, while it is today in Paris."""
    return instant.astimezone(_ZONES[territory]).date()
