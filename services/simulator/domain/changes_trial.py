"""A change tried on a household: the household as it is from the change on, beside the household as it was.

The law as code knows one composition, one activity and one home per person for all the months of a computation, while a change falls in the
middle of them. So a trial is TWO whole households, before and after, computed together: months before the change are read from the one, the
month of the change and what follows from the other. What leads from the one to the other is in the series: the household after has the wages
of before until the day of the change, so that benefits that look back (three months for the RSA, twelve for housing) move as slowly as they do
in life. For a partner who comes or leaves this is the law itself: the RSA and the prime d'activité count a new partner over the whole reference
quarter and a former one over none of it (CSS R843-1 II, CASF R262-4).

What is really paid stays a fact, with and without the change: the rules say by how much the change moves it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.simulator.domain import changes as kinds
from services.simulator.domain import changes_family as family
from services.simulator.domain import changes_home as home
from services.simulator.domain import changes_jobs as jobs
from services.simulator.domain import changes_work as work
from services.simulator.domain.changes import Change
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.changes_series import month_of, months_between
from services.simulator.domain.changes_work import Changed, Estimates
from services.simulator.domain.household import Household
from services.simulator.domain.timeline_ahead import Ahead

_FURTHEST = 12
_NIL_BEFORE = "Ce que vous n'avez pas indiqué des mois d'avant est compté comme nul."

# Each kind's own transformation; they are called with the kind that they are for.
_APPLY: Mapping[type[kinds.What], Callable[[Household, Any, date], Changed]] = {
    kinds.Move: home.move,
    kinds.RentChange: home.rent_change,
    kinds.DisabilityRecognised: home.disability_recognised,
    kinds.Studies: work.studies,
    kinds.ParentalLeave: work.parental_leave,
    kinds.Birth: family.birth,
    kinds.Separation: family.separation,
    kinds.Couple: family.couple,
    kinds.ChildLeaving: family.child_leaving,
    kinds.PartnerDeath: family.partner_death,
}
# Those that ask another model for an amount.
_ESTIMATE: Mapping[type[kinds.What], Callable[[Household, Any, date, Estimates], Changed]] = {
    kinds.NewJob: jobs.new_job,
    kinds.WageChange: jobs.wage_change,
    kinds.JobLoss: jobs.job_loss,
    kinds.Retire: work.retire,
    kinds.SickLeave: work.sick_leave,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A change and the household from `switch`, its month, on. `whole_household`: who lives in it, or where, changes with it. `ahead`: what it brings
    before its month."""

    change: Change
    after: Household
    switch: date
    assumptions: tuple[str, ...]
    whole_household: bool
    ahead: Ahead | None = None


def tried(household: Household, change: Change, estimates: Estimates) -> Trial:
    """The change on the household, which stays valid over all its months. Raises Impossible, naming a field of the change."""
    if abs(months_between(household.month, month_of(change.date))) > _FURTHEST:
        raise Impossible("date", "Choisissez une date à un an au plus du mois simulé, avant ou après.")
    apply = _APPLY.get(type(change.what))
    after, assumptions = (
        apply(household, change.what, change.date)
        if apply
        else _ESTIMATE[type(change.what)](household, change.what, change.date, estimates)
    )
    if _begins_unknown(household, after):
        assumptions = (*assumptions, _NIL_BEFORE)
    ahead = family.grant_of(change.date) if isinstance(change.what, kinds.Birth) else None
    return Trial(change, after, month_of(change.date), assumptions, _is_whole(household, after), ahead)


def _begins_unknown(before: Household, after: Household) -> bool:
    """Whether somebody begins to have what nothing was told of."""
    there = {person.key for person in before.persons}
    return any(key[0] in there and not before.knows(*key) for key in after.resources)


def _is_whole(before: Household, after: Household) -> bool:
    return before.home != after.home or {p.key for p in before.persons} != {p.key for p in after.persons}
