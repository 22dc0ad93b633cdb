"""Home: who I am, the six bubbles, my last declarations, and what I should know before anything else."""

from chassis.errors import Problem
from services.bff.views.base import Link, View
from services.bff.views.identity import CertificationView
from services.bff.views.receipts import DeclarationsView, DeclarationView
from services.bff.views.rights import BubbleView, RightsView, unknown_rights_view
from services.bff.views.sources import Alert, SourceView

_NOT_CERTIFIED = "Vos droits s'afficheront ici dès que votre numéro de sécurité sociale sera confirmé."
_RIGHTS_AWAY = "Vos droits ne peuvent pas être affichés pour le moment."
_DECLARATIONS_AWAY = "Vos dernières déclarations ne peuvent pas être affichées pour le moment."
_FIRST_LOGIN = Link(text="Indiquer mon numéro de sécurité sociale", href="/premiere-connexion")


class HomeView(View):
    """The home screen. `partial` says that something is missing, and `alerts` what."""

    display_name: str
    certification: CertificationView
    next_step: Link | None
    bubbles: tuple[BubbleView, ...]
    sources: tuple[SourceView, ...]
    declarations: tuple[DeclarationView, ...]
    alerts: tuple[Alert, ...]
    partial: bool


def home_view(
    display_name: str,
    certification: CertificationView,
    rights: RightsView | Problem | None,
    declarations: DeclarationsView | Problem | None,
) -> HomeView:
    """The home screen. A part that could not be asked comes as its problem; one that was not asked for want of a NIR, as None."""
    shown = _rights(rights)
    alerts = list(shown.alerts)
    told: tuple[DeclarationView, ...] = ()
    if isinstance(declarations, DeclarationsView):
        told = declarations.declarations
        alerts += _declaration_alerts(told)
    elif declarations:
        alerts.append(Alert(level="warning", text=_DECLARATIONS_AWAY))
    return HomeView(
        display_name=display_name,
        certification=certification,
        next_step=_FIRST_LOGIN if certification.state == "nir_missing" else None,
        bubbles=shown.bubbles,
        sources=shown.sources,
        declarations=told,
        alerts=tuple(alerts),
        partial=shown.partial or isinstance(declarations, Problem),
    )


def _rights(rights: RightsView | Problem | None) -> RightsView:
    if isinstance(rights, RightsView):
        return rights
    return unknown_rights_view(_RIGHTS_AWAY if rights else _NOT_CERTIFIED)


def _declaration_alerts(declarations: tuple[DeclarationView, ...]) -> list[Alert]:
    alerts = []
    for declaration in declarations:
        for delivery in declaration.deliveries:
            if delivery.state in ("rejected", "dead", "control_requested"):
                why = f" : {delivery.reason}" if delivery.reason else "."
                text = f"{delivery.name}, {declaration.fact.kind_text} : {delivery.text.lower()}{why}"
                alerts.append(Alert(level="warning", text=text))
    return alerts
