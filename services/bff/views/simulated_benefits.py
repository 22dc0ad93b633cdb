"""The benefits that the simulator knows, and who manages each."""

from collections.abc import Sequence

from mesdroits.rights.v1.rights_service_pb2 import ListBenefitsResponse as CatalogueResponse
from mesdroits.simulator.v1 import result_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.bff.shapes import code
from services.bff.views.base import View
from services.bff.views.catalogue import ManagerView, catalogue_view
from services.bff.views.french import counted
from services.bff.views.rights import domain_name
from services.bff.views.vocabulary import DOMAINS

METHODS = {
    "law_as_code": "Calculé avec OpenFisca-France, la loi écrite en code",
    "estimate": "Estimation : les hypothèses sont dites",
    "paid": "Montant réellement versé",
    "conditions": "Conditions seulement : l'organisme décide du montant",
}
PERIODS = {"monthly": "par mois", "yearly": "par an", "once": "en une fois"}


class SimulatedBenefitView(View):
    """A benefit that the simulator knows, and who manages it, by regime."""

    benefit: str
    domain: str
    domain_name: str
    name: str
    individual: bool
    period_text: str
    method_text: str
    limits: str | None
    legal_reference: str
    pieces: tuple[str, ...]
    managers: tuple[ManagerView, ...]


class SimulatedBenefitsView(View):
    """Every benefit that can be simulated."""

    benefits: tuple[SimulatedBenefitView, ...]
    text: str


def benefits_view(benefits: pb.ListBenefitsResponse, catalogue: CatalogueResponse | None) -> SimulatedBenefitsView:
    """The benefits, each with who manages it where the catalogue of rights knows it."""
    shown = catalogue_view(catalogue).benefits if catalogue else ()
    managers = {one.benefit: _together(one.managers) for one in shown}
    made = tuple(_benefit(one, managers.get(one.benefit, ())) for one in benefits.benefits)
    return SimulatedBenefitsView(benefits=made, text=f"{counted(len(made), 'aide simulée', 'aides simulées')}.")


def _benefit(benefit: result_pb2.SimulatedBenefit, managers: tuple[ManagerView, ...]) -> SimulatedBenefitView:
    domain = domain_name(benefit.domain)
    return SimulatedBenefitView(
        benefit=benefit.benefit,
        domain=domain,
        domain_name=DOMAINS.get(domain, domain),
        name=benefit.name,
        individual=benefit.individual,
        period_text=PERIODS.get(code(result_pb2.Periodicity.DESCRIPTOR, benefit.periodicity), "sans montant"),
        method_text=METHODS.get(code(result_pb2.Method.DESCRIPTOR, benefit.method), ""),
        limits=benefit.limits or None,
        legal_reference=benefit.legal_reference,
        pieces=tuple(benefit.pieces),
        managers=managers,
    )


def _together(managers: Sequence[ManagerView]) -> tuple[ManagerView, ...]:
    """One line per organisme and address, with all the regimes that it manages the benefit for."""
    places: dict[tuple[str, str | None], list[ManagerView]] = {}
    for one in managers:
        places.setdefault((one.organisme, one.service_url), []).append(one)
    return tuple(
        first.model_copy(update={"regime_text": ", ".join(dict.fromkeys(one.regime_text for one in (first, *more)))})
        for first, *more in places.values()
    )
