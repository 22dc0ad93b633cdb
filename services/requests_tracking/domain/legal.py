"""The law around one claim: its clock read from its story, and the ways to have its decision looked at again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.requests_tracking.domain.clock import Life, Reading, read
from services.requests_tracking.domain.dates import day_of, french_date
from services.requests_tracking.domain.pieces import asks_of
from services.requests_tracking.domain.rules import ClockRule, Path
from services.requests_tracking.domain.steps import Decision
from services.requests_tracking.domain.timeline import Story
from services.requests_tracking.domain.vocabulary import OVER, ClaimState, Silence

_MEANING = {Silence.REFUSAL: "un refus", Silence.ACCEPTANCE: "un accord"}
_STANDS = "Le délai est suspendu : l'organisme attend une pièce. Il reprend quand elle arrive{resume}."
_WAITS = "Le délai commence quand l'organisme a reçu votre demande et toutes les pièces."
_SPOKEN = "L'organisme n'a pas répondu avant le {day} inclus. La loi en fait {meaning}."
# CRPA art. L. 112-6, R. 112-5 and L. 232-4.
_REFUSED = (
    "Vous pouvez en demander les motifs (CRPA art. L. 232-4). Le délai de recours ne vaut contre vous que si l'accusé de "
    "réception le disait (CRPA art. L. 112-6 et R. 112-5)."
)
_RUNS = "Sans réponse avant la fin du {day}, ce silence vaut {meaning}."


@dataclass(frozen=True, slots=True)
class Appeal:
    """A way of appeal and its last day; no `due`: it has none."""

    path: Path
    due: date | None


def clock_of(rule: ClockRule, story: Story, seized: date, today: date) -> Reading:
    """The clock of a claim on a day; `seized`: since when who decides has had it."""
    life = Life(
        seized=seized,
        received=day_of(story.received) if story.received else None,
        asks=asks_of(story.pieces),
        ended=_ended(story),
    )
    return read(rule.silence, rule.delay, life, today)


def _ended(story: Story) -> date | None:
    if story.state not in OVER or story.state is ClaimState.DECIDED_BY_SILENCE or story.since is None:
        return None
    return story.decision.dated if story.decision else day_of(story.since)


def explanation(rule: ClockRule, reading: Reading, today: date) -> str:
    """What the clock means for the person; after the end, what the rule says alone."""
    return f"{_now(reading, today)} {rule.explanation}".strip()


def _now(reading: Reading, today: date) -> str:
    if reading.decision:
        day, meaning = french_date(reading.decision), _MEANING[reading.silence]
        if not reading.spoken(today):
            return _RUNS.format(day=day, meaning=meaning)
        spoken = _SPOKEN.format(day=day, meaning=meaning)
        return f"{spoken} {_REFUSED}" if reading.silence is Silence.REFUSAL else spoken
    if reading.start is None:
        return _WAITS
    if reading.pauses and reading.pauses[-1].end is None:
        resume = f", ou le {french_date(reading.resume)} sans elle" if reading.resume else ""
        return _STANDS.format(resume=resume)
    return ""


def silent_decision(rule: ClockRule, reading: Reading) -> Decision | None:
    """The decision that silence makes, dated of the last day that the organisme had."""
    if reading.decision is None:
        return None
    accepted = rule.silence is Silence.ACCEPTANCE
    word = "acceptée" if accepted else "refusée"
    reason = (
        f"L'organisme n'a pas répondu dans le délai de la loi ({rule.reference}). Votre demande est réputée {word}."
    )
    return Decision(accepted, reason, reading.decision)


def appeals_of(rule: ClockRule, paths: Mapping[str, Path], decision: Decision) -> list[Appeal]:
    """The ways of appeal against a decision, each with its last day, counted from the notification."""
    named = [paths[name] for name in rule.appeals]
    return [Appeal(path, path.delay.end(decision.dated) if path.delay else None) for path in named]


def appeal_date(appeals: list[Appeal]) -> date | None:
    """The first last day: what must not be missed."""
    return min((appeal.due for appeal in appeals if appeal.due), default=None)
