"""Why a benefit amounts to what it does: the chain of rules of a benefit, and what is said of it to a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from services.simulator.domain.results import BenefitResult


class Unit(StrEnum):
    """How a number is read."""

    EUROS = auto()
    EUROS_A_YEAR = auto()
    EUROS_A_DAY = auto()
    PERCENT = auto()
    YES_NO = auto()
    COUNT = auto()
    AGE = auto()
    AGE_IN_MONTHS = auto()
    MONTHS = auto()
    TIMES = auto()
    HOURLY_SMIC = auto()


class Span(StrEnum):
    """To which months a rule applies: the month computed, or each of the three months of resources that the declaration asks for."""

    MONTH = auto()
    QUARTER = auto()
    YEAR = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A variable of the law as code, in the month computed or so many months before it."""

    variable: str
    months_ago: int = 0

    @property
    def name(self) -> str:
        """As the calculator knows it."""
        return f"{self.variable}@-{self.months_ago}" if self.months_ago else self.variable


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the chain: a variable, or a parameter of the law, with what it is made of.

    `label` may hold {mois}, {trimestre}, {annee}, {annee_ressources}, {foyer} and {personne}. `each`: one line per person. `always`: shown even when
    nil. `when`: shown where that variable is not nil. `persons`: shown for a household of so many persons, bounds included.
    """

    label: str
    unit: Unit
    variable: str = ""
    parameter: str = ""
    span: Span = Span.MONTH
    each: bool = False
    always: bool = False
    when: str = ""
    persons: tuple[int, int] = (1, 99)
    rules: tuple["Rule", ...] = ()

    def walk(self) -> Iterator["Rule"]:
        """This rule, and all below."""
        yield self
        for rule in self.rules:
            yield from rule.walk()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The chain of a benefit, or of several that the law works out together. `by_work`: it is for who works."""

    benefits: tuple[str, ...]
    rules: tuple[Rule, ...]
    by_work: bool = False

    def walk(self) -> Iterator[Rule]:
        """Every rule."""
        for rule in self.rules:
            yield from rule.walk()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the law on a day: its value in its own unit, since when, and by which text."""

    value: float
    since: date
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """A line as it is read; `depth` is 0 for the result."""

    label: str
    value: str
    depth: int
    parameter: str = ""
    in_force_since: date | None = None
    reference: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class InputThatMattered:
    """An input that moves the amount: cents of the benefit per euro of the input, 0 for what is not an amount."""

    question: str
    label: str
    value: str
    cents_per_euro: int = 0


@dataclass(frozen=True, slots=True)
class WayIn:
    """What would make the household eligible, in plain French."""

    text: str
    question: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The whole answer."""

    result: BenefitResult
    steps: tuple[ExplanationStep, ...] = ()
    inputs: tuple[InputThatMattered, ...] = ()
    ways_in: tuple[WayIn, ...] = ()
