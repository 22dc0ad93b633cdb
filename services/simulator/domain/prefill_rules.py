"""How the words of facts and of organismes become those of a household: the tables that `prefill/*.yaml` fills."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.simulator.domain.prefill import FieldRule
from services.simulator.domain.vocabulary import Activity, LeaveKind, Occupancy, Resource, SchoolLevel, Union


@dataclass(frozen=True, slots=True)
class BenefitRule:
    """How a benefit is paid, and what it says of the person.

    `lag_months`: from the month it is due to the month it is paid. `resource`: the resource that it is. `activity`: what its holder does, most
    likely; `leave`: the leave that its holder is on. `monthly`: the right's amount is that of a month. `received_as`: the benefit of the simulator that it is a part of, when not itself.
    """

    lag_months: int = 1
    monthly: bool = True
    individual: bool = False
    resource: Resource | None = None
    activity: Activity | None = None
    received_as: str = ""
    leave: LeaveKind | None = None


@dataclass(frozen=True, slots=True)
class NilRule:
    """A kind of resource that is known to be nil when a domain is complete and shows none of its benefits."""

    domain: str
    kinds: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class PrefillRules:
    """All tables. `benefits`: those that say something of a household; of the others (reimbursements of care…) nothing is kept. `texts`: question id, or the name of an ambiguity → what is asked, in plain French."""

    fields: tuple[FieldRule, ...]
    benefits: Mapping[str, BenefitRule]
    nil: tuple[NilRule, ...]
    activities: Mapping[str, Activity]
    schools: Mapping[str, SchoolLevel]
    occupancies: Mapping[str, Occupancy]
    unions: Mapping[str, Union]
    natures: Mapping[str, Resource]
    organismes: Mapping[str, str]
    texts: Mapping[str, str]
    adult_age: int
    oldest_child: int

    def organisme(self, organisme: str) -> str:
        """Its name, as a person says it."""
        return self.organismes.get(organisme, organisme.upper())
