"""Which rule of the law a claim stands under: by organisme, benefit and day, the most particular first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.requests_tracking.domain.dates import Delay
from services.requests_tracking.domain.vocabulary import ClaimKind, Silence


@dataclass(frozen=True, slots=True)
class Path:
    """A way to have a decision looked at again; no `delay`: no last day. `here`: it can be started in the suite."""

    path: str
    label: str
    delay: Delay | None
    here: bool
    reference: str
    instruction: str


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A dated rule. Empty `organismes`, `benefits` or `paths`: whichever. `since` and `until`: days on which a claim is made."""

    rule: str
    kinds: frozenset[ClaimKind]
    organismes: frozenset[str]
    benefits: frozenset[str]
    paths: frozenset[str]
    since: date
    until: date | None
    silence: Silence
    delay: Delay
    reference: str
    explanation: str
    appeals: tuple[str, ...]

    @property
    def precision(self) -> int:
        """How particular it is: a benefit weighs more than an organisme."""
        return 4 * bool(self.benefits) + 2 * bool(self.paths) + bool(self.organismes)

    def governs(self, case: "Case") -> bool:
        """Whether a claim made so, on that day, stands under it."""
        return (
            case.kind in self.kinds
            and (not self.organismes or case.organisme in self.organismes)
            and (not self.benefits or case.benefit in self.benefits)
            and (not self.paths or case.path in self.paths)
            and self.since <= case.day
            and (self.until is None or case.day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, as far as the law looks at it; `path`: of an appeal."""

    kind: ClaimKind
    organisme: str
    benefit: str
    day: date
    path: str = ""


def rule_of(rules: Iterable[ClockRule], case: Case) -> ClockRule | None:
    """The rule of a claim; None where the law gives silence no meaning. Two as particular as each other: the catalogue refuses them."""
    return max((rule for rule in rules if rule.governs(case)), key=lambda rule: rule.precision, default=None)


def overlapping(rules: Iterable[ClockRule]) -> list[tuple[str, str]]:
    """Pairs of rules that would govern the same claim with the same precision."""
    listed = list(rules)
    return [
        (one.rule, other.rule)
        for rank, one in enumerate(listed)
        for other in listed[rank + 1 :]
        if one.precision == other.precision and _meet(one, other)
    ]


def _meet(one: ClockRule, other: ClockRule) -> bool:
    dated = (other.until is None or one.since <= other.until) and (one.until is None or other.since <= one.until)
    sets = ((one.organismes, other.organismes), (one.benefits, other.benefits), (one.paths, other.paths))
    return dated and bool(one.kinds & other.kinds) and all(not a or not b or a & b for a, b in sets)
