"""The legal clock of a claim: from which day an organisme's silence counts as a decision, and what stops the time meanwhile.

Silence that refuses runs from the day the first administration had the claim, and stands still while the person may still produce what is
missing, until the day set for it at the latest (CRPA L. 114-3 and L. 114-5). Silence that accepts only runs once the competent organisme has
every piece it asked for (same articles).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.requests_tracking.domain.dates import Delay
from services.requests_tracking.domain.vocabulary import Silence

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """A piece that was asked for; `due`: the last day to produce it; `produced`: the day it was."""

    asked: date
    due: date | None = None
    produced: date | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """What the clock is read from. `seized`: the day the first administration had the claim; `received`: the day the competent one had it;
    `ended`: the day of the written decision, or of any other end."""

    seized: date
    received: date | None = None
    asks: tuple[Ask, ...] = ()
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stood still, both included; no `end`: it still does."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The clock on a day. No `start`: it has not started. No `decision`: it stands still, has not started, or no longer matters.

    `resume`: the day on which it starts again by itself, without a piece.
    """

    start: date | None
    decision: date | None
    silence: Silence
    pauses: tuple[Pause, ...] = ()
    resume: date | None = None

    def spoken(self, today: date) -> bool:
        """Whether silence has become a decision."""
        return self.decision is not None and today > self.decision


@dataclass(frozen=True, slots=True)
class _Stop:
    """Days from `start` up to, not including, `end`; no `end`: nobody knows yet."""

    start: date
    end: date | None


def read(silence: Silence, delay: Delay, life: Life, today: date) -> Reading:
    """The clock of a claim, as it stands on `today`."""
    if silence is Silence.REFUSAL:
        return _refusal(delay, life, today)
    return _acceptance(delay, life, today)


def _refusal(delay: Delay, life: Life, today: date) -> Reading:
    counted, deadline = _counted(delay.end(life.seized), life, today)
    last = counted[-1] if counted else None
    standing = last is not None and (last.end is None or last.end > today) and life.ended is None
    return Reading(
        start=life.seized,
        decision=None if standing or life.ended else deadline,
        silence=Silence.REFUSAL,
        pauses=tuple(_shown(stop, today, life.ended) for stop in counted),
        resume=last.end if standing and last else None,
    )


def _counted(deadline: date, life: Life, today: date) -> tuple[list[_Stop], date]:
    """The stops that count, and the day to which those that are over move the end."""
    counted: list[_Stop] = []
    for stop in _merged(_stop(ask, life) for ask in life.asks):
        # Once silence has decided, nothing that is asked for undoes it.
        if stop.start > deadline or (life.ended and stop.start >= life.ended):
            break
        counted.append(stop)
        if stop.end is None or stop.end > today:
            break
        deadline += stop.end - stop.start
    return counted, deadline


def _stop(ask: Ask, life: Life) -> _Stop:
    ends = [end for end in (ask.produced, ask.due + _DAY if ask.due else None) if end]
    return _Stop(max(ask.asked, life.seized), min(ends) if ends else None)


def _merged(stops: Iterable[_Stop]) -> list[_Stop]:
    """Stretches in order, those that touch made one, those without a day left out."""
    found: list[_Stop] = []
    for stop in sorted(stops, key=lambda stop: (stop.start, stop.end or date.max)):
        if stop.end is not None and stop.end <= stop.start:
            continue
        last = found[-1] if found else None
        if last and (last.end is None or stop.start <= last.end):
            ends = None if last.end is None or stop.end is None else max(last.end, stop.end)
            found[-1] = _Stop(last.start, ends)
        else:
            found.append(stop)
    return found


def _shown(stop: _Stop, today: date, ended: date | None) -> Pause:
    end = stop.end
    if ended and (end is None or end > ended):
        end = ended
    return Pause(stop.start, None if end is None or end > today else end - _DAY)


def _acceptance(delay: Delay, life: Life, today: date) -> Reading:
    start, counted = life.received, list[_Stop]()
    for ask in sorted(life.asks, key=lambda ask: ask.asked):
        if start and ask.asked > delay.end(start):
            break
        counted.append(_Stop(max(ask.asked, life.seized), ask.produced))
        start = _later(start, ask.produced) if ask.produced else None
        if start is None:
            break
    return Reading(
        start=start,
        decision=delay.end(start) if start and not life.ended else None,
        silence=Silence.ACCEPTANCE,
        pauses=_pauses(counted, today, life.ended),
    )


def _later(start: date | None, produced: date) -> date | None:
    return max(start, produced) if start else None


def _pauses(stops: Sequence[_Stop], today: date, ended: date | None) -> tuple[Pause, ...]:
    # What was asked for on the day of the end, or after, stopped nothing any more.
    return tuple(_shown(stop, today, ended) for stop in _merged(stops) if ended is None or stop.start < ended)
