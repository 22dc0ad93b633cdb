"""The closed lists of the personas' files."""

from enum import StrEnum
from typing import Annotated, Literal

from mesdroits.situation.v1 import facts_pb2
from pydantic import AfterValidator

ORGANISMES = (
    "cnaf", "cnam", "msa", "ssi", "cnav", "union_retraite", "cdc", "france_travail", "mgen", "dgfip",
)  # fmt: skip
FACT_KINDS = frozenset(name.removeprefix("FACT_KIND_").lower() for name in facts_pb2.FactKind.keys()[1:])


def _fact_kind(value: str) -> str:
    if value not in FACT_KINDS:
        raise ValueError(f"{value!r} is not a kind of fact of the contract")
    return value


FactKind = Annotated[str, AfterValidator(_fact_kind)]
OrganismeId = Literal["cnaf", "cnam", "msa", "ssi", "cnav", "union_retraite", "cdc", "france_travail", "mgen", "dgfip"]
RegimeId = Literal["GENERAL", "AGRICOLE", "INDEPENDANTS", "MGEN"]
QualityId = Literal["HOLDER", "DEPENDANT", "PARTNER", "PENSIONER", "SOURCE"]
StateId = Literal["REQUESTED", "OPEN", "SUSPENDED", "ENDED"]
DutyId = Literal["DECLARATION", "RENEWAL", "CONFIRMATION"]
LevelId = Literal["DECLARED", "DOCUMENT", "VERIFIED"]


class Answer(StrEnum):
    """What an organisme does with a fact. SILENT: takes it and never answers. POISON: its software breaks on it."""

    APPLY = "apply"
    REJECT = "reject"
    CONTROL = "control"
    SILENT = "silent"
    POISON = "poison"


class Rhythm(StrEnum):
    """How often a right is paid."""

    NEVER = "never"
    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class FailureKind(StrEnum):
    """How a gateway fails: it refuses at once, or it answers too late."""

    UNAVAILABLE = "unavailable"
    SLOW = "slow"
