"""What was told already: a change that says nothing else than a fact of the same kind says today."""

from collections.abc import Iterable, Sequence

from services.situation.domain.facts import FactVersion, Outcome, Verb


def comparable(outcome: Outcome, standing: Iterable[FactVersion]) -> list[FactVersion]:
    """Among the last versions of the person's facts of this kind, those that hold for the very days of the outcome: their content decides.

    A new fact may repeat any of them; a correction, the fact that it corrects; an end and an annulment always say something new.
    """
    if outcome.verb not in (Verb.CREATED, Verb.CORRECTED):
        return []
    corrected = outcome.previous.version_id if outcome.previous else None
    return [
        version
        for version in standing
        if version.verb is not Verb.ANNULLED
        and version.validity == outcome.validity
        and corrected in (None, version.version_id)
    ]


def already_told(outcome: Outcome, versions: Sequence[FactVersion]) -> FactVersion | None:
    """The latest of the comparable versions, with what they say, that says what the outcome would; None when it says something new."""
    same = [version for version in versions if version.content == outcome.content]
    return max(same, key=lambda version: version.known_time, default=None)
