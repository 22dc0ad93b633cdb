"""The rules as data: what each says in each outcome. A check gives an outcome and its evidence; the words and the version come from here."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from services.documents.checks.content.kinds import kinds
from services.documents.domain.verdicts import Outcome, RefusalReason, Remedy, Verdict

# Where the type does not say who makes it.
_SOMEBODY = "celui qui vous l'a remis"
_FILE = Path(__file__).parent / "rules.yaml"


class _Rule(BaseModel):
    """One rule of the file: an outcome without its words is one that the rule never gives."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: str
    source: str
    reason: RefusalReason | None = None
    # What to do then; `{emetteur}` is who makes such a document, `{caisse}` the organisme that it is for.
    remedy: str = ""
    service_url: str = ""
    said: dict[Outcome, str] = Field(default_factory=dict)
    review: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `reason` replaces the rule's own where the check knows better; `review` None: as the rule says."""

    rule: str
    outcome: Outcome
    evidence: str = ""
    reason: RefusalReason | None = None
    review: bool | None = None
    # Added to the rule's words, for the person.
    more: str = ""


@cache
def rules() -> dict[str, _Rule]:
    """Every rule by id. Raises pydantic's ValidationError, which names the key at fault."""
    listed = yaml.safe_load(_FILE.read_text("utf-8"))["rules"]
    return {name: _Rule.model_validate(_with_words(dict(rule))) for name, rule in listed.items()}


def verdict_of(finding: Finding, announced: str = "") -> Verdict:
    """The verdict that a person reads, who announced that type. Raises KeyError for an outcome that the rule has no words for: a fault of ours."""
    rule = rules()[finding.rule]
    refuses = finding.outcome in (Outcome.FAILED, Outcome.NON_RECEVABLE)
    return Verdict(
        rule=finding.rule,
        version=rule.version,
        outcome=finding.outcome,
        explanation=" ".join(filter(None, (rule.said[finding.outcome], finding.more))),
        evidence=finding.evidence,
        reason=(finding.reason or rule.reason) if refuses else None,
        remedy=_remedy(rule, announced) if refuses else None,
    )


def _remedy(rule: _Rule, announced: str) -> Remedy | None:
    if not rule.remedy:
        return None
    kind = kinds().get(announced)
    issuer, url = (kind.issuer, kind.issuer_url) if kind else ("", "")
    return Remedy(rule.remedy.replace("{emetteur}", issuer or _SOMEBODY), rule.service_url or url)


def needs_review(findings: Iterable[Finding]) -> bool:
    """Whether a person must look before the document is accepted."""
    return any(
        finding.outcome in rules()[finding.rule].review if finding.review is None else finding.review
        for finding in findings
    )


def _with_words(rule: dict[str, object]) -> dict[str, object]:
    said = {outcome: rule.pop(outcome) for outcome in Outcome if outcome in rule}
    return rule | {"said": said}
