"""Several changes tried together: the order in which they are applied, which the order of the request never decides, and what contradicts itself.

They are applied by date. On the same day: who lives in the household, the home, health, what ends work, what begins it. Two changes that would say two
things of the same matter on the same day (two homes, two separations) have no right order, and are refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.simulator.domain import changes as kinds
from services.simulator.domain import changes_family as family
from services.simulator.domain import changes_work as work
from services.simulator.domain.changes import Change, What
from services.simulator.domain.changes_problems import Impossible

_FIRST: Sequence[type[What]] = (
    kinds.Birth, kinds.ChildLeaving, kinds.Separation, kinds.PartnerDeath, kinds.Couple, kinds.Move, kinds.RentChange,
    kinds.DisabilityRecognised, kinds.JobLoss, kinds.Retire, kinds.Studies, kinds.ParentalLeave, kinds.SickLeave, kinds.NewJob,
    kinds.WageChange,
)  # fmt: skip
_RANK: Mapping[type[What], int] = {kind: rank for rank, kind in enumerate(_FIRST)}
_HOME, _COUPLE, _WORK = "home", "couple", "work"
_MATTER: Mapping[type[What], str] = {
    kinds.Separation: _COUPLE, kinds.PartnerDeath: _COUPLE, kinds.Couple: _COUPLE, kinds.Move: _HOME, kinds.RentChange: _HOME,
    kinds.JobLoss: _WORK, kinds.Retire: _WORK, kinds.Studies: _WORK, kinds.ParentalLeave: _WORK, kinds.SickLeave: _WORK,
    kinds.NewJob: _WORK, kinds.WageChange: _WORK, kinds.ChildLeaving: "child", kinds.DisabilityRecognised: "health",
}  # fmt: skip
# Work that ends may give way to other work on the same day.
_GIVES_WAY = frozenset({kinds.JobLoss, kinds.Retire, kinds.Studies})
_AGAIN = "Le même jour, un autre changement de cet essai dit déjà autre chose sur ce point. Changez la date, ou retirez l'un des deux."
ORDER = "Les changements sont comptés dans l'ordre de leurs dates, chacun sur le foyer que le précédent a laissé."
# What a change assumes alone, and the kinds beside which it would be false.
_FALSE_BESIDE: Mapping[str, frozenset[type[What]]] = {
    family.NO_LEAVE: frozenset(kind for kind, matter in _MATTER.items() if matter == _WORK),
    family.SAME_HOME: frozenset({kinds.Move, kinds.RentChange}),
    work.LASTING_LEAVE: frozenset(kind for kind, matter in _MATTER.items() if matter == _WORK) - {kinds.ParentalLeave},
    work.LASTING_SICKNESS: frozenset(kind for kind, matter in _MATTER.items() if matter == _WORK) - {kinds.SickLeave},
}


def in_order(changes: Sequence[Change]) -> tuple[int, ...]:
    """The ranks of the changes, in the order in which they are applied."""
    return tuple(sorted(range(len(changes)), key=lambda rank: _sorting(changes[rank])))


def check_together(change: Change, before: Iterable[Change]) -> None:
    """Impossible where a change contradicts one of those before it."""
    if any(_contradict(change, other) for other in before):
        raise Impossible("date", _AGAIN)


def said_together(changes: Sequence[Change], said: Iterable[str]) -> tuple[str, ...]:
    """What all of them assume: each sentence once, none that another change makes false."""
    there = {type(change.what) for change in changes}
    told = dict.fromkeys(text for text in said if not _FALSE_BESIDE.get(text, frozenset()) & there)
    return (*([ORDER] if len(changes) > 1 else []), *told)


def _sorting(change: Change) -> tuple[Any, ...]:
    return change.date, _RANK[type(change.what)], repr(change.what)


def _contradict(one: Change, other: Change) -> bool:
    if one.date != other.date or not _matters(one.what) & _matters(other.what):
        return False
    both = {type(one.what), type(other.what)}
    return kinds.NewJob not in both or not both & _GIVES_WAY


def _matters(what: What) -> frozenset[tuple[str, str]]:
    whose = getattr(what, "person", "") or getattr(what, "child", "")
    matters = {(_MATTER[type(what)], whose)} if type(what) in _MATTER else set()
    if isinstance(what, kinds.Separation) and what.home is not None:
        matters.add((_HOME, ""))
    return frozenset(matters)
