"""What the simulator knows of benefits and questions: the catalogue's YAML as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from services.simulator.domain.allowances import AllowanceRules
from services.simulator.domain.family_rules import BirthLeaveRules, ChildcareRules, ParentalRules, PresumptionRules
from services.simulator.domain.pension_rules import RetirementRules
from services.simulator.domain.results import Method, Periodicity
from services.simulator.domain.unemployment_rules import UnemploymentRules
from services.simulator.domain.vocabulary import Resource, Role
from services.simulator.domain.wages import WageRates


class Domain(StrEnum):
    """The six domains of the portal, as the rights view names them."""

    SANTE = "SANTE"
    FAMILLE = "FAMILLE"
    LOGEMENT = "LOGEMENT"
    SOLIDARITE = "SOLIDARITE"
    RETRAITE = "RETRAITE"
    EMPLOI = "EMPLOI"


class Confidence(StrEnum):
    """How sure a datum is: Seed, public Code, text of Law, secondary Web page, general Knowledge."""

    SEED = "S"
    CODE = "C"
    LAW = "L"
    WEB = "W"
    KNOWLEDGE = "K"


class Looks(StrEnum):
    """Over which time a benefit looks at resources: it explains most gaps between what is paid and what is computed."""

    NOW = auto()
    QUARTER = auto()
    ROLLING_YEAR = auto()
    YEAR_BEFORE_LAST = auto()


class Mayotte(StrEnum):
    """What of a benefit Mayotte has of its own, and that we do not know: amounts, for what opens elsewhere, or the very conditions."""

    AMOUNTS = auto()
    RULES = auto()


class Aspect(StrEnum):
    """What of a household a benefit or a question is about; a question closes the aspect that it asks for."""

    PARTNER = auto()
    CHILDREN = auto()
    OTHER_PARENT = auto()
    BEREAVED = auto()
    DISABILITY = auto()
    HOME_OCCUPANCY = auto()
    HOME_RENT = auto()
    HOME_COMMUNE = auto()
    ACTIVITY = auto()
    RESOURCES = auto()
    OTHER_RESOURCES = auto()
    TAX_INCOME = auto()
    ASSETS = auto()
    ALONE_SINCE = auto()
    PERMIT_SINCE = auto()
    CAREER = auto()
    CHILDCARE = auto()
    LEAVE = auto()
    PREGNANCY = auto()
    STUDIES = auto()


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one fact (`domain.facts`): at least, below, or among; all bounds given must hold."""

    fact: str
    at_least: int | None = None
    below: int | None = None
    among: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit that the simulator knows.

    `amounts`: variables of the law as code that add up to it, in euros; `opens`: a variable that is 1 where the right is open, for a cover or a
    guarantee. `cost`: a variable that holds what the person pays for it; `presumed_cost`: the same for who has it without a look at resources. `paid_month`: the month (1 to 12) in which a yearly amount stands.
    `within`: the benefit whose amount already holds this one. `unless`: the benefit that excludes it. `counts`: the benefits that are taken off it in the very month
    in which they are paid, and `counted`: the variable that holds what of them the law as code has taken off already; less than `least_cents` is not
    paid. `tops_up`: those of the same person that it completes up to its own amount. `mayotte`: None where Mayotte has what we compute. `follows`: the benefits of which one at least must open it. `resource`: the kind of resource by which the household has it. `received_as`: the id
    under which the rights view knows it. `told_like`: ids of other rights that are told as the same resource. `roles`: to whom a benefit of one person may be given.
    """

    id: str
    domain: Domain
    name: str
    individual: bool
    periodicity: Periodicity
    method: Method
    amounts: tuple[str, ...] = ()
    opens: str = ""
    cost: str = ""
    presumed_cost: str = ""
    paid_month: int | None = None
    within: str = ""
    unless: str = ""
    counts: frozenset[str] = frozenset()
    counted: str = ""
    tops_up: frozenset[str] = frozenset()
    least_cents: int = 0
    follows: frozenset[str] = frozenset()
    mayotte: Mayotte | None = None
    looks: Looks = Looks.NOW
    resource: Resource | None = None
    received_as: str = ""
    told_like: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset({Role.APPLICANT, Role.PARTNER})
    conditions: tuple[Condition, ...] = ()
    reads: frozenset[Aspect] = frozenset()
    limits: str = ""
    legal_reference: str = ""
    source: str = ""
    confidence: Confidence = Confidence.KNOWLEDGE
    last_checked: date = date.min
    pieces: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable of the law as code that is read for it."""
        return (*self.amounts, *(name for name in (self.opens, self.cost, self.presumed_cost, self.counted) if name))


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """How an aspect is asked for, in French: a text by variant. `rank`: the order among questions that settle as much."""

    aspect: Aspect
    rank: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything, in the order in which it is shown."""

    benefits: Mapping[str, Benefit]
    questions: Mapping[Aspect, QuestionKind]
    wages: WageRates
    unemployment: UnemploymentRules
    allowances: AllowanceRules
    retirement: RetirementRules
    childcare: ChildcareRules
    parental: ParentalRules
    birth_leave: BirthLeaveRules
    presumption: PresumptionRules

    @property
    def variables(self) -> tuple[str, ...]:
        """What is asked of the engine, each once, always in the same order: the order of requests must never decide a result."""
        return tuple(dict.fromkeys(name for benefit in self.benefits.values() for name in benefit.variables))

    @property
    def counted(self) -> Mapping[str, str]:
        """Benefit → the variable that holds what the law as code takes off it for others."""
        return {benefit.id: benefit.counted for benefit in self.benefits.values() if benefit.counted}

    def only(self, wanted: frozenset[str]) -> tuple[Benefit, ...]:
        """The benefits of these ids, all when none is named. Raises KeyError on an unknown one."""
        if unknown := sorted(wanted - self.benefits.keys()):
            raise KeyError(unknown[0])
        return tuple(benefit for benefit in self.benefits.values() if not wanted or benefit.id in wanted)
