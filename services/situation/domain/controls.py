"""Checks that one organisme made, offered to the others so that they are not made again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.situation.domain.dates import add_months
from services.situation.domain.delivery import Delivery


class Level(StrEnum):
    """How thorough a check was."""

    DECLARED = "DECLARED"
    DOCUMENT = "DOCUMENT"
    VERIFIED = "VERIFIED"


# A check without a last day, or with one too far away, would never be made again.
LONGEST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Control:
    """One check of some fields of one version; `expiry` is the last day it holds."""

    control_id: str
    person_id: str
    fact_id: str
    version_id: str
    kind: str
    organisme: str
    scope: tuple[str, ...]
    level: Level
    time: datetime
    expiry: date


def covers(control: Control, version_id: str, fields: Collection[str], day: date) -> bool:
    """Whether these fields of this version need no other check that day; a later version is not covered."""
    return control.version_id == version_id and day <= control.expiry and set(fields) <= set(control.scope)


def offered(control: Control, delivery: Delivery, fields: Collection[str], day: date) -> Control | None:
    """The part of a check that another recipient may be told: fields that it receives itself. None when there is none."""
    scope = tuple(name for name in control.scope if name in fields)
    if delivery.organisme == control.organisme or not scope or not covers(control, delivery.version_id, scope, day):
        return None
    return replace(control, scope=scope)


def fault(scope: Collection[str], fields: Collection[str], made: date, expiry: date) -> str | None:
    """Why a check cannot be taken, in plain French: an organisme vouches only for what it received, and for a time."""
    if not scope or not set(scope) <= set(fields):
        return "Le contrôle porte sur des informations que cet organisme n'a pas reçues."
    if expiry < made:
        return "Le contrôle expire avant d'avoir été fait."
    if expiry > add_months(made, LONGEST_MONTHS):
        return "Le contrôle vaudrait plus de cinq ans."
    return None
