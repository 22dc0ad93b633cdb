"""What tells something about health wants a login of the substantial level, as it does among rights: one rule, that of their catalogue."""

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.auth import AssuranceTooLow, Caller
from services.requests_tracking.store import claims
from services.requests_tracking.usecases.context import Tracking

# eIDAS, as the token says it: 1 low, 2 substantial, 3 high.
_SUBSTANTIAL = 2


def is_cleared(caller: Caller) -> bool:
    """Whether the login behind the call is strong enough for what tells something about health."""
    return caller.assurance >= _SUBSTANTIAL


async def check_claim(session: AsyncSession, tracking: Tracking, caller: Caller, claim_id: str) -> None:
    """Raises AssuranceTooLow for the person's own claim about health, when they logged in more simply. Of others' claims nothing is said."""
    if is_cleared(caller):
        return
    claim = await claims.by_id(session, claim_id)
    if claim and claim.person_id == caller.person_id and tracking.catalogue.is_health(claim.benefit, claim.organisme):
        raise AssuranceTooLow


def check_benefit(tracking: Tracking, caller: Caller, name: str) -> None:
    """Raises AssuranceTooLow for a benefit that tells something about health, when the person logged in more simply. What cannot be asked for here
    today wants no stronger login: it is refused all the same."""
    benefit = tracking.catalogue.benefits.get(name)
    is_open = benefit is not None and benefit.open_on(tracking.today())
    if is_open and not is_cleared(caller) and tracking.catalogue.is_health(name, ""):
        raise AssuranceTooLow


async def withheld(session: AsyncSession, tracking: Tracking, caller: Caller) -> frozenset[str]:
    """The caller's claims that this login may not see."""
    if is_cleared(caller) or caller.person_id is None:
        return frozenset()
    listed = await claims.asked_for(session, caller.person_id)
    return frozenset(one.claim_id for one in listed if tracking.catalogue.is_health(one.benefit, one.organisme))
