"""What is shown of an organisme that did not answer: its last known answer while it may be kept, with its date; else nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil

from services.rights.domain.errors import MissingRuleError
from services.rights.domain.questions import Attempt, Outcome, Question, Said
from services.rights.domain.retention import RetentionRule, is_still_keepable, rule_on
from services.rights.domain.rights import SourceState, SourceStatus

_LEAST_RETRY_SECONDS = 5
_KEPT_DATA = "rights_last_known"

_REASONS = {
    Outcome.LATE: "L'organisme met trop de temps à répondre.",
    Outcome.FAILED: "L'organisme ne répond pas pour le moment.",
    Outcome.REFUSED: "L'organisme n'a pas pu traiter la demande.",
    Outcome.NO_FILE: "L'organisme n'a pas retrouvé votre dossier.",
    Outcome.NOT_ASKED: "L'organisme ne répond plus depuis un moment. Nous le laissons se rétablir.",
    Outcome.NOT_CONNECTED: "L'organisme n'est pas encore relié à ce portail.",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What may be shown of an organisme, and how old it is."""

    status: SourceStatus
    said: Mapping[Question, Said] = field(default_factory=dict)


def keeping_rule(rules: Iterable[RetentionRule], on: date) -> RetentionRule | None:
    """How long an answer may be kept; None on a day without a rule: then nothing is kept, and nothing kept is shown."""
    try:
        return rule_on(rules, _KEPT_DATA, on)
    except MissingRuleError:
        return None


def reply_to(
    attempt: Attempt, asked: Collection[Question], kept: Iterable[Said], rule: RetentionRule | None, now: datetime
) -> Reply:
    """The answer of this time, else the last known one if everything that was asked has one that may still be kept."""
    if attempt.outcome is Outcome.ANSWERED:
        return Reply(SourceStatus(attempt.organisme, SourceState.FRESH, _oldest(attempt.said)), attempt.said)
    usable = {said.question: said for said in kept if rule and is_still_keepable(said.fetched_time, now, rule)}
    retry, reason = max(_LEAST_RETRY_SECONDS, ceil(attempt.retry_in)), _REASONS[attempt.outcome]
    # Who no longer finds the file contradicts what was kept of it.
    if usable.keys() >= set(asked) and attempt.outcome is not Outcome.NO_FILE:
        return Reply(SourceStatus(attempt.organisme, SourceState.STALE, _oldest(usable), retry, reason), usable)
    return Reply(SourceStatus(attempt.organisme, SourceState.UNAVAILABLE, None, retry, reason))


def _oldest(said: Mapping[Question, Said]) -> datetime:
    return min(each.data_time for each in said.values())
