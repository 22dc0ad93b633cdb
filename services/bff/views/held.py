"""A right held: what it is, how much and how often, since when, and who says so."""

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.rights.v1 import view_pb2

from services.bff.views.base import View
from services.bff.views.french import PeriodView, euros, instant, moment, period_view

_STATES = {
    organisme_pb.RIGHT_STATE_REQUESTED: ("requested", "Demandé, pas encore décidé"),
    organisme_pb.RIGHT_STATE_OPEN: ("open", "Ouvert"),
    organisme_pb.RIGHT_STATE_SUSPENDED: ("suspended", "Suspendu"),
    organisme_pb.RIGHT_STATE_ENDED: ("ended", "Terminé"),
}
_PERIODS: dict[int, tuple[str | None, str]] = {
    view_pb2.PAYMENT_PERIOD_DAILY: ("daily", "par jour"),
    view_pb2.PAYMENT_PERIOD_MONTHLY: ("monthly", "par mois"),
    view_pb2.PAYMENT_PERIOD_QUARTERLY: ("quarterly", "par trimestre"),
    view_pb2.PAYMENT_PERIOD_YEARLY: ("yearly", "par an"),
    view_pb2.PAYMENT_PERIOD_ONCE: ("once", "en une fois"),
}
# An amount is that of one payment, however often it comes.
_UNKNOWN_PERIOD = (None, "à chaque versement")


class RightView(View):
    """A right held. `amount_cents` is absent when there is no amount or when nobody told it, and `amount_text` says which.
    `payment_period` is daily, monthly, quarterly, yearly or once; absent without an amount, or when nobody says. `managed_only`: an account or a
    service, whose organisme pays nothing by itself."""

    benefit: str
    name: str
    organisme: str
    organisme_name: str
    decided_by: str | None
    state: str
    state_text: str
    period: PeriodView | None
    amount_cents: int | None
    amount_text: str
    payment_period: str | None
    managed_only: bool
    reason: str | None
    data_time: str | None
    data_text: str
    stale: bool
    service_url: str | None
    appeal: str | None


def _amount_text(right: view_pb2.Right) -> str:
    if right.HasField("amount_cents"):
        return f"{euros(right.amount_cents)} {_PERIODS.get(right.payment_period, _UNKNOWN_PERIOD)[1]}"
    return "Sans montant : c'est une couverture ou un service" if right.without_amount else "Montant non communiqué"


def right_view(right: view_pb2.Right) -> RightView:
    """A right held, in words."""
    state, state_text = _STATES.get(right.state, ("unknown", "Non communiqué"))
    known = right.HasField("amount_cents")
    dated = right.HasField("data_time")
    told = f"Donnée du {moment(right.data_time).removeprefix('le ')}" if dated else "Date non communiquée"
    return RightView(
        benefit=right.benefit,
        name=right.benefit_name,
        organisme=right.organisme,
        organisme_name=right.organisme_name,
        decided_by=right.decided_by or None,
        state=state,
        state_text=state_text,
        period=period_view(right.period),
        amount_cents=right.amount_cents if known else None,
        amount_text=_amount_text(right),
        payment_period=_PERIODS.get(right.payment_period, _UNKNOWN_PERIOD)[0] if known else None,
        managed_only=right.managed_only,
        reason=right.reason or None,
        data_time=instant(right.data_time) if dated else None,
        data_text=f"{told} (l'organisme n'a pas répondu aujourd'hui)" if right.stale else told,
        stale=right.stale,
        service_url=right.service_url or None,
        appeal=right.appeal or None,
    )
