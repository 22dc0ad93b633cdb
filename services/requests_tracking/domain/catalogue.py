"""Everything that is data, once read."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.requests_tracking.domain.benefits import ClaimableBenefit, Question
from services.requests_tracking.domain.mapping import StateMapping
from services.requests_tracking.domain.rules import Case, ClockRule, Path, rule_of

_WHOLE = "Vos régimes de retraite"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`health`: the benefits that tell something about health; `health_organismes`: those of which a benefit that nobody here knows does too. `pieces`: type of document → its name. `labels`: benefit → its name, those that are not asked for here included.

    `draft_months`: how long a draft is kept after it was last saved; `reminder_days`: how long before its end the person is told.
    `kept_months`: how long a claim is kept once it is over.
    """

    benefits: Mapping[str, ClaimableBenefit]
    labels: Mapping[str, str]
    health: frozenset[str]
    health_organismes: frozenset[str]
    rules: tuple[ClockRule, ...]
    paths: Mapping[str, Path]
    mappings: Mapping[str, StateMapping]
    organismes: Mapping[str, str]
    pieces: Mapping[str, str]
    consequence: str
    appeal_questions: tuple[Question, ...]
    draft_months: int
    reminder_days: int
    kept_months: int

    def rule_of(self, case: Case) -> ClockRule | None:
        """The rule that a claim stands under."""
        return rule_of(self.rules, case)

    def mapping_of(self, organisme: str) -> StateMapping:
        """The words of an organisme; none for the suite itself."""
        return self.mappings.get(organisme, StateMapping())

    def is_health(self, benefit: str, organisme: str) -> bool:
        """Whether that this benefit was asked for tells something about health."""
        return benefit in self.health if benefit in self.labels else organisme in self.health_organismes

    def name_of(self, organisme: str) -> str:
        """The name of an organisme, in plain French."""
        return self.organismes.get(organisme, organisme) if organisme else _WHOLE

    def label_of(self, benefit: str) -> str:
        """The name of a benefit, in plain French."""
        return self.labels.get(benefit, benefit)
